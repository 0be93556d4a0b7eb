import type { EpochMs } from "../../core/time.ts";
import type { AlarmEvent, DecisionEvent, RangeEvent, ViabilityEvent } from "../../core/wire/events.ts";
import { type ActuatorState, freshActuator, freshInterlock, type InterlockState } from "./actuators/state.ts";
import { Wants } from "./actuators/want.ts";
import type { AlarmTrack } from "./alarms/track.ts";
import { type DerivedState, freshDerived } from "./derive/state.ts";
import type { Arena } from "./image/arena.ts";
import { recordsOf } from "./image/records.ts";
import type { Compiled } from "./plan.ts";
import { type Bounds, type FallState, noBounds } from "./ranges/state.ts";
import { freshReflex, type ReflexState } from "./reflexes/state.ts";
import type { ActionResult, Derived, Output } from "./types.ts";

/** What a scan has put out so far. */
export interface Out {
  outputs: Output[];
  derived: Derived[];
  judged: Derived[];
  alarms: AlarmEvent[];
  decisions: DecisionEvent[];
  ranges: RangeEvent[];
  viability: ViabilityEvent[];
  results: ActionResult[];
  locksChanged: boolean;
}

/** The whole state of one engine. `step` owns it and changes it in place. */
export interface Engine {
  readonly compiled: Compiled;
  readonly arena: Arena;
  /** Begins every event id; unique for each boot. */
  readonly prefix: string;
  counter: number;
  readonly startedAt: EpochMs;
  now: EpochMs;
  /** Earliest moment at which time alone changes something, found by the scan in progress. */
  wakeAt: EpochMs;
  readonly derived: DerivedState[];
  readonly actuators: ActuatorState[];
  readonly interlocks: InterlockState[];
  readonly reflexes: ReflexState[];
  readonly tracks: Map<number, AlarmTrack>;
  /** Alarms with a timer running. */
  readonly armed: Set<number>;
  /** When critical alarms were raised last, the newest last; a restart forgets it. */
  readonly raises: Map<number, readonly EpochMs[]>;
  readonly bounds: Bounds[];
  /** By range. */
  readonly falls: FallState[];
  rangesSentAt: EpochMs;
  /** When viability is told next: not at the start, when nothing was read yet. */
  viabilityAt: EpochMs;
  /** Last start of any actuator at the site. */
  lastStartAt: EpochMs;
  scannedAt: EpochMs;
  /** What was wanted in the last scan, for explanations. */
  wants: Wants;
  out: Out;
}

/** The start of an engine: the moment, the beginning of its event ids, and what to make of pumps found standing. */
export interface Start {
  readonly now: EpochMs;
  readonly prefix: string;
  /** True where the last stop is not known: a pump found standing counts as just stopped. */
  readonly justStopped?: boolean;
  /** True where it is not known what was locked: every lock is on until somebody takes it off. */
  readonly locksUnknown?: boolean;
}

/** Nothing put out yet. */
export const emptyOut = (): Out => ({
  outputs: [],
  derived: [],
  judged: [],
  alarms: [],
  decisions: [],
  ranges: [],
  viability: [],
  results: [],
  locksChanged: false,
});

/** Makes an engine that has read nothing yet. */
export function createState(compiled: Compiled, start: Start): Engine {
  const arena = recordsOf(compiled.rules);
  const stoppedAt = start.justStopped === true ? start.now : Number.NEGATIVE_INFINITY;
  return {
    compiled,
    arena,
    prefix: start.prefix,
    counter: 0,
    startedAt: start.now,
    now: start.now,
    wakeAt: start.now,
    derived: compiled.derived.map(freshDerived),
    actuators: compiled.actuators.map((plan) => freshActuator(plan.kind, stoppedAt, start.now)),
    interlocks: compiled.interlocks.map((plan) => freshInterlock(plan.kind, start)),
    reflexes: compiled.reflexes.map(freshReflex),
    tracks: new Map(),
    armed: new Set(),
    raises: new Map(),
    bounds: compiled.ranges.map(() => noBounds),
    falls: compiled.ranges.map(() => ({ peaks: [], limited: false })),
    rangesSentAt: Number.NEGATIVE_INFINITY,
    viabilityAt: nextMinute(start.now),
    lastStartAt: Number.NEGATIVE_INFINITY,
    scannedAt: start.now,
    wants: new Wants(compiled.actuators.length),
    out: emptyOut(),
  };
}

const minute = 60_000;

/** The first whole minute after a moment. */
export const nextMinute = (at: EpochMs): EpochMs => (Math.floor(at / minute) + 1) * minute;

/** Asks for a scan at a moment when time alone may change something. */
export function wake(engine: Engine, at: EpochMs): void {
  if (at > engine.now && at < engine.wakeAt) engine.wakeAt = at;
}

/** The next event id of this boot. */
export function nextId(engine: Engine): string {
  engine.counter += 1;
  return `${engine.prefix}-${engine.counter}`;
}
