import type { DurationMs, MonotonicMs } from "../../core/time.ts";
import { type FaultBook, faultIn, type HeldFault, healed, soundBook, withFault } from "../devices/fault-book.ts";
import type { Fault } from "../devices/faults.ts";
import { isFresh, type TimedValue } from "../devices/link-timer.ts";
import {
  inverter,
  type MicrogridInput,
  type MicrogridPlan,
  type MicrogridState,
  startMicrogrid,
  stepMicrogrid,
} from "../plants/microgrid/plant.ts";
import { type DeviceName, wiring } from "./microgrid-wiring.ts";

/** The machines that can be told something. */
export type Machine = "battery" | "solar" | "charger-1";

/** The street with everything electrical in it. */
export interface MicrogridStation {
  readonly plan: MicrogridPlan;
  readonly plant: MicrogridState;
  /** Steps since the start: the index of every noise draw. */
  readonly step: number;
  /** What each machine was told last: kW, % of rated power, A. */
  readonly orders: Readonly<Record<Machine, TimedValue>>;
  readonly faults: FaultBook<DeviceName, MicrogridState>;
}

/** Length of one step in world time. */
export const stepMs = 250;

interface MachineRule {
  /** How long an order counts without being written again. */
  readonly lease: DurationMs;
  /** What the machine does by itself when nobody tells it. */
  readonly alone: number;
  /** What it takes; anything else is refused. */
  readonly lo: number;
  readonly hi: number;
}

/** The timers and limits that are set in the machines themselves. */
export const machineRules: Readonly<Record<Machine, MachineRule>> = {
  battery: { lease: 30_000, alone: 0, lo: -100, hi: 100 },
  solar: { lease: 90_000, alone: 100, lo: 0, hi: 100 },
  "charger-1": { lease: 60_000, alone: 6, lo: 0, hi: 16 },
};

/** Whether a device is a machine that takes orders. */
export function isMachine(device: DeviceName): device is Machine {
  return device in machineRules;
}

/** The street as it is switched on: nobody has told anything to any machine. */
export function startStation(plan: MicrogridPlan): MicrogridStation {
  const untold = (machine: Machine): TimedValue => ({ value: machineRules[machine].alone, writtenAt: undefined });
  return {
    plan,
    plant: startMicrogrid(plan),
    step: 0,
    orders: { battery: untold("battery"), solar: untold("solar"), "charger-1": untold("charger-1") },
    faults: soundBook(wiring.map(({ name }) => name)),
  };
}

/** The fault of this kind a device has now, if any. */
export function faultOf(
  { faults }: MicrogridStation,
  device: DeviceName,
  kind: Fault["kind"],
): HeldFault<MicrogridState> | undefined {
  return faultIn(faults, device, kind);
}

/** Brings a fault into the street. */
export function breakDown(station: MicrogridStation, device: DeviceName, fault: Fault): MicrogridStation {
  return { ...station, faults: withFault(station.faults, device, { ...fault, since: station.plant }) };
}

/** Ends all faults of a device. */
export function mend(station: MicrogridStation, device: DeviceName): MicrogridStation {
  return { ...station, faults: { ...station.faults, [device]: [] } };
}

/** Whether the street's grid is there. */
export function hasMains(station: MicrogridStation): boolean {
  return faultOf(station, "grid", "mains") === undefined;
}

/** Whether a machine's timer has run out: it does what it does alone. */
export function isUnheard({ orders }: MicrogridStation, machine: Machine, now: MonotonicMs): boolean {
  return !isFresh(orders[machine], machineRules[machine].lease, now);
}

/** Writes an order into a machine. */
export function tell(station: MicrogridStation, machine: Machine, value: number, now: MonotonicMs): MicrogridStation {
  return { ...station, orders: { ...station.orders, [machine]: { value, writtenAt: now } } };
}

/** What a stuck machine goes on doing. */
function held(machine: Machine, { battery, solar, charger }: MicrogridState): number {
  if (machine === "battery") return battery.power;
  return machine === "solar" ? (solar / inverter) * 100 : charger.current;
}

function wishOf(station: MicrogridStation, machine: Machine, now: MonotonicMs): number | undefined {
  if (faultOf(station, machine, "stop") !== undefined) return undefined;
  const stuck = faultOf(station, machine, "stuck");
  if (stuck !== undefined) return held(machine, stuck.since);
  return isUnheard(station, machine, now) ? machineRules[machine].alone : station.orders[machine].value;
}

function inputOf(station: MicrogridStation, now: MonotonicMs): MicrogridInput {
  const share = wishOf(station, "solar", now);
  return {
    battery: wishOf(station, "battery", now),
    solarShare: share === undefined ? undefined : share / 100,
    chargerCurrent: wishOf(station, "charger-1", now),
    mains: hasMains(station),
  };
}

/** One step of the whole street: faults that heal, a second controller, the machines' timers, the energy. */
export function stepStation(before: MicrogridStation, now: MonotonicMs): MicrogridStation {
  const mended = { ...before, faults: healed(before.faults, before.plant.at) };
  const foreign = faultOf(mended, "battery", "foreign");
  const station = foreign === undefined ? mended : tell(mended, "battery", foreign.amount, now);
  const plant = stepMicrogrid(station.plan, station.plant, inputOf(station, now), stepMs / 1_000);
  return { ...station, plant, step: station.step + 1 };
}
