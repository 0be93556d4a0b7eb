import type { Priority } from "../../../core/wire/alarm-words.ts";
import type { Condition } from "../conditions/condition.ts";
import type { WhenUnknown } from "../conditions/tri.ts";
import type { Expectation } from "../schema.ts";

/** A setting of a device that must be what the site file expects. */
export interface SettingRule {
  readonly kind: "setting";
  readonly variable: number;
  readonly expects: Expectation;
  readonly unit: string;
}

/** A drive that must run at the speed it was told. */
export interface SpeedRule {
  readonly kind: "speed";
  /** Its speed as it shows it. */
  readonly variable: number;
  readonly actuator: number;
}

/** When an alarm's condition holds. */
export type AlarmRule =
  | SettingRule
  | SpeedRule
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
  /** Longest shelving, ms; 0: never. */
  readonly shelveMax: number;
  /** Alarms that hide this one while they are active. */
  readonly suppressedBy: readonly number[];
  /** Hides this one by design while it holds. */
  readonly suppressedWhen: Condition | undefined;
  readonly cause: string;
  readonly consequence: string;
  readonly response: string;
  /** From its onset until it is too late, ms; undefined of what nobody wrote. */
  readonly timeToRespond: number | undefined;
}
