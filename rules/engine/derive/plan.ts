import type { Calculation } from "../conditions/condition.ts";

/** One variable that the site works out, with the indices of what it is worked out from. */
export interface DerivedPlan {
  readonly variable: number;
  readonly inputs: readonly number[];
  /** Height of the sensor above the datum; the newest whose `since` is not after the reading counts. */
  readonly zero: readonly { readonly since: number; readonly at: number }[];
  readonly rule: DerivedRule;
}

/** How a variable is worked out; its inputs are indices of variables. */
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
  | { readonly kind: "quarter"; readonly source: number }
  /** Window in ms; `share` of it must be known, 0 to 1. */
  | { readonly kind: "mean"; readonly source: number; readonly window: number; readonly share: number }
  | { readonly kind: "highest" }
  | {
      readonly kind: "sources";
      readonly disagree:
        | { readonly more: number; readonly for: number; readonly use: "highest" | "lowest" }
        | undefined;
      readonly rideThrough: number;
    };
