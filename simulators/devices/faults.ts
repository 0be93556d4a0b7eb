import { err, ok, type Result } from "../../core/result.ts";
import type { EpochMs } from "../../core/time.ts";

/**
 * What can be made to go wrong.
 * `stuck`: what is measured or moved stands still, the device works on. `freeze`: the device repeats its last answers.
 * `noise`: readings scatter. `unplug`: no answer. `stop`: the drive or machine trips. `lie`: readings are off by `amount`.
 * `settings`: a drive is set as it came from its maker.
 * `local`: the panel switch stands in LOCAL. `door`, `stop-button`, `fire`, `shelter`: that contact changes.
 * `mains`: the grid is lost; what it feeds is dark. `garbage`: what a device says unasked is damaged on its way.
 * `foreign`: a second controller writes `amount` into it, again and again.
 */
export const faultKinds = [
  "stuck",
  "freeze",
  "noise",
  "unplug",
  "stop",
  "lie",
  "local",
  "settings",
  "door",
  "stop-button",
  "mains",
  "fire",
  "shelter",
  "garbage",
  "foreign",
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One fault in force. `amount` is in the unit that `usualAmounts` gives for the sort of device. */
export interface Fault {
  readonly kind: FaultKind;
  /** World time at which it heals by itself; for ever when absent. */
  readonly until: EpochMs | undefined;
  readonly amount: number;
}

/** The sorts of emulated device. */
export type DeviceSort =
  | "drive"
  | "gauge"
  | "io"
  | "dust sensor"
  | "CO2 sensor"
  | "climate station"
  | "air handler"
  | "fire panel"
  | "power meter"
  | "battery"
  | "inverter"
  | "charger"
  | "P1 meter";

/** The faults each sort of device can have. */
export const faultsOf: Readonly<Record<DeviceSort, readonly FaultKind[]>> = {
  drive: ["stuck", "freeze", "noise", "unplug", "stop", "lie", "local", "settings"],
  gauge: ["stuck", "freeze", "noise", "unplug", "lie"],
  io: ["stuck", "freeze", "noise", "unplug", "lie", "door", "stop-button", "mains"],
  "dust sensor": ["stuck", "freeze", "noise", "unplug", "lie", "garbage"],
  "CO2 sensor": ["stuck", "freeze", "noise", "unplug", "lie"],
  "climate station": ["stuck", "freeze", "noise", "unplug", "lie"],
  "air handler": ["stuck", "freeze", "noise", "unplug", "stop", "lie", "local"],
  "fire panel": ["freeze", "unplug", "fire", "shelter"],
  "power meter": ["stuck", "freeze", "noise", "unplug", "lie", "mains"],
  battery: ["stuck", "freeze", "unplug", "stop", "foreign"],
  inverter: ["stuck", "freeze", "unplug", "stop"],
  charger: ["stuck", "freeze", "unplug", "stop"],
  "P1 meter": ["freeze", "unplug", "garbage"],
};

/** What a fault without an amount is off by: m of water, share of full speed, ug/m3, ppm, Celsius and % humidity, kW. */
const usualAmounts: Readonly<Record<DeviceSort, Readonly<Partial<Record<FaultKind, number>>>>> = {
  drive: { lie: 0.3, noise: 0.05 },
  gauge: { lie: 0.3, noise: 0.05 },
  io: { lie: 0.3, noise: 0.05 },
  "dust sensor": { lie: 40, noise: 10 },
  "CO2 sensor": { lie: 600, noise: 100 },
  "climate station": { lie: 10, noise: 1 },
  "air handler": { lie: 0.3, noise: 0.05 },
  "fire panel": {},
  "power meter": { lie: 40, noise: 8 },
  battery: { foreign: 60 },
  inverter: {},
  charger: {},
  "P1 meter": {},
};

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
  return ok({ kind, until: request.until, amount: request.amount ?? usualAmounts[sort][kind] ?? 0 });
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
