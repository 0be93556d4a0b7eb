import type { EpochMs } from "../../../core/time.ts";
import { type BatteryState, startBattery, stepBattery } from "./battery.ts";
import { type ChargerState, idleCharger, stepCharger } from "./charger.ts";
import { type Connection, connect, count, dark, type Quarter, quarterAt } from "./connection.ts";
import { addTo, type HomeMeter, newMeter } from "./home-meter.ts";
import type { Phases } from "./homes.ts";
import { around, type Between, mixed, partOf, type StreetPlan } from "./street.ts";

/** What does not change while the street lives. */
export interface MicrogridPlan {
  readonly start: EpochMs;
  readonly street: StreetPlan;
  /** % of the battery at the start. */
  readonly soc: number;
}

/** What the machines are told in this step; undefined: the machine's own contactor is open. */
export interface MicrogridInput {
  /** kW, charging positive. */
  readonly battery: number | undefined;
  /** Share of its rated power that the inverter of the co-op may give, 0 to 1. */
  readonly solarShare: number | undefined;
  /** A that the charger offers; below 6 the car pauses. */
  readonly chargerCurrent: number | undefined;
  /** False while the street's grid is gone: then nothing runs, and nothing forms an island. */
  readonly mains: boolean;
}

/** kWh since the start: the street's own books. */
export interface EnergyBooks {
  readonly imported: number;
  readonly exported: number;
  readonly homes: number;
  readonly roofs: number;
  readonly solar: number;
  readonly charger: number;
  readonly charged: number;
  readonly discharged: number;
  readonly batteryLoss: number;
  readonly cableLoss: number;
}

/** Everything the street remembers; powers are those of the last step, kW. */
export interface MicrogridState {
  readonly at: EpochMs;
  readonly between: Between;
  /** What all homes use, and what the panels on their own roofs give. */
  readonly homes: number;
  readonly roofs: number;
  /** What the inverter of the co-op gives. */
  readonly solar: number;
  readonly battery: BatteryState;
  readonly charger: ChargerState;
  readonly connection: Connection;
  readonly quarter: Quarter;
  readonly meters: readonly HomeMeter[];
  readonly books: EnergyBooks;
}

/** Rated power of the co-op's panels and of their inverter, kW. */
export const panels = 155;
export const inverter = 140;
/** kW the inverter changes in a second. */
const inverterSlew = 40;

const nothing: EnergyBooks = {
  imported: 0,
  exported: 0,
  homes: 0,
  roofs: 0,
  solar: 0,
  charger: 0,
  charged: 0,
  discharged: 0,
  batteryLoss: 0,
  cableLoss: 0,
};

/** The street at its start: battery idle, the charger free, sun on the panels. */
export function startMicrogrid(plan: MicrogridPlan): MicrogridState {
  const { street, start, soc } = plan;
  const between = around(street, start);
  const sun = mixed(between.from.sun, between.to.sun, partOf(between, start));
  const state: MicrogridState = {
    at: start,
    between,
    homes: 0,
    roofs: 0,
    solar: Math.min(panels * sun, inverter),
    battery: startBattery(soc),
    charger: idleCharger,
    connection: dark,
    quarter: quarterAt(start),
    meters: street.homes.slice(0, street.metered).map(newMeter),
    books: nothing,
  };
  // A step of no length tells the powers of the moment.
  return stepMicrogrid(plan, state, { battery: 0, solarShare: 1, chargerCurrent: 0, mains: true }, 0);
}

/** kW at the connection; taken from the grid is positive. */
export function sitePower({ connection }: Pick<MicrogridState, "connection">): number {
  return sum(connection.power);
}

function solarPower(before: number, sun: number, { solarShare, mains }: MicrogridInput, seconds: number): number {
  if (!mains || solarShare === undefined) return 0;
  const goal = Math.min(panels * sun, inverter * Math.min(1, Math.max(0, solarShare)));
  const most = inverterSlew * seconds;
  return before + Math.min(most, Math.max(-most, goal - before));
}

const sum = (phases: Phases): number => phases[0] + phases[1] + phases[2];

/** One step of `seconds`, explicit: every power stands for the whole step, so that no step length makes energy. */
export function stepMicrogrid(
  plan: MicrogridPlan,
  state: MicrogridState,
  input: MicrogridInput,
  seconds: number,
): MicrogridState {
  const { street } = plan;
  const { at, connection: before } = state;
  const { mains } = input;
  const hours = seconds / 3_600;
  const between = around(street, at, state.between);
  const part = partOf(between, at);
  const sun = mixed(between.from.sun, between.to.sun, part);
  const solar = solarPower(state.solar, sun, input, seconds);
  const battery = stepBattery(state.battery, mains ? input.battery : undefined, seconds);
  const charger = stepCharger(
    state.charger,
    between.from.car,
    mains ? input.chargerCurrent : undefined,
    before.voltage,
    seconds,
  );
  const load = loadAt(between, part);
  const third = (charger.power + battery.power - solar) / 3;
  const taken: Phases = [
    load[0] - street.roofs[0] * sun + third,
    load[1] - street.roofs[1] * sun + third,
    load[2] - street.roofs[2] * sun + third,
  ];
  const connection = mains ? connect(street.seed, at, taken, before) : dark;
  const homes = mains ? sum(load) : 0;
  const roofs = mains ? sum(street.roofs) * sun : 0;
  const power = sum(connection.power);
  return {
    at: at + seconds * 1_000,
    between,
    homes,
    roofs,
    solar,
    battery,
    charger,
    connection,
    quarter: count(state.quarter, at, power, hours),
    meters: addTo(state.meters, { plan: street, between, part, sun, mains, hours }),
    books: written(state.books, { homes, roofs, solar, battery, charger, connection }, hours),
  };
}

function loadAt({ from, to }: Between, part: number): Phases {
  return [
    mixed(from.load[0], to.load[0], part),
    mixed(from.load[1], to.load[1], part),
    mixed(from.load[2], to.load[2], part),
  ];
}

type Powers = Pick<MicrogridState, "homes" | "roofs" | "solar" | "battery" | "charger" | "connection">;

function written(books: EnergyBooks, powers: Powers, hours: number): EnergyBooks {
  const { homes, roofs, solar, battery, charger, connection } = powers;
  const power = sum(connection.power);
  return {
    imported: books.imported + Math.max(0, power) * hours,
    exported: books.exported + Math.max(0, -power) * hours,
    homes: books.homes + homes * hours,
    roofs: books.roofs + roofs * hours,
    solar: books.solar + solar * hours,
    charger: books.charger + charger.power * hours,
    charged: books.charged + Math.max(0, battery.power) * hours,
    discharged: books.discharged + Math.max(0, -battery.power) * hours,
    batteryLoss: books.batteryLoss + battery.loss * hours,
    cableLoss: books.cableLoss + connection.loss * hours,
  };
}
