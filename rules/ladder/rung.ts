import type { DurationMs } from "../../core/time.ts";
import type { Priority } from "../../core/wire/alarm-words.ts";

/** A length of time for each priority that has one. */
type ByPriority<T> = { readonly [P in Priority]?: T | undefined };

/** One reason for a rung to start. */
export type RungEntry =
  | { readonly form: "alarm" }
  | { readonly form: "priority"; readonly priority: Priority }
  | {
      readonly form: "missed";
      readonly missed: { readonly rung: string; readonly deadline: "acknowledgeWithin" | "clearWithin" };
      readonly priorities?: readonly Priority[] | undefined;
    };

/** One step of the escalation path: when it starts, who is told and how long they have. */
export interface LadderRung {
  readonly id: string;
  /** Any of these starts the rung; it stays started. */
  readonly enter: readonly RungEntry[];
  /** A role; who that is at the moment is the host's to know. */
  readonly who?: string | undefined;
  /** Channels for each priority. */
  readonly by?: ByPriority<readonly string[]> | undefined;
  readonly acknowledgeWithin?: ByPriority<DurationMs> | undefined;
  readonly clearWithin?: ByPriority<DurationMs> | undefined;
  readonly repeat?: ByPriority<DurationMs> | undefined;
}

/** The rung that belongs to the site; an alarm beyond it is the region's too. */
export const localRung = "local";
