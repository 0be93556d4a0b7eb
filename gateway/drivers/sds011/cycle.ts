import type { DurationMs, EpochMs } from "../../../core/time.ts";
import { measuringTime, type SdsConfig } from "./config.ts";
import type { Command, SensorFrame } from "./frame.ts";

type Data = Extract<SensorFrame, { kind: "data" }>;

/** Where a sensor stands in its round of waking, warming up, measuring and sleeping. */
export interface CycleState {
  readonly phase: "asleep" | "warming" | "measuring";
  /** When it was woken, or is to be. */
  readonly wokenAt: EpochMs;
  /** Something came since it was woken. */
  readonly heard: boolean;
  /** When it was last told to wake. */
  readonly toldAt: EpochMs;
  /** What it is still to be told, one after each of its frames. */
  readonly toTell: readonly Command[];
  /** The frame before, of the same measuring. */
  readonly before: Data | undefined;
}

/** What happens to a measuring cycle. */
export type CycleInput =
  | { readonly kind: "opened" }
  | { readonly kind: "tick" }
  | { readonly kind: "frame"; readonly frame: SensorFrame };

/** What follows from an input: what the sensor is told, and what was measured. */
export interface CycleStep {
  readonly state: CycleState;
  readonly tell: readonly Command[];
  /** Two frames in a row agree on this. */
  readonly reading?: Data;
}

/** How long it may take to answer that it is awake. */
const wakingTime: DurationMs = 2_000;

/** The most the sensor measures, ug/m3. Source: Nova SDS011 specification V1.3, "Measurement range" 0.0 to 999.9. */
export const mostDust = 999.9;

/** Not opened yet. */
export const restingSensor: CycleState = {
  phase: "asleep",
  wokenAt: Number.POSITIVE_INFINITY,
  heard: false,
  toldAt: 0,
  toTell: [],
  before: undefined,
};

/** The next state of a sensor and what it is told. Pure. */
export function stepCycle(state: CycleState, input: CycleInput, config: SdsConfig, now: EpochMs): CycleStep {
  if (input.kind === "opened") return wake(now, ["continuous", "active"]);
  const moved = pass(state, config, now);
  return input.kind === "tick" ? moved : take(moved, input.frame);
}

/** When the sensor wants its next tick; undefined when only a frame can change it. */
export function cycleWakesAt(state: CycleState, config: SdsConfig): EpochMs | undefined {
  const { phase, wokenAt, heard, toldAt } = state;
  if (phase === "asleep") return Number.isFinite(wokenAt) ? wokenAt : undefined;
  if (phase === "measuring") {
    return config.dutyCycle === undefined ? undefined : wokenAt + config.warmUp + measuringTime;
  }
  const warm = wokenAt + config.warmUp;
  return heard ? warm : Math.min(warm, toldAt + wakingTime);
}

function wake(now: EpochMs, toTell: readonly Command[]): CycleStep {
  const state = { phase: "warming", wokenAt: now, heard: false, toldAt: now, toTell, before: undefined } as const;
  return { state, tell: ["wake"] };
}

/** What the time alone brings about. */
function pass(state: CycleState, { warmUp, dutyCycle }: SdsConfig, now: EpochMs): CycleStep {
  const { phase, wokenAt, toldAt, heard } = state;
  if (phase === "asleep") return now >= wokenAt ? wake(now, []) : { state, tell: [] };
  const warm = wokenAt + warmUp;
  if (dutyCycle !== undefined && now >= warm + measuringTime) {
    return { state: { ...state, phase: "asleep", wokenAt: wokenAt + dutyCycle, before: undefined }, tell: ["sleep"] };
  }
  if (phase === "warming" && now >= warm) return { state: { ...state, phase: "measuring" }, tell: [] };
  if (phase === "warming" && !heard && now >= toldAt + wakingTime) {
    return { state: { ...state, toldAt: now }, tell: ["wake"] };
  }
  return { state, tell: [] };
}

function take({ state, tell }: CycleStep, frame: SensorFrame): CycleStep {
  const [next, ...toTell] = state.toTell;
  const told = next === undefined ? tell : [...tell, next];
  const after: CycleState = { ...state, heard: true, toTell };
  if (frame.kind === "answer") return { state: after, tell: told };
  // It did not hear that it should sleep.
  if (state.phase === "asleep") return { state: after, tell: tell.includes("sleep") ? told : [...told, "sleep"] };
  if (state.phase === "warming" || !isPossible(frame)) return { state: after, tell: told };
  const { before } = state;
  const measured = { state: { ...after, before: frame }, tell: told };
  return before !== undefined && agree(before, frame) ? { ...measured, reading: frame } : measured;
}

/** Nothing in the air at all is what a sensor says that does not measure. */
function isPossible({ pm25, pm10 }: Data): boolean {
  return pm25 <= mostDust && pm10 <= mostDust && (pm25 > 0 || pm10 > 0);
}

/**
 * One sum of 8 bits lets one damaged frame in 256 through: a frame is a reading when the one before says nearly the same.
 * Nearly is the sensor's own error. Source: Nova SDS011 specification V1.3, "Relative error" 15 % and 10 ug/m3.
 */
function agree(a: Data, b: Data): boolean {
  const near = (x: number, y: number): boolean => Math.abs(x - y) <= Math.max(10, 0.15 * Math.max(x, y));
  return a.id === b.id && near(a.pm25, b.pm25) && near(a.pm10, b.pm10);
}
