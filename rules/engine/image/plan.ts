import type { Condition } from "../conditions/condition.ts";

/** A flatline rule's condition: while it holds the variable must move. */
export interface MovingPlan {
  readonly variable: number;
  readonly when: Condition;
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
