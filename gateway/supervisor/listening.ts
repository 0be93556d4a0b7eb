import type { DurationMs } from "../../core/time.ts";
import type { MetricDef } from "../drivers/driver.ts";

const shortestPause: DurationMs = 250;
const longestPause: DurationMs = 2000;
const shortestSilence: DurationMs = 30_000;

/** How long to wait before a device is opened again that was lost so often in a row; `jitter` is 0 to 1. */
export function pauseAfterLoss(losses: number, jitter: number): DurationMs {
  return Math.min(longestPause, shortestPause * 2 ** Math.min(10, Math.max(0, losses - 1))) * (1 - jitter / 4);
}

/**
 * How long a device that speaks unasked may say nothing before its line is opened anew: a peer that vanished without a word,
 * a wedged port. That its points are stale by then is told by the engine, long before.
 */
export function longestSilence(points: readonly MetricDef[], poll: DurationMs): DurationMs {
  const beat = Math.min(...points.map(({ every }) => every ?? poll));
  return Number.isFinite(beat) ? Math.max(shortestSilence, 5 * beat) : shortestSilence;
}
