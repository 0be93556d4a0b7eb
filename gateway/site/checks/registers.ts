import type { Problem } from "../../../core/config/check.ts";
import { blockAt } from "../../../core/config/section.ts";
import { groupBy } from "../../../core/group-by.ts";
import { type ModbusConfig, mapOf } from "../../drivers/modbus/config.ts";
import { modbusOverlaps, overlapNote } from "../../drivers/modbus/overlaps.ts";
import { isSimulated } from "../simulated.ts";
import type { SiteCheck } from "./wiring.ts";

/** Two points of one map that claim the same register of the same kind. */
const overlaps: SiteCheck = ({ devices }) =>
  [...devices.sound].flatMap(([name, { driver, config }]) => {
    const { map } = blockAt(config, []);
    if (driver !== "modbus" || typeof map !== "object") return [];
    const { points } = mapOf(config as ModbusConfig);
    return modbusOverlaps(points).map((overlap): Problem => {
      const path = ["devices", name, "map", overlap.point, "address"];
      return { path, note: overlapNote(points, overlap) };
    });
  });

/** Two devices that answer to the same unit id on one bus. */
const unitIds: SiteCheck = ({ devices }) => {
  const taken = new Map<string, string>();
  return [...devices.sound].flatMap(([name, device]): Problem[] => {
    const { unitId } = blockAt(device.config, []);
    if (typeof unitId !== "number") return [];
    const key = `${device.bus} ${unitId}`;
    const holder = taken.get(key);
    taken.set(key, holder ?? name);
    if (holder === undefined) return [];
    const message = `unit ${unitId} on bus \`${device.bus}\` is already \`${holder}\``;
    return [{ path: ["devices", name, "unitId"], note: { message } }];
  });
};

/** A device that speaks unasked beside another on one bus: nobody could tell whose bytes they are. */
const sharedWithTalkers: SiteCheck = ({ devices, unasked }) => {
  const entries = [...devices.sound];
  const sharers = groupBy(entries, ([, { bus }]) => bus);
  return entries.flatMap(([name, { driver, bus }]): Problem[] => {
    const other = sharers.get(bus)?.find(([candidate]) => candidate !== name)?.[0];
    if (!unasked.has(driver) || other === undefined) return [];
    const message = `a ${driver} speaks unasked, and \`${other}\` is on bus \`${bus}\` too`;
    return [{ path: ["devices", name, "bus"], note: { message, expected: "a bus with no other device" } }];
  });
};

/** A port that two buses claim, and a real serial port whose settings nobody gave. */
const ports: SiteCheck = ({ buses }) => {
  const taken = new Map<string, string>();
  return [...buses.sound].flatMap(([name, bus]): Problem[] => {
    const key = bus.form === "port" ? "port" : "tcp";
    const address = bus.form === "port" ? bus.port : `${bus.tcp.host}:${bus.tcp.port}`;
    const path = ["buses", name];
    const holder = taken.get(address);
    taken.set(address, holder ?? name);
    const twice: Problem = { path: [...path, key], note: { message: `${address} is already bus \`${holder}\`` } };
    const problems = holder === undefined ? [] : [twice];
    if (bus.form !== "port" || bus.line !== undefined || isSimulated(bus)) return problems;
    const note = { message: "the key `line` is missing", expected: "the settings of this serial port: 19200 8E1" };
    return [...problems, { path, on: "key", note }];
  });
};

/** What a port, bus or device can only hold once. */
export const registerChecks: readonly SiteCheck[] = [ports, overlaps, unitIds, sharedWithTalkers];
