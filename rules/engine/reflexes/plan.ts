import type { DegradedStep, DispatchReflex, OnOffReflex, StagedReflex } from "../../charter/reflex-schema.ts";
import type { Condition } from "../conditions/condition.ts";
import type { Layer } from "../schema.ts";

/** A reflex that shares out a power; all in kW. */
export interface DispatchPlan {
  readonly kind: "dispatch";
  readonly id: string;
  readonly layer: Layer;
  readonly input: number;
  /** The power itself: the input, or what the input is the mean of. */
  readonly source: number;
  /** Index into `derived` where the input is the mean of a clock quarter. */
  readonly quarter: number | undefined;
  /** Index into `ranges` of what the connection may carry at any moment; only beside a quarter. */
  readonly range: number | undefined;
  /** kW that one of the input's unit stands for. */
  readonly kilowatts: number;
  /** Infinite where there is no end. */
  readonly aim: { readonly lo: number; readonly hi: number };
  readonly actuators: readonly number[];
  /** % of charge. */
  readonly reserve: number | undefined;
  readonly config: DispatchReflex;
}

/** A reflex that ventilates; ranges are indices into `ranges`. */
export interface VentilatePlan {
  readonly kind: "ventilate";
  readonly id: string;
  readonly layer: Layer;
  readonly breath: { readonly variable: number; readonly range: number };
  readonly dust: { readonly inside: number; readonly outside: number; readonly range: number };
  readonly paths: { readonly breath: string; readonly inside: string; readonly outside: string };
  /** Value of breath at which the fan begins to rise; undefined: at its healthy bound. */
  readonly riseFrom: number | undefined;
  readonly inputs: readonly number[];
  /** Fans, and `recirculate`. */
  readonly actuators: readonly number[];
  readonly recirculate: number | undefined;
  /** The least speed, %. */
  readonly atLeast: { readonly when: Condition; readonly fan: number } | undefined;
  readonly whenInputBad: readonly DegradedStep[];
}

/** A reflex with indices in place of names. */
export type ReflexPlan =
  | DispatchPlan
  | VentilatePlan
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
