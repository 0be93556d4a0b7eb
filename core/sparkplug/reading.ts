import { type Quality, qualityOf, type Reason, splitReasons } from "../quality.ts";
import type { EpochMs } from "../time.ts";
import { noRemarks, remarksOf } from "./quality.ts";
import type { Metric, MetricValue } from "./types.ts";

/** What a metric says of its variable: a reading, but for the path and the origin. */
export interface MetricReading {
  /** Null exactly when the quality is bad; booleans are 0 and 1. */
  readonly value: number | null;
  readonly quality: Quality;
  readonly reasons: readonly Reason[];
  readonly measuredAt: EpochMs;
}

/** Reads a metric as a reading. Without a finite number it is bad, and bad carries no value. `sentAt` stands in for its own time. */
export function readingOf(metric: Metric, sentAt: EpochMs): MetricReading {
  const remarks = metric.properties === undefined ? noRemarks : remarksOf(metric.properties);
  const said = remarks.quality < 0 ? "good" : qualityOf(remarks.quality);
  const number = numberOf(metric.value);
  const value = said === "bad" ? null : number;
  return {
    value,
    quality: value === null ? "bad" : said,
    reasons: splitReasons(remarks.reason),
    measuredAt: metric.timestamp ?? sentAt,
  };
}

/**
 * Metrics that steer a node and are not readings.
 * Source: Sparkplug 3.0.0, tck-id-payloads-nbirth-bdseq, tck-id-topics-nbirth-rebirth-metric.
 */
const control = /^(bdSeq$|Node Control\/|Device Control\/|Properties\/)/;

/** Whether a metric of this name is no reading. */
export function isControlMetric(name: string): boolean {
  return control.test(name);
}

function numberOf(value: MetricValue): number | null {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint") return Number(value);
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
