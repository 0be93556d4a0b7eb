import type { EpochMs } from "../../core/time.ts";
import { type Fault, inForce } from "./faults.ts";

/** A fault, and the plant as it was when the fault began: what a stuck device goes on showing. */
export interface HeldFault<Plant> extends Fault {
  readonly since: Plant;
}

/** What is broken at every device of a world; one fault of a kind at most. */
export type FaultBook<Device extends string, Plant> = Readonly<Record<Device, readonly HeldFault<Plant>[]>>;

/** Nothing is broken. */
export function soundBook<Device extends string, Plant>(devices: readonly Device[]): FaultBook<Device, Plant> {
  return Object.fromEntries(devices.map((device) => [device, []])) as unknown as FaultBook<Device, Plant>;
}

/** The fault of this kind a device has now, if any. */
export function faultIn<Device extends string, Plant>(
  book: FaultBook<Device, Plant>,
  device: Device,
  kind: Fault["kind"],
): HeldFault<Plant> | undefined {
  return book[device].find((fault) => fault.kind === kind);
}

/** The book with one more fault; it takes the place of an older one of its kind. */
export function withFault<Device extends string, Plant>(
  book: FaultBook<Device, Plant>,
  device: Device,
  fault: HeldFault<Plant>,
): FaultBook<Device, Plant> {
  const others = book[device].filter((other) => other.kind !== fault.kind);
  return { ...book, [device]: [...others, fault] };
}

/** The book without the faults that have healed by themselves; the same book when none has. */
export function healed<Device extends string, Plant>(
  book: FaultBook<Device, Plant>,
  now: EpochMs,
): FaultBook<Device, Plant> {
  let left = book;
  for (const device of Object.keys(book) as Device[]) {
    const kept = inForce(book[device], now) as readonly HeldFault<Plant>[];
    if (kept !== book[device]) left = { ...left, [device]: kept };
  }
  return left;
}
