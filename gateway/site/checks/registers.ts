import type { Problem } from "../../../core/config/check.ts";
import { blockAt } from "../../../core/config/section.ts";
import type { SiteCheck } from "./wiring.ts";

/** Registers each type takes. Coils and discrete inputs are single bits. */
const registersOf: Readonly<Record<string, number>> = {
  bool: 1,
  uint16: 1,
  int16: 1,
  uint32: 2,
  int32: 2,
  float32: 2,
  uint64: 4,
  int64: 4,
  float64: 4,
};

interface Extent {
  readonly point: string;
  readonly register: string;
  readonly first: number;
  readonly last: number;
}

function extents(map: unknown): Extent[] {
  return Object.entries(blockAt(map, [])).flatMap(([point, held]) => {
    const { register, address, type } = blockAt(held, []);
    if (typeof register !== "string" || typeof address !== "number") return [];
    return [{ point, register, first: address, last: address + (registersOf[String(type)] ?? 1) - 1 }];
  });
}

/** Two points of one map that claim the same register of the same kind. */
const overlaps: SiteCheck = ({ devices }) =>
  [...devices.sound].flatMap(([name, device]) => {
    const claimed: Extent[] = [];
    return extents(blockAt(device.config, ["map"])).flatMap((extent): Problem[] => {
      const other = claimed.find(
        ({ register, first, last }) => register === extent.register && first <= extent.last && extent.first <= last,
      );
      claimed.push(extent);
      if (other === undefined) return [];
      const message = `${extent.register} ${extent.first} already belongs to \`${other.point}\``;
      const taken = other.first === other.last ? `${other.first}` : `${other.first} to ${other.last}`;
      const path = ["devices", name, "map", extent.point, "address"];
      return [{ path, note: { message, hint: `\`${other.point}\` takes ${extent.register} ${taken}` } }];
    });
  });

/** Two devices that answer to the same unit id on one bus. */
const unitIds: SiteCheck = ({ devices }) => {
  const taken = new Map<string, string>();
  return [...devices.sound].flatMap(([name, device]): Problem[] => {
    const { unitId } = blockAt(device.config, []);
    const key = `${device.bus} ${String(unitId)}`;
    const holder = taken.get(key);
    if (unitId === undefined) return [];
    taken.set(key, holder ?? name);
    if (holder === undefined) return [];
    const message = `unit ${String(unitId)} on bus \`${device.bus}\` is already \`${holder}\``;
    return [{ path: ["devices", name, "unitId"], note: { message } }];
  });
};

/** What a bus or device can only hold once. */
export const registerChecks: readonly SiteCheck[] = [overlaps, unitIds];
