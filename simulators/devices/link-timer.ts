import type { DurationMs, MonotonicMs } from "../../core/time.ts";

/** A register that only counts while it is written again and again. */
export interface TimedValue {
  readonly value: number;
  /** When it was written last; undefined since switching on. */
  readonly writtenAt: MonotonicMs | undefined;
}

/** Whether the last write is so recent that it counts. */
export function isFresh({ writtenAt }: TimedValue, lease: DurationMs, now: MonotonicMs): boolean {
  return writtenAt !== undefined && now - writtenAt <= lease;
}
