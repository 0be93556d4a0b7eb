import type { Car } from "./cars.ts";
import type { Phases } from "./homes.ts";

/** What the charger and the car on it remember. */
export interface ChargerState {
  readonly car: Car | undefined;
  /** kWh this car has got. */
  readonly given: number;
  /** A that the car heeds at present, and the seconds since it was told otherwise. */
  readonly heeded: number;
  readonly told: number;
  /** A in each phase. */
  readonly current: number;
  /** kW. */
  readonly power: number;
}

/** A charger without a car. */
export const idleCharger: ChargerState = { car: undefined, given: 0, heeded: 0, told: 0, current: 0, power: 0 };

/** The least current that a car charges with, A. Source: IEC 61851-1, annex A (control pilot). */
export const leastCurrent = 6;

/** Seconds from a new limit to the car's answer, and from a pause to the first current. */
const reacts = 4;
const wakes = 9;
/** A in a second. */
const rises = 1.5;

function currentAfter(current: number, heeded: number, seconds: number): number {
  if (heeded === 0) return 0;
  const change = Math.min(rises * seconds, Math.max(-2 * rises * seconds, heeded - current));
  return Math.max(leastCurrent, current + change);
}

/**
 * One step of `seconds`: the car follows the offered current (A; below 6 it pauses) some seconds later, until it is full.
 * undefined: the charger's contactor is open.
 */
export function stepCharger(
  before: ChargerState,
  car: Car | undefined,
  offer: number | undefined,
  voltages: Phases,
  seconds: number,
): ChargerState {
  if (car === undefined) return idleCharger;
  const { current, given, heeded, told } = before.car?.visit === car.visit ? before : idleCharger;
  const wish = offer === undefined || offer < leastCurrent || given >= car.wants ? 0 : offer;
  const waited = wish === heeded ? 0 : told + seconds;
  const heeds = offer === undefined || waited >= (current === 0 ? wakes : reacts) ? wish : heeded;
  const flows = currentAfter(current, heeds, seconds);
  const power = (flows * (voltages[0] + voltages[1] + voltages[2])) / 1_000;
  return {
    car,
    given: given + (power * seconds) / 3_600,
    heeded: heeds,
    told: heeds === wish ? 0 : waited,
    current: flows,
    power,
  };
}
