/** What the battery remembers. */
export interface BatteryState {
  /** kWh in its cells. */
  readonly stored: number;
  /** kW at its terminals; charging is positive. */
  readonly power: number;
  /** Of its cells, Cel. */
  readonly temperature: number;
  /** kW that became heat. */
  readonly loss: number;
}

/** kWh that the cells hold. */
export const capacity = 400;
/** kW, either way. */
export const strongest = 100;

/** Of what goes through, this much arrives; the rest is heat. */
const oneWay = 0.96;
/** Share of what is stored that is lost by itself in an hour: 3 % a month. */
const selfDischarge = 0.03 / 720;
/** kW the power changes in a second. */
const slew = 50;
const room = 19;
/** kWh that warm the cells by a degree, and the hours in which they take the temperature of their room. */
const heatCapacity = 0.9;
const coolingHours = 3;

/** A battery that has stood still for long. */
export function startBattery(soc: number): BatteryState {
  return { stored: (soc / 100) * capacity, power: 0, temperature: room, loss: 0 };
}

/** How full it is, %. */
export function socOf({ stored }: BatteryState): number {
  return (stored / capacity) * 100;
}

const ramp = (value: number, none: number, all: number): number =>
  Math.min(1, Math.max(0, (value - none) / (all - none)));

/**
 * What the battery's own management allows, kW: less and less of charging above 94 %, of discharging below 8 %, of both above 45
 * Cel, none of charging at the freezing point. Nobody outside overrules it.
 */
export function allowed(state: BatteryState): { readonly charge: number; readonly discharge: number } {
  const soc = socOf(state);
  const hot = ramp(state.temperature, 50, 45);
  return {
    charge: strongest * ramp(soc, 98, 94) * hot * ramp(state.temperature, 0, 5),
    discharge: strongest * ramp(soc, 4, 8) * hot,
  };
}

function powerAfter(state: BatteryState, wish: number | undefined, seconds: number): number {
  if (wish === undefined) return 0;
  const { charge, discharge } = allowed(state);
  const goal = Math.min(charge, Math.max(-discharge, wish));
  const most = slew * seconds;
  return state.power + Math.min(most, Math.max(-most, goal - state.power));
}

/** One step of `seconds` under a wish for so much power, kW, charging positive; undefined: cut off from the grid. */
export function stepBattery(state: BatteryState, wish: number | undefined, seconds: number): BatteryState {
  const power = powerAfter(state, wish, seconds);
  const hours = seconds / 3_600;
  const through = power > 0 ? power * oneWay : power / oneWay;
  const own = state.stored * selfDischarge;
  const loss = power - through + own;
  const warmed = ((power - through) * hours) / heatCapacity;
  return {
    stored: state.stored + (through - own) * hours,
    power,
    temperature: state.temperature + warmed + ((room - state.temperature) * hours) / coolingHours,
    loss,
  };
}
