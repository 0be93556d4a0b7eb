import type { EpochMs } from "../../../core/time.ts";
import type { ActuatorPlan } from "./plan.ts";

/** An operator's standing override of an actuator. */
export interface Override {
  readonly id: string;
  readonly actor: string;
  /** %, or kW or A of a setpoint; 0 stop. */
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
  /** On the way to `speedWanted`: % of a drive, null without speed or while stopped; kW or A of a setpoint, 0 idle. */
  speed: number | null;
  speedWanted: number | null;
  speedAt: number;
  /** When its setpoint last moved. */
  toldAt: number;
  /** Where its setpoint last stood before it began to move, kW or A; null while it stands. */
  rampFrom: number | null;
  layer: string;
  by: string;
  reason: string;
  decision: string;
  /** Left to what is wired: nothing is put out, and what it does is only followed. */
  released: boolean;
  /** What was last put out, so that only changes are: null before the first. */
  sent: { readonly run: boolean; readonly speed: number | null } | null;
  startedAt: number;
  stoppedAt: number;
  /** Starts of the last hour. */
  starts: number[];
  startCount: number;
  runMs: number;
  /** When it last was in a run long enough to count as exercise; the start of the engine where no run is known. */
  ranAt: number;
  /** Times the minimum on-time was broken by an interlock or protection. */
  brokenMinOn: number;
  /** Commanded but seen not running since; null otherwise. */
  notRunningSince: number | null;
  /** Its speed is too far from what it is told since; null while it is near. */
  strayedSince: number | null;
  /** It was so for longer than allowed. */
  strays: boolean;
  failedAt: number | null;
  failedWhy: string;
  /** The horn sounds for it since; null otherwise. */
  warnSince: number | null;
  override: Override | null;
  /** The longest on-time passed; off until nobody wants it on. */
  tripped: boolean;
  /** Somebody asks it to run, and a higher layer refuses that. */
  refused: boolean;
  /** What keeps the wanted command from being given; empty when nothing does. */
  blocked: string;
  /** Readings of the feedback last seen, to notice changes. */
  sawRunning: 0 | 1 | 2;
  sawFault: 0 | 1 | 2;
  sawLocal: boolean;
}

/** A lock that stands: who put it on, why, and since when. */
export interface Lock {
  readonly by: string;
  readonly reason: string;
  readonly since: EpochMs;
}

/** One interlock: whether it acts; for a lock also who put it on. */
export interface InterlockState {
  active: boolean;
  unknown: boolean;
  lock: Lock | null;
}

/** An actuator that nothing was read of; a contact without feedback is known at once. */
export function freshActuator(kind: ActuatorPlan["kind"], stoppedAt: number, ranAt: number): ActuatorState {
  return {
    known: kind === "contact",
    run: false,
    speed: null,
    speedWanted: null,
    speedAt: 0,
    toldAt: Number.NEGATIVE_INFINITY,
    rampFrom: null,
    layer: "none",
    by: "",
    reason: "",
    decision: "",
    released: false,
    sent: null,
    startedAt: Number.NEGATIVE_INFINITY,
    stoppedAt,
    starts: [],
    startCount: 0,
    runMs: 0,
    ranAt,
    brokenMinOn: 0,
    notRunningSince: null,
    strayedSince: null,
    strays: false,
    failedAt: null,
    failedWhy: "",
    warnSince: null,
    override: null,
    tripped: false,
    refused: false,
    blocked: "",
    sawRunning: 2,
    sawFault: 2,
    sawLocal: false,
  };
}

/** Who a lock belongs to that nobody living put on: everybody may take it off. */
export const nobody = "restart";

/** When an engine starts, and whether it is not known what was locked before. */
interface LocksAtStart {
  readonly now: EpochMs;
  readonly locksUnknown?: boolean;
}

/** An interlock that does not act; where it is not known what was locked, a lock that is on. */
export function freshInterlock(kind: "condition" | "lock", { now, locksUnknown }: LocksAtStart): InterlockState {
  if (kind === "condition" || locksUnknown !== true) return { active: false, unknown: false, lock: null };
  const lock = { by: nobody, reason: "what was locked before could not be read", since: now };
  return { active: true, unknown: false, lock };
}
