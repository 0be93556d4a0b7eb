import type { Face } from "./face.ts";

const bit = (on: boolean, at: number): number => (on ? 1 << at : 0);
const tenths = (value: number): number => Math.round(value * 10) & 0xffff;
const hundredths = (value: number): number => Math.round(value * 100) & 0xffff;

/** What a battery shows: kW with charging positive, %, Cel. */
export interface BatterySample {
  readonly setpoint: number;
  readonly power: number;
  readonly soc: number;
  readonly temperature: number;
  readonly charge: number;
  readonly discharge: number;
  readonly tripped: boolean;
  readonly unheard: boolean;
}

/** States of the battery's own management. */
export const batteryStates = { idle: 1, charging: 2, discharging: 3, fault: 4 } as const;

/** kW; less than this shows as 0.0. */
const leastShown = 0.05;

function batteryState({ tripped, power }: BatterySample): number {
  if (tripped) return batteryStates.fault;
  if (Math.abs(power) < leastShown) return batteryStates.idle;
  return power > 0 ? batteryStates.charging : batteryStates.discharging;
}

/**
 * A battery as its own management shows it. Holding register 0: wanted power, int16, 0.1 kW, charging positive. Input registers:
 * 0 power (int16, 0.1 kW), 1 state of charge (0.1 %), 2 temperature of the cells (int16, 0.1 Cel), 3 state (1 idle, 2 charging,
 * 3 discharging, 4 fault), 4 flags (bit 0 fault, bit 1 nobody wrote the wanted power in time), 5 and 6 what its management allows
 * of charging and discharging (0.1 kW).
 */
export function batteryFace(sample: BatterySample): Face {
  const state = batteryState(sample);
  const { setpoint, power, soc, temperature, charge, discharge, tripped, unheard } = sample;
  const flags = bit(tripped, 0) | bit(unheard, 1);
  return {
    points: { setpoint, power, soc, temperature, state, flags, charge, discharge },
    cells: {
      holdingRegister: new Map([[0, tenths(setpoint)]]),
      inputRegister: new Map(
        [tenths(power), tenths(soc), tenths(temperature), state, flags, tenths(charge), tenths(discharge)].entries(),
      ),
    },
  };
}

/** What an inverter shows: % of its rated power, kW given. */
export interface InverterSample {
  readonly limit: number;
  readonly power: number;
  readonly tripped: boolean;
  readonly unheard: boolean;
}

/**
 * A solar inverter. Holding register 0: the most it may give, 0.1 % of its rated power. Input registers: 0 power given (0.1 kW),
 * 1 flags (bit 0 fault, bit 1 nobody wrote the limit in time).
 */
export function inverterFace({ limit, power, tripped, unheard }: InverterSample): Face {
  const flags = bit(tripped, 0) | bit(unheard, 1);
  return {
    points: { limit, power, flags },
    cells: {
      holdingRegister: new Map([[0, tenths(limit)]]),
      inputRegister: new Map([tenths(power), flags].entries()),
    },
  };
}

/** What a charger shows: A offered, A in each phase, kW. */
export interface ChargerSample {
  readonly setpoint: number;
  readonly current: number;
  readonly power: number;
  readonly car: boolean;
  readonly tripped: boolean;
  readonly unheard: boolean;
}

/** States of a charger. */
export const chargerStates = { free: 0, connected: 1, charging: 2, fault: 3 } as const;

function chargerState({ tripped, car, current }: ChargerSample): number {
  if (tripped) return chargerStates.fault;
  if (!car) return chargerStates.free;
  return current > 0 ? chargerStates.charging : chargerStates.connected;
}

/**
 * A charging station for one car. Holding register 0: the current it offers, 0.1 A; below 6 A the car pauses. Input registers:
 * 0 current in each phase (0.1 A), 1 power (0.01 kW), 2 state (0 free, 1 connected, 2 charging, 3 fault), 3 flags (bit 0 fault,
 * bit 1 nobody wrote the current in time, bit 2 a car is connected).
 */
export function chargerFace(sample: ChargerSample): Face {
  const state = chargerState(sample);
  const { setpoint, current, power, car, tripped, unheard } = sample;
  const flags = bit(tripped, 0) | bit(unheard, 1) | bit(car, 2);
  return {
    points: { setpoint, current, power, state, flags },
    cells: {
      holdingRegister: new Map([[0, tenths(setpoint)]]),
      inputRegister: new Map([tenths(current), hundredths(power), state, flags].entries()),
    },
  };
}
