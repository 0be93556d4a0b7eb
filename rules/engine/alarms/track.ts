import type { AlarmStateName } from "../../../core/wire/alarm-words.ts";
import { type Shelving, unshelved } from "./shelf.ts";

/** One alarm that is not plainly normal. */
export interface AlarmTrack {
  state: AlarmStateName;
  /** When it entered this state. */
  since: number;
  onset: number;
  eventId: string;
  acknowledgedBy: string | null;
  /** The condition holds since, not raised yet; null otherwise. */
  pending: number | null;
  /** The condition is gone since, not returned yet; null otherwise. */
  clearing: number | null;
  annunciatedAt: number;
  /** Due, but hidden by another alarm since. */
  hiddenSince: number | null;
  value: number | null;
  /** Whether a person hides it, apart from its state. */
  shelving: Shelving;
}

/** An alarm that is plainly normal since a moment. */
export function quietTrack(since: number): AlarmTrack {
  return {
    state: "normal",
    since,
    onset: since,
    eventId: "",
    acknowledgedBy: null,
    pending: null,
    clearing: null,
    annunciatedAt: Number.NEGATIVE_INFINITY,
    hiddenSince: null,
    value: null,
    shelving: unshelved,
  };
}
