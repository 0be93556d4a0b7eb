import type { EpochMs } from "../../../core/time.ts";

/** The highest values of late, where a range limits how fast its variable may be lowered. */
export interface FallState {
  /** By parts of the window, oldest first. */
  peaks: { readonly from: EpochMs; readonly max: number }[];
  /** It has been lowered as far as agreed. */
  limited: boolean;
}

/** The bounds of a range in force. */
export interface Bounds {
  readonly viableLow: number | null;
  readonly viableHigh: number | null;
  readonly healthyLow: number | null;
  readonly healthyHigh: number | null;
  readonly target: number | null;
}

/** Before a range is first worked out nothing is bound. */
export const noBounds: Bounds = {
  viableLow: null,
  viableHigh: null,
  healthyLow: null,
  healthyHigh: null,
  target: null,
};
