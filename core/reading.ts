import type { Origin, Quality, Reason } from "./quality.ts";
import type { EpochMs } from "./time.ts";

/**
 * One value of one variable at one moment.
 * `value` is null exactly when the quality is bad; booleans are 0 and 1. The unit is the variable's own.
 */
export interface Reading {
  /** `device/variable` inside its site. */
  readonly path: string;
  /** When the device measured, by the world clock. */
  readonly measuredAt: EpochMs;
  readonly value: number | null;
  readonly quality: Quality;
  readonly reasons: readonly Reason[];
  readonly origin: Origin;
  /** When we got it, where that is more than a second later than measured. */
  readonly receivedAt?: EpochMs;
}
