import type { EpochMs } from "../../../core/time.ts";
import type { Span } from "./episodes.ts";
import type { PerformanceSettings } from "./settings.ts";

const minute = 60_000;
const hour = 60 * minute;
const tenMinutes = 10 * minute;
const manyInAnHour = 30;
const manyInTenMinutes = 10;

/** More alarms than a person can answer. Times are those of whole periods of ten minutes. */
export interface Flood extends Span {
  readonly count: number;
  /** In the worst ten minutes. */
  readonly peak: number;
}

/** How many alarms were announced, over a time. */
export interface Rates {
  readonly annunciated: number;
  readonly perDay: number;
  readonly perHour: number;
  readonly perTenMinutes: number;
  /** Share of fixed hours with more than 30. */
  readonly hoursAbove30: number;
  /** Share of fixed periods of ten minutes with more than 10. */
  readonly tenMinutesAbove10: number;
  readonly mostInTenMinutes: number;
  readonly floods: readonly Flood[];
  readonly timeInFlood: number;
}

/** Counts in fixed periods of one length; the last may be a shorter one. */
function counts(times: readonly EpochMs[], { from, to }: Span, length: number): readonly number[] {
  const periods = new Array<number>(Math.max(1, Math.ceil((to - from) / length))).fill(0);
  for (const at of times) {
    const period = Math.min(periods.length - 1, Math.floor((at - from) / length));
    periods[period] = (periods[period] ?? 0) + 1;
  }
  return periods;
}

const shareAbove = (periods: readonly number[], limit: number): number =>
  periods.filter((count) => count > limit).length / periods.length;

function floodsOf(periods: readonly number[], span: Span, { floodAbove, floodBelow }: PerformanceSettings): Flood[] {
  const floods: Flood[] = [];
  let open: Flood | undefined;
  for (const [index, count] of periods.entries()) {
    const from = span.from + index * tenMinutes;
    const to = Math.min(span.to, from + tenMinutes);
    if (open !== undefined && count < floodBelow) {
      floods.push(open);
      open = undefined;
    } else if (open !== undefined) {
      open = { from: open.from, to, count: open.count + count, peak: Math.max(open.peak, count) };
    } else if (count > floodAbove) open = { from, to, count, peak: count };
  }
  return open === undefined ? floods : [...floods, open];
}

/** Rates and floods of what was announced at these times, all of them inside the span. */
export function ratesOf(times: readonly EpochMs[], span: Span, settings: PerformanceSettings): Rates {
  const length = span.to - span.from;
  const periods = counts(times, span, tenMinutes);
  const floods = floodsOf(periods, span, settings);
  const per = (unit: number): number => (times.length * unit) / length;
  return {
    annunciated: times.length,
    perDay: per(24 * hour),
    perHour: per(hour),
    perTenMinutes: per(tenMinutes),
    hoursAbove30: shareAbove(counts(times, span, hour), manyInAnHour),
    tenMinutesAbove10: shareAbove(periods, manyInTenMinutes),
    mostInTenMinutes: Math.max(...periods),
    floods,
    timeInFlood: floods.reduce((sum, { from, to }) => sum + to - from, 0) / length,
  };
}
