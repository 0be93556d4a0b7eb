import { err, ok, type Result } from "../../core/result.ts";
import type { EpochMs } from "../../core/time.ts";

/**
 * What can be made to go wrong.
 * `stuck`: what is measured or moved stands still, the device works on. `freeze`: the device repeats its last answers.
 * `noise`: readings scatter. `unplug`: no answer. `stop`: the drive trips. `lie`: readings are off by `amount`.
 * `local`: the panel switch stands in LOCAL. `door`, `stop-button`, `mains`: that contact changes.
 */
export const faultKinds = [
  "stuck",
  "freeze",
  "noise",
  "unplug",
  "stop",
  "lie",
  "local",
  "door",
  "stop-button",
  "mains",
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One fault in force. `amount` is in m of water for levels, in share of full speed for drives. */
export interface Fault {
  readonly kind: FaultKind;
  /** World time at which it heals by itself; for ever when absent. */
  readonly until: EpochMs | undefined;
  readonly amount: number;
}

/** The sorts of emulated device. */
export type DeviceSort = "drive" | "gauge" | "io";

/** The faults each sort of device can have. */
export const faultsOf: Readonly<Record<DeviceSort, readonly FaultKind[]>> = {
  drive: ["stuck", "freeze", "noise", "unplug", "stop", "lie", "local"],
  gauge: ["stuck", "freeze", "noise", "unplug", "lie"],
  io: ["stuck", "freeze", "noise", "unplug", "lie", "door", "stop-button", "mains"],
};

const usualAmount: Readonly<Partial<Record<FaultKind, number>>> = { lie: 0.3, noise: 0.05 };

/** What the control port is asked: a fault, or `none` to end all faults of a device. */
export interface FaultRequest {
  readonly kind: string;
  readonly until?: EpochMs | undefined;
  readonly amount?: number | undefined;
}

/** Reads a request for one sort of device; the error is a sentence for the person who asked. */
export function parseFault(sort: DeviceSort, request: FaultRequest): Result<Fault | "none", string> {
  if (request.kind === "none") return ok("none");
  const kind = faultsOf[sort].find((name) => name === request.kind);
  if (kind === undefined) {
    return err(`a ${sort} knows no fault "${request.kind}"; it knows: ${[...faultsOf[sort], "none"].join(", ")}`);
  }
  return ok({ kind, until: request.until, amount: request.amount ?? usualAmount[kind] ?? 0 });
}

/** The faults of one device still in force at `now`; one of a kind at most. */
export function inForce(faults: readonly Fault[], now: EpochMs): readonly Fault[] {
  return faults.every((fault) => fault.until === undefined || fault.until > now)
    ? faults
    : faults.filter((fault) => fault.until === undefined || fault.until > now);
}

/** How much readings are off, in the unit of `amount`: the lie, plus noise around it. */
export function disturbance(faults: readonly Fault[], noise: number): number {
  let off = 0;
  for (const fault of faults) {
    if (fault.kind === "lie") off += fault.amount;
    if (fault.kind === "noise") off += fault.amount * noise;
  }
  return off;
}
