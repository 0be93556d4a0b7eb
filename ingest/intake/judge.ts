import type { ReadingBuffer } from "../../core/sparkplug/columns.ts";
import { decodePayload } from "../../core/sparkplug/decode.ts";
import type { MetricIndex } from "../../core/sparkplug/metric-index.ts";
import type { EpochMs } from "../../core/time.ts";

/** What a row of a numbered message must keep to. */
export interface RowLimits {
  /** Series whose value may only be 0 or 1. */
  readonly booleans: ReadonlySet<number>;
  /** Latest moment a reading may have been measured at. */
  readonly latest: EpochMs;
}

/** Whether all rows from `start` on may be stored. */
export function allStorable(columns: ReadingBuffer, start: number, limits: RowLimits): boolean {
  const { measuredAt, length } = columns;
  for (let row = start; row < length; row += 1) {
    // Written so that NaN fails.
    if (!((measuredAt[row] ?? Number.NaN) <= limits.latest)) return false;
  }
  return limits.booleans.size === 0 || allOfType(columns, start, limits.booleans);
}

function allOfType(columns: ReadingBuffer, start: number, booleans: ReadonlySet<number>): boolean {
  for (let row = start; row < columns.length; row += 1) {
    if (!isOfType(columns, row, booleans)) return false;
  }
  return true;
}

function isOfType(columns: ReadingBuffer, row: number, booleans: ReadonlySet<number>): boolean {
  const value = columns.value[row] ?? Number.NaN;
  return value === 0 || value === 1 || Number.isNaN(value) || !booleans.has(columns.series[row] ?? -1);
}

/** Why a row may not be stored; undefined when it may. */
export function faultOfRow(columns: ReadingBuffer, row: number, limits: RowLimits): string | undefined {
  if (!((columns.measuredAt[row] ?? Number.NaN) <= limits.latest)) return "measured in the future";
  return isOfType(columns, row, limits.booleans) ? undefined : "value out of type";
}

/** A metric the decoder left out, by its place in the message. */
export interface LeftOut {
  readonly variable: string;
  readonly measuredAt: EpochMs;
  readonly reason: string;
}

/** Goes through a message once more, slowly, to learn which of its metrics the decoder left out and why. */
export function leftOutMetrics(payload: Uint8Array, index: MetricIndex, now: EpochMs): Map<number, LeftOut> {
  const left = new Map<number, LeftOut>();
  const decoded = decodePayload(payload);
  if (!decoded.ok) return left;
  for (const [position, metric] of decoded.value.metrics.entries()) {
    const series = metric.name === undefined ? index.byAlias(Number(metric.alias)) : index.byName(metric.name);
    const { value } = metric;
    const isNumber =
      value === null || typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
    if (series >= 0 && isNumber) continue;
    left.set(position, {
      variable: (metric.name ?? `alias ${metric.alias}`).slice(0, 40),
      measuredAt: metric.timestamp ?? decoded.value.timestamp ?? now,
      reason: series < 0 ? "unknown variable" : "value out of type",
    });
  }
  return left;
}

/** Moves a row down over rows that are not kept. */
export function moveRow(columns: ReadingBuffer, from: number, to: number): void {
  if (from === to) return;
  for (const column of [
    columns.series,
    columns.measuredAt,
    columns.value,
    columns.quality,
    columns.reason,
    columns.origin,
    columns.receivedAt,
  ]) {
    column.copyWithin(to, from, from + 1);
  }
}
