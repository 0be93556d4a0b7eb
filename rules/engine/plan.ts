import type { Priority } from "../../core/wire/messages.ts";
import type { DegradedStep, OnOffReflex, StagedReflex } from "../charter/reflex-schema.ts";
import type { RangeConfig } from "../charter/schema.ts";
import type { Calculation, Condition } from "./condition.ts";
import type { CurvePoint, EngineSite, Layer } from "./schema.ts";
import type { WhenUnknown } from "./tri.ts";

/** One variable that the site works out, with the indices of what it is worked out from. */
export interface DerivedPlan {
  readonly variable: number;
  readonly inputs: readonly number[];
  /** Height of the sensor above the datum; the newest whose `since` is not after the reading counts. */
  readonly zero: readonly { readonly since: number; readonly at: number }[];
  readonly rule: DerivedRule;
}

export type DerivedRule =
  | { readonly kind: "depth"; readonly pressure: number; readonly temperature: number | undefined }
  | { readonly kind: "current"; readonly current: number; readonly at4mA: number; readonly at20mA: number }
  | {
      readonly kind: "counter";
      readonly counter: number;
      readonly each: number;
      readonly wrapsAt: number | undefined;
      /** True: the amount since the last read; false: the counter's own amount. */
      readonly increments: boolean;
    }
  | { readonly kind: "cel"; readonly calculation: Calculation }
  | { readonly kind: "pumps"; readonly pumps: readonly number[]; readonly head: number }
  | {
      readonly kind: "sources";
      readonly disagree:
        | { readonly more: number; readonly for: number; readonly use: "highest" | "lowest" }
        | undefined;
      readonly rideThrough: number;
    };

/** A flatline rule's condition: while it holds the variable must move. */
export interface MovingPlan {
  readonly variable: number;
  readonly when: Condition;
}

/** An agreed range of one variable, and the limits of alarms that follow its target. */
export interface RangePlan {
  readonly variable: number;
  readonly config: RangeConfig;
  /** Starts of seasons in time order; empty without seasons. */
  readonly seasons: readonly SeasonStart[];
  readonly following: readonly { readonly slot: number; readonly fromTarget: number }[];
}

/** The moment a season begins at the site. */
export interface SeasonStart {
  readonly at: number;
  readonly season: string;
}

/** An actuator: its limits, and the variables that tell what it does. */
export interface ActuatorPlan {
  readonly id: string;
  readonly kind: "drive" | "contact";
  readonly running: number | undefined;
  readonly fault: number | undefined;
  readonly remote: number | undefined;
  readonly actual: number | undefined;
  /** % */
  readonly speed: { readonly min: number; readonly max: number; readonly ramp: number | undefined } | undefined;
  readonly minOn: number;
  readonly minOff: number;
  readonly startsPerHour: number;
  readonly stagger: number;
  readonly warn: { readonly actuator: number; readonly for: number } | undefined;
  readonly readBack: number;
  readonly maxOn: number;
  readonly safeState: "stop" | "run";
  readonly curve: readonly CurvePoint[];
}

/** An interlock with its conditions. */
export interface InterlockPlan {
  readonly id: string;
  readonly when: Condition;
  readonly until: Condition | undefined;
  readonly whenUnknown: WhenUnknown;
  readonly force: "stop" | "run";
  readonly actuators: readonly number[];
}

/** A reflex with indices in place of names. */
export type ReflexPlan =
  | {
      readonly kind: "staged";
      readonly id: string;
      readonly layer: Layer;
      readonly input: number;
      readonly range: number | undefined;
      readonly actuators: readonly number[];
      readonly config: StagedReflex;
      readonly whenInputBad: readonly DegradedStep[];
    }
  | {
      readonly kind: "on-off";
      readonly id: string;
      readonly layer: Layer;
      readonly start: Condition;
      readonly stop: Condition;
      readonly actuators: readonly number[];
      readonly config: OnOffReflex;
    };

/** When an alarm's condition holds. */
export type AlarmRule =
  | {
      readonly kind: "limit";
      readonly variable: number;
      readonly slot: number;
      readonly type: "hiHi" | "hi" | "lo" | "loLo";
    }
  | { readonly kind: "bad"; readonly variable: number }
  | {
      readonly kind: "condition";
      readonly condition: Condition;
      readonly whenUnknown: WhenUnknown;
      readonly actuator: number | undefined;
    };

/** An alarm: what it is about, when it holds, and how it behaves. Times in ms. */
export interface AlarmPlan {
  readonly key: string;
  readonly device: string;
  readonly variable: string;
  readonly condition: string;
  readonly priority: Priority;
  readonly rule: AlarmRule;
  readonly onDelay: number;
  readonly offDelay: number;
  readonly reAlarm: number;
  readonly latch: boolean;
  /** Alarms that hide this one while they are active. */
  readonly suppressedBy: readonly number[];
  readonly cause: string;
  readonly consequence: string;
  readonly response: string;
}

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

/** The rules of one variable as its record holds them. */
export interface VariableRules {
  readonly span: { readonly lo: number; readonly hi: number } | undefined;
  readonly stale: number;
  readonly rate: { readonly most: number; readonly per: number } | undefined;
  readonly spike: { readonly height: number; readonly confirm: number } | undefined;
  readonly flatline: { readonly for: number; readonly change: number; readonly conditional: boolean } | undefined;
  readonly limits: readonly LimitRule[];
}

/** One limit of a variable; `value` is where it stands before any target is known. */
export interface LimitRule {
  readonly value: number;
  readonly deadband: number;
  readonly high: boolean;
}
