import type { EpochMs } from "../../../core/time.ts";
import { pumpDischarge } from "./pump.ts";
import { bottom, levelAt, volumeAt } from "./storage.ts";
import { canalSwing, rainRate, type Weather } from "./weather.ts";

/** What does not change while the polder runs. Areas in m2, levels in m NAP, flows in m3/s. */
export interface PolderPlan {
  readonly start: EpochMs;
  readonly weather: Weather;
  readonly levelInside: number;
  readonly canalMean: number;
  /** m3 of rain that fell on glass and paving before the start and is on its way to the ditches. */
  readonly runoff: number;
}

/** One motor: share of full speed it turns at. */
export interface MotorState {
  readonly speed: number;
}

/** What the drives do with their motors in this step. */
export interface MotorInput {
  /** Share of full speed asked for. */
  readonly target: number;
  /** True when the drive lets go: the motor runs down by itself. */
  readonly coast: boolean;
}

/** m3 that came and went since the start: the plant's own books. */
export interface WaterBooks {
  readonly rain: number;
  readonly seepage: number;
  readonly pumped: number;
}

/** Everything the polder remembers. Volumes in m3. */
export interface PolderState {
  readonly at: EpochMs;
  /** Open water. */
  readonly water: number;
  /** Rain on glass and paving that has not reached the ditches. */
  readonly paved: number;
  /** Rain in the soil that has not reached the ditches. */
  readonly soil: number;
  /** How far our own discharge has raised the canal, m. */
  readonly canalRise: number;
  readonly motors: readonly MotorState[];
  readonly discharges: readonly number[];
  readonly rainRate: number;
  readonly rainDepth: number;
  readonly books: WaterBooks;
}

const catchment = 250_000;
const pavedShare = 0.6;
const pavedSeconds = 1_200;
const soilSeconds = 86_400;
/** m3/s of seepage per m of head. */
const seepageConductance = 0.033;
const canalArea = 60_000;
const canalSeconds = 3_600;
/** Shares of full speed per second. */
const driveRamp = 0.05;
const coastRamp = 0.2;

/** The polder at its start: pumps stopped. */
export function startPolder(plan: PolderPlan, pumps: number): PolderState {
  return {
    at: plan.start,
    water: volumeAt(plan.levelInside),
    paved: plan.runoff,
    soil: 0,
    canalRise: 0,
    motors: Array.from({ length: pumps }, () => ({ speed: 0 })),
    discharges: Array.from({ length: pumps }, () => 0),
    rainRate: 0,
    rainDepth: 0,
    books: { rain: 0, seepage: 0, pumped: 0 },
  };
}

/** Water level on the polder side, m NAP. */
export function levelInside(state: PolderState): number {
  return levelAt(state.water);
}

/** Water level on the canal side, m NAP. */
export function levelOutside(plan: PolderPlan, state: PolderState): number {
  return plan.canalMean + canalSwing(plan.weather.seed, state.at) + state.canalRise;
}

function turn(motor: MotorState, input: MotorInput, seconds: number): MotorState {
  const goal = input.coast ? 0 : input.target;
  const most = (input.coast ? coastRamp : driveRamp) * seconds;
  const change = Math.min(most, Math.max(-most, goal - motor.speed));
  return { speed: motor.speed + change };
}

/** One step of `seconds`: explicit in the flows, implicit in the reservoirs, so that no step length makes water. */
export function stepPolder(
  plan: PolderPlan,
  state: PolderState,
  inputs: readonly MotorInput[],
  seconds: number,
): PolderState {
  const inside = levelInside(state);
  const head = levelOutside(plan, state) - inside;
  const rate = rainRate(plan.weather, plan.start, state.at);
  const rain = (rate / 3_600_000) * catchment * seconds;
  const pavedIn = state.paved + rain * pavedShare;
  const soilIn = state.soil + rain * (1 - pavedShare);
  const pavedOut = (pavedIn * seconds) / (pavedSeconds + seconds);
  const soilOut = (soilIn * seconds) / (soilSeconds + seconds);
  const seepage = seepageConductance * Math.max(0, head) * seconds;
  const motors = state.motors.map((motor, index) => turn(motor, inputs[index] ?? { target: 0, coast: true }, seconds));
  const wet = inside > bottom + 0.2;
  const discharges = motors.map((motor) => (wet ? pumpDischarge(motor.speed, head) : 0));
  const pumped = discharges.reduce((sum, flow) => sum + flow, 0) * seconds;
  return {
    at: state.at + seconds * 1_000,
    water: state.water + pavedOut + soilOut + seepage - pumped,
    paved: pavedIn - pavedOut,
    soil: soilIn - soilOut,
    canalRise: (state.canalRise + pumped / canalArea) / (1 + seconds / canalSeconds),
    motors,
    discharges,
    rainRate: rate,
    rainDepth: state.rainDepth + (rate * seconds) / 3_600,
    books: {
      rain: state.books.rain + rain,
      seepage: state.books.seepage + seepage,
      pumped: state.books.pumped + pumped,
    },
  };
}
