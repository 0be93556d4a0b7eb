import type { EpochMs } from "../../../core/time.ts";
import type { ReflexPlan } from "./plan.ts";

/** What a dispatch reflex last worked out. */
export interface DispatchState {
  /** kW that others than its actuators take, smoothed; null while its input is bad. */
  readonly base: number | null;
  readonly at: EpochMs;
  /** By actuator id, in the unit of its setpoint; what it cannot use is absent. */
  readonly values: Readonly<Record<string, number>>;
  readonly reason: string;
}

/** What a ventilating reflex last chose. */
export interface AirState {
  /** Room air over the filter instead of outside air, since when the choice stands. */
  roomAir: boolean;
  since: number;
  /** Of the fan, 0 to 1. */
  effort: number;
  /** Dust is not known since; null while it is. */
  dustBadSince: number | null;
}

/** One reflex: stages that are on, timers, and how long its input has been bad. */
export interface ReflexState {
  stages: boolean[];
  /** Ventilation; null before its first choice. */
  air: AirState | null;
  badSince: number | null;
  /** On-off: whether it acts, and since when its start or stop condition holds. */
  active: boolean;
  startSince: number | null;
  stopSince: number | null;
  speed: number | null;
  dispatch: DispatchState | null;
}

/** A reflex that has not acted yet. */
export function freshReflex(plan: ReflexPlan): ReflexState {
  return {
    stages: plan.kind === "staged" ? plan.config.stages.map(() => false) : [],
    air: null,
    badSince: null,
    active: false,
    startSince: null,
    stopSince: null,
    speed: null,
    dispatch: null,
  };
}
