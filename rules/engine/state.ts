import type { EpochMs } from "../../core/time.ts";
import type { AlarmEvent, AlarmStateName, DecisionEvent, RangeEvent } from "../../core/wire/messages.ts";
import type { Arena } from "./arena.ts";
import type { Compiled } from "./plan.ts";
import { recordsOf } from "./records.ts";
import type { ActionResult, Derived, Output } from "./types.ts";
import { Wants } from "./want.ts";

/** What a variable that the site works out was last made of. */
export interface DerivedState {
  value: number;
  quality: number;
  reasons: number;
  substituted: boolean;
  /** Index of the source in use; -1 none is left, -2 none was ever in use. */
  source: number;
  /** When sources began to disagree; null while they agree. */
  disagreeSince: number | null;
  /** Last count of a counter; null before the first. */
  count: number | null;
}

/** An operator's standing override of an actuator. */
export interface Override {
  readonly id: string;
  readonly actor: string;
  /** %, 0 stop. */
  readonly value: number;
  readonly until: EpochMs;
  readonly reason: string;
}

/** One actuator as the engine commands and sees it. */
export interface ActuatorState {
  /** False until its feedback was good once since the start: before that nothing is put out. */
  known: boolean;
  /** What it is told. */
  run: boolean;
  /** % on the way to `speedWanted`; null without speed or while stopped. */
  speed: number | null;
  speedWanted: number | null;
  speedAt: number;
  layer: string;
  by: string;
  reason: string;
  decision: string;
  /** What was last put out, so that only changes are: null before the first. */
  sent: { readonly run: boolean; readonly speed: number | null } | null;
  startedAt: number;
  stoppedAt: number;
  /** Starts of the last hour. */
  starts: number[];
  startCount: number;
  runMs: number;
  /** Times the minimum on-time was broken by an interlock or protection. */
  brokenMinOn: number;
  /** Commanded but seen not running since; null otherwise. */
  notRunningSince: number | null;
  failedAt: number | null;
  failedWhy: string;
  /** The horn sounds for it since; null otherwise. */
  warnSince: number | null;
  override: Override | null;
  /** The longest on-time passed; off until nobody wants it on. */
  tripped: boolean;
  /** What keeps the wanted command from being given; empty when nothing does. */
  blocked: string;
  /** Readings of the feedback last seen, to notice changes. */
  sawRunning: 0 | 1 | 2;
  sawFault: 0 | 1 | 2;
  sawLocal: boolean;
}

/** One interlock: whether it acts. */
export interface InterlockState {
  active: boolean;
  unknown: boolean;
}

/** One reflex: stages that are on, timers, and how long its input has been bad. */
export interface ReflexState {
  stages: boolean[];
  badSince: number | null;
  /** On-off: whether it acts, and since when its start or stop condition holds. */
  active: boolean;
  startSince: number | null;
  stopSince: number | null;
  speed: number | null;
}

/** One alarm that is not plainly normal. */
export interface AlarmTrack {
  state: AlarmStateName;
  /** When it entered this state. */
  since: number;
  onset: number;
  eventId: string;
  acknowledgedBy: string | null;
  /** The condition holds since, not raised yet; null otherwise. */
  pending: number | null;
  /** The condition is gone since, not returned yet; null otherwise. */
  clearing: number | null;
  annunciatedAt: number;
  /** Due, but hidden by another alarm since. */
  hiddenSince: number | null;
  value: number | null;
}

/** The bounds of a range in force. */
export interface Bounds {
  readonly viableLow: number | null;
  readonly viableHigh: number | null;
  readonly healthyLow: number | null;
  readonly healthyHigh: number | null;
  readonly target: number | null;
}

/** What a scan has put out so far. */
export interface Out {
  outputs: Output[];
  derived: Derived[];
  judged: Derived[];
  alarms: AlarmEvent[];
  decisions: DecisionEvent[];
  ranges: RangeEvent[];
  results: ActionResult[];
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
  readonly bounds: Bounds[];
  rangesSentAt: EpochMs;
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
}

/** Nothing put out yet. */
export const emptyOut = (): Out => ({
  outputs: [],
  derived: [],
  judged: [],
  alarms: [],
  decisions: [],
  ranges: [],
  results: [],
});

function freshActuator(stoppedAt: number, kind: "drive" | "contact"): ActuatorState {
  return {
    known: kind === "contact",
    run: false,
    speed: null,
    speedWanted: null,
    speedAt: 0,
    layer: "none",
    by: "",
    reason: "",
    decision: "",
    sent: null,
    startedAt: Number.NEGATIVE_INFINITY,
    stoppedAt,
    starts: [],
    startCount: 0,
    runMs: 0,
    brokenMinOn: 0,
    notRunningSince: null,
    failedAt: null,
    failedWhy: "",
    warnSince: null,
    override: null,
    tripped: false,
    blocked: "",
    sawRunning: 2,
    sawFault: 2,
    sawLocal: false,
  };
}

const freshDerived = (): DerivedState => ({
  value: Number.NaN,
  quality: 0,
  reasons: 0,
  substituted: false,
  source: -2,
  disagreeSince: null,
  count: null,
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
    actuators: compiled.actuators.map((plan) => freshActuator(stoppedAt, plan.kind)),
    interlocks: compiled.interlocks.map(() => ({ active: false, unknown: false })),
    reflexes: compiled.reflexes.map((plan) => ({
      stages: plan.kind === "staged" ? plan.config.stages.map(() => false) : [],
      badSince: null,
      active: false,
      startSince: null,
      stopSince: null,
      speed: null,
    })),
    tracks: new Map(),
    armed: new Set(),
    bounds: compiled.ranges.map(() => ({
      viableLow: null,
      viableHigh: null,
      healthyLow: null,
      healthyHigh: null,
      target: null,
    })),
    rangesSentAt: Number.NEGATIVE_INFINITY,
    lastStartAt: Number.NEGATIVE_INFINITY,
    scannedAt: start.now,
    wants: new Wants(compiled.actuators.length),
    out: emptyOut(),
  };
}

/** Asks for a scan at a moment when time alone may change something. */
export function wake(engine: Engine, at: EpochMs): void {
  if (at > engine.now && at < engine.wakeAt) engine.wakeAt = at;
}

/** The next event id of this boot. */
export function nextId(engine: Engine): string {
  engine.counter += 1;
  return `${engine.prefix}-${engine.counter}`;
}
