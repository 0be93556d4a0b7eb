import type { MonotonicMs } from "../../core/time.ts";
import {
  asDelivered,
  commissioned,
  type DriveState,
  driveTarget,
  motorStall,
  resetAtPanel,
  startDrive,
  trip,
  watchLink,
} from "../devices/drive.ts";
import { type FaultBook, faultIn, type HeldFault, healed, soundBook, withFault } from "../devices/fault-book.ts";
import type { Fault } from "../devices/faults.ts";
import type { Coils } from "../devices/io-module.ts";
import { floatsRun, idleRelay, type WatchdogRelay, watchCoil } from "../devices/watchdog-relay.ts";
import {
  levelInside,
  type MotorInput,
  type PolderPlan,
  type PolderState,
  startPolder,
  stepPolder,
} from "../plants/polder/plant.ts";
import { type DeviceName, deviceNames } from "./polder-wiring.ts";

/** The polder with everything electrical in it. */
export interface Station {
  readonly plan: PolderPlan;
  readonly plant: PolderState;
  /** Steps since the start: the index of every noise draw. */
  readonly step: number;
  readonly drives: readonly DriveState[];
  readonly coils: Coils;
  readonly relay: WatchdogRelay;
  readonly faults: FaultBook<DeviceName, PolderState>;
}

/** Length of one step in world time. */
export const stepMs = 250;

const driveNames: readonly DeviceName[] = ["vfd-1", "vfd-2"];

/** The station as it is switched on. */
export function startStation(plan: PolderPlan, now: MonotonicMs): Station {
  return {
    plan,
    plant: startPolder(plan, driveNames.length),
    step: 0,
    drives: driveNames.map(() => startDrive(now)),
    coils: [false, false, false],
    relay: idleRelay,
    faults: soundBook(deviceNames),
  };
}

/** The fault of this kind a device has now, if any. */
export function faultOf(station: Station, device: DeviceName, kind: Fault["kind"]): HeldFault<PolderState> | undefined {
  return faultIn(station.faults, device, kind);
}

/** The index of a device among the drives; -1 for another device. */
export function driveIndex(device: DeviceName): number {
  return driveNames.indexOf(device);
}

/** Brings a fault into the station; a drive trips at once. A trip without end can be reset at once. */
export function breakDown(station: Station, device: DeviceName, fault: Fault): Station {
  const index = driveIndex(device);
  const drives =
    fault.kind === "stop"
      ? station.drives.map((drive, at) => (at === index ? trip(drive, motorStall) : drive))
      : station.drives;
  if (fault.kind === "stop" && fault.until === undefined) return { ...station, drives };
  return { ...station, drives, faults: withFault(station.faults, device, { ...fault, since: station.plant }) };
}

/** Ends all faults of a device; the crew resets a tripped drive at its panel. */
export function mend(station: Station, device: DeviceName): Station {
  const index = driveIndex(device);
  const drives = station.drives.map((drive, at) => (at === index ? resetAtPanel(drive) : drive));
  return { ...station, drives, faults: { ...station.faults, [device]: [] } };
}

function driveNow(station: Station, index: number, now: MonotonicMs): DriveState {
  const drive = station.drives[index];
  if (drive === undefined || faultOf(station, "io", "mains") !== undefined) return startDrive(now);
  const device = driveNames[index] ?? "vfd-1";
  const local = station.relay.released || faultOf(station, device, "local") !== undefined;
  const settings = faultOf(station, device, "settings") === undefined ? commissioned : asDelivered;
  const same = local === drive.local && settings === drive.settings;
  const placed = same ? drive : { ...drive, local, settings };
  return watchLink(placed, station.plant.motors[index]?.speed ?? 0, now);
}

function motorInput(station: Station, index: number, drive: DriveState): MotorInput {
  const actual = station.plant.motors[index]?.speed ?? 0;
  if (drive.mode.kind === "tripped") return { target: 0, coast: true };
  const stuck = faultOf(station, driveNames[index] ?? "vfd-1", "stuck");
  if (stuck !== undefined) return { target: stuck.since.motors[index]?.speed ?? 0, coast: false };
  if (station.relay.released) {
    return { target: floatsRun(levelInside(station.plant), actual > 0.05) ? 1 : 0, coast: false };
  }
  return { target: driveTarget(drive, actual), coast: drive.coasting };
}

/** One step of the whole station: faults that heal, the relay, the drives, the water. */
export function stepStation(before: Station, now: MonotonicMs): Station {
  const faults = healed(before.faults, before.plant.at);
  const relay = watchCoil(before.relay, before.coils[2], now);
  const station = { ...before, faults, relay };
  const drives = station.drives.map((_, index) => driveNow(station, index, now));
  const inputs = drives.map((drive, index) => motorInput(station, index, drive));
  const plant = stepPolder(station.plan, station.plant, inputs, stepMs / 1_000);
  return { ...station, drives, plant, step: station.step + 1 };
}
