import type { ActuatorPlan, InterlockPlan } from "./actuators/plan.ts";
import type { AlarmPlan } from "./alarms/plan.ts";
import type { DerivedPlan } from "./derive/plan.ts";
import type { MovingPlan, VariableRules } from "./image/plan.ts";
import type { RangePlan } from "./ranges/plan.ts";
import type { ReflexPlan } from "./reflexes/plan.ts";
import type { EngineSite } from "./schema.ts";

/** Everything the engine runs on, with names turned into indices. */
export interface Compiled {
  readonly site: EngineSite;
  readonly ruleVersion: string;
  readonly paths: readonly string[];
  readonly index: ReadonlyMap<string, number>;
  /** Variables that the site works out come last, in the order they must be worked out. */
  readonly derived: readonly DerivedPlan[];
  readonly moving: readonly MovingPlan[];
  readonly ranges: readonly RangePlan[];
  /** Index into `ranges` by variable. */
  readonly rangeOf: ReadonlyMap<number, number>;
  readonly actuators: readonly ActuatorPlan[];
  readonly actuatorIndex: ReadonlyMap<string, number>;
  readonly interlocks: readonly InterlockPlan[];
  readonly reflexes: readonly ReflexPlan[];
  readonly alarms: readonly AlarmPlan[];
  readonly alarmIndex: ReadonlyMap<string, number>;
  /** Alarms on a variable's limits or badness. */
  readonly alarmsOf: ReadonlyMap<number, readonly number[]>;
  /** Alarms whose condition is looked at in every scan. */
  readonly watched: readonly number[];
  /** True when some condition changes by time alone. */
  readonly timed: boolean;
  /** Writes the rules of every variable into the records of a fresh arena. */
  readonly rules: readonly VariableRules[];
}
