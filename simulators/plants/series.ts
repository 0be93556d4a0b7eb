import type { EpochMs } from "../../core/time.ts";

/** What was measured somewhere once, a boundary for a plant that lives now. Times ascend; there is at least one. */
export interface Series {
  readonly at: readonly EpochMs[];
  readonly values: readonly number[];
}

const day = 86_400_000;
const week = 7 * day;

/** The moment of the recording that stands for a moment: the same weekday and hour, in whole weeks for ever. */
function recordedMoment(series: Series, at: EpochMs): EpochMs {
  const first = series.at[0] ?? 0;
  // A week of which less than a day is missing counts as whole.
  const weeks = Math.max(1, Math.floor(((series.at.at(-1) ?? 0) - first + day) / week));
  const since = (at - first) % (weeks * week);
  return first + (since < 0 ? since + weeks * week : since);
}

/** The value of a series at any moment: straight lines between what was measured, repeated in whole weeks. */
export function seriesAt(series: Series, at: EpochMs): number {
  const moment = recordedMoment(series, at);
  let low = 0;
  let high = series.at.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((series.at[middle] ?? 0) <= moment) low = middle;
    else high = middle;
  }
  const [before = 0, after = before] = [series.at[low], series.at[high]];
  const [from = 0, to = from] = [series.values[low], series.values[high]];
  if (after === before) return from;
  return from + (to - from) * Math.min(1, (moment - before) / (after - before));
}
