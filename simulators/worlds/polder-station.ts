import type { EpochMs, MonotonicMs } from "../../core/time.ts";
import {
  type DriveState,
  driveTarget,
  motorStall,
  resetAtPanel,
  startDrive,
  trip,
  watchLink,
} from "../devices/drive.ts";
import { type Fault, inForce } from "../devices/faults.ts";
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
import type { DeviceName } from "./polder-wiring.ts";

/** A fault, and the plant as it was when the fault began: what a stuck device goes on showing. */
export interface StationFault extends Fault {
  readonly since: PolderState;
}

/** The polder with everything electrical in it. */
export interface Station {
  readonly plan: PolderPlan;
  readonly plant: PolderState;
  /** Steps since the start: the index of every noise draw. */
  readonly step: number;
  readonly drives: readonly DriveState[];
  readonly coils: Coils;
  readonly relay: WatchdogRelay;
  readonly faults: Readonly<Record<DeviceName, readonly StationFault[]>>;
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
    faults: { "vfd-1": [], "vfd-2": [], "gauge-in-a": [], "gauge-out-a": [], io: [] },
  };
}

/** The fault of this kind a device has now, if any. */
export function faultOf(station: Station, device: DeviceName, kind: Fault["kind"]): StationFault | undefined {
  return station.faults[device].find((fault) => fault.kind === kind);
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
  const held: StationFault = { ...fault, since: station.plant };
  const others = station.faults[device].filter((other) => other.kind !== fault.kind);
  return { ...station, drives, faults: { ...station.faults, [device]: [...others, held] } };
}

/** Ends all faults of a device; the crew resets a tripped drive at its panel. */
export function mend(station: Station, device: DeviceName): Station {
  const index = driveIndex(device);
  const drives = station.drives.map((drive, at) => (at === index ? resetAtPanel(drive) : drive));
  return { ...station, drives, faults: { ...station.faults, [device]: [] } };
}

function stillBroken(station: Station, now: EpochMs): Station["faults"] {
  let changed = false;
  const left = { ...station.faults };
  for (const device of Object.keys(left) as DeviceName[]) {
    const kept = inForce(left[device], now) as readonly StationFault[];
    changed ||= kept !== left[device];
    left[device] = kept;
  }
  return changed ? left : station.faults;
}

function driveNow(station: Station, index: number, now: MonotonicMs): DriveState {
  const drive = station.drives[index];
  if (drive === undefined || faultOf(station, "io", "mains") !== undefined) return startDrive(now);
  const device = driveNames[index] ?? "vfd-1";
  const local = station.relay.released || faultOf(station, device, "local") !== undefined;
  const placed = local === drive.local ? drive : { ...drive, local };
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
  const faults = stillBroken(before, before.plant.at);
  const relay = watchCoil(before.relay, before.coils[2], now);
  const station = { ...before, faults, relay };
  const drives = station.drives.map((_, index) => driveNow(station, index, now));
  const inputs = drives.map((drive, index) => motorInput(station, index, drive));
  const plant = stepPolder(station.plan, station.plant, inputs, stepMs / 1_000);
  return { ...station, drives, plant, step: station.step + 1 };
}
