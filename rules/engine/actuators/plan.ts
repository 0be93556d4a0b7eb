import type { EpochMs } from "../../../core/time.ts";
import type { Stretch } from "../../../core/zone.ts";
import type { Condition } from "../conditions/condition.ts";
import type { WhenUnknown } from "../conditions/tri.ts";
import type { CurvePoint, Refusable } from "../schema.ts";
import type { Force } from "./setpoint-schema.ts";

/** How a drive that stands for long is kept in order. Times in ms. */
export interface ExercisePlan {
  readonly every: number;
  readonly for: number;
  readonly when: Condition | undefined;
  /** The daily stretches around a moment in which it may run. */
  readonly around: (at: EpochMs) => readonly Stretch[];
}

/** A live limit of a setpoint, by a variable in % or Cel. */
export interface SetpointLimit {
  readonly of: "soc" | "cellTemperature";
  readonly variable: number;
  readonly lo: number;
  readonly hi: number;
}

/** An analogue setpoint, all in its own unit; what takes from the grid is positive. Times in ms. */
export interface SetpointPlan {
  readonly unit: "kW" | "A";
  readonly min: number;
  readonly max: number;
  /** Fastest change in a second; infinite without one. */
  readonly ramp: number;
  /** It is told multiples of this; 0 is any value. */
  readonly step: number;
  /** Less than this is a pause; 0 where there is none. */
  readonly offBelow: number;
  /** So long it takes to follow. */
  readonly settle: number;
  /** So near it must then be. */
  readonly within: number;
  /** kW that one of its unit stands for. */
  readonly kilowatts: number;
  /** What its read-back is multiplied by. */
  readonly factor: number;
  readonly limits: readonly SetpointLimit[];
  /** What it does when nobody asks anything of it. */
  readonly safe: number;
}

/** An actuator: its limits, and the variables that tell what it does. */
export interface ActuatorPlan {
  readonly id: string;
  readonly kind: "drive" | "contact" | "setpoint";
  readonly running: number | undefined;
  readonly fault: number | undefined;
  readonly remote: number | undefined;
  readonly actual: number | undefined;
  /** % */
  readonly speed: { readonly min: number; readonly max: number; readonly ramp: number | undefined } | undefined;
  readonly setpoint: SetpointPlan | undefined;
  readonly minOn: number;
  readonly minOff: number;
  readonly startsPerHour: number;
  readonly stagger: number;
  readonly warn: { readonly actuator: number; readonly for: number } | undefined;
  readonly exercise: ExercisePlan | undefined;
  readonly readBack: number;
  /** How near, in % or in the unit of its setpoint, and how soon what it does must follow. */
  readonly speedBack: { readonly within: number; readonly after: number } | undefined;
  readonly maxOn: number;
  readonly safeState: "stop" | "run" | "release";
  readonly curve: readonly CurvePoint[];
}

/** An interlock with its conditions, or a lock that a person puts on. */
export type InterlockPlan =
  | {
      readonly kind: "condition";
      readonly id: string;
      readonly when: Condition;
      readonly until: Condition | undefined;
      readonly whenUnknown: WhenUnknown;
      readonly force: Force;
      readonly actuators: readonly number[];
    }
  | {
      readonly kind: "lock";
      readonly id: string;
      readonly refuse: readonly Refusable[];
      readonly actuators: readonly number[];
    };
