import type { DurationMs, MonotonicMs } from "../../core/time.ts";
import type { Segment } from "./segment.ts";

/** Acknowledged is not deleted: a store may forget what it said was durable (docs/adr/0001-identity-and-spool.md). */
export const replayWindow: DurationMs = 120_000;

/** A segment, and since when (I/O clock) all of it is settled; undefined while some of it is not. */
export interface Candidate {
  readonly segment: Segment;
  readonly settledAt: MonotonicMs | undefined;
}

/**
 * The segment to give up first when space is short: the oldest settled one outside the replay window, then the oldest settled
 * one, then the oldest. Candidates come oldest first; undefined when there are none.
 */
export function firstToGo(candidates: readonly Candidate[], now: MonotonicMs): Candidate | undefined {
  const settled = candidates.filter((one) => one.settledAt !== undefined);
  const outside = settled.find((one) => now - (one.settledAt ?? now) >= replayWindow);
  return outside ?? settled[0] ?? candidates[0];
}

/** How many bytes a finished segment holds, for a stream that may take `limit` bytes in all. */
export function segmentSizeFor(limit: number): number {
  return Math.min(8 * 1024 * 1024, Math.max(16 * 1024, Math.floor(limit / 16)));
}
