import type { EpochMs } from "../../../core/time.ts";
import { hashedDrift, sineOfTurns } from "../exact.ts";
import type { Phases } from "./homes.ts";

/** Volts between phase and neutral without load: the transformer's tap. */
const idle = 235;
/** Ohm from the transformer to the connection: 250 A lower the voltage by 6 V. */
const upstream = 0.024;
/** Ohm of the cables behind the connection: 250 A in each phase cost 0.6 kW. */
const cable = 0.0032;
/** Motors and switched supplies take a little more current than power. */
const powerFactor = 0.98;

const hour = 3_600_000;

/** Volts at the transformer: they wander as the rest of the town does. */
function supply(seed: number, at: EpochMs): number {
  return idle + 3 * (hashedDrift(seed, 61, at / (hour / 2)) - 0.5) + 1.5 * sineOfTurns(at / (24 * hour));
}

/** Hz of the whole continent's grid. */
export function frequencyAt(seed: number, at: EpochMs): number {
  return 50 + 0.06 * (hashedDrift(seed, 62, at / 40_000) - 0.5) + 0.012 * sineOfTurns(at / hour);
}

/** The connection point: kW taken from the grid are positive. */
export interface Connection {
  readonly power: Phases;
  /** A, with the sign of the power. */
  readonly current: Phases;
  readonly voltage: Phases;
  /** kW lost in the cables behind it. */
  readonly loss: number;
}

const none: Phases = [0, 0, 0];

/** A connection whose grid is gone. */
export const dark: Connection = { power: none, current: none, voltage: none, loss: 0 };

function amperes(taken: number, before: number, volts: number): number {
  return (taken * 1_000) / ((before > 100 ? before : volts) * powerFactor);
}

function lost(current: number): number {
  return (current * current * cable) / 1_000;
}

/** The connection when all behind it takes this much, kW; `before` lends its voltages to tell the currents. */
export function connect(seed: number, at: EpochMs, taken: Phases, { voltage }: Connection): Connection {
  const volts = supply(seed, at);
  const l1 = amperes(taken[0], voltage[0], volts);
  const l2 = amperes(taken[1], voltage[1], volts);
  const l3 = amperes(taken[2], voltage[2], volts);
  return {
    power: [taken[0] + lost(l1), taken[1] + lost(l2), taken[2] + lost(l3)],
    current: [l1, l2, l3],
    voltage: [volts - upstream * l1, volts - upstream * l2, volts - upstream * l3],
    loss: lost(l1) + lost(l2) + lost(l3),
  };
}

/** The clock quarter the contract counts. */
export interface Quarter {
  /** Quarters since 1970. */
  readonly number: number;
  /** kWh and hours since it began, or since the world did. */
  readonly energy: number;
  readonly hours: number;
  /** Mean of the quarter before, kW; undefined in the first. */
  readonly before: number | undefined;
}

/** The quarter a moment lies in, at its beginning. */
export function quarterAt(at: EpochMs): Quarter {
  return { number: Math.floor(at / (hour / 4)), energy: 0, hours: 0, before: undefined };
}

/** The mean of a quarter as far as it has come, kW. */
export function meanOf({ energy, hours }: Quarter): number {
  return hours === 0 ? 0 : energy / hours;
}

/** Counts a step that begins at `at`. */
export function count(quarter: Quarter, at: EpochMs, power: number, hours: number): Quarter {
  const number = Math.floor(at / (hour / 4));
  const same = number === quarter.number;
  return {
    number,
    energy: (same ? quarter.energy : 0) + power * hours,
    hours: (same ? quarter.hours : 0) + hours,
    before: same ? quarter.before : meanOf(quarter),
  };
}
