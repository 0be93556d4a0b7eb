import type { DataHead } from "../../core/sparkplug/decode-data.ts";
import type { EpochMs } from "../../core/time.ts";
import type { Batch } from "../commit/batch.ts";
import type { DevicePlace } from "../series/metric-indexes.ts";
import { moveRow } from "./judge.ts";
import type { Outcome } from "./outcome.ts";
import type { RecentTimes } from "./recent-times.ts";

interface ForeignMessage {
  readonly place: DevicePlace;
  readonly head: DataHead;
  /** Its rows begin here in the batch's columns. */
  readonly start: number;
}

interface Into {
  readonly batch: Batch;
  readonly now: EpochMs;
  readonly recent: RecentTimes;
  readonly latest: EpochMs;
}

/**
 * Keeps those rows of a message without numbers whose (variable, measuredAt) is new. Its node is not told what became durable:
 * what is lost on the way to the store stays lost.
 */
export function takeForeign({ place, head, start }: ForeignMessage, { batch, now, recent, latest }: Into): Outcome {
  const { columns } = batch;
  const end = start + head.rows;
  let kept = start;
  for (let row = start; row < end; row += 1) {
    const measuredAt = columns.measuredAt[row] ?? Number.NaN;
    if (!(measuredAt <= latest)) {
      batch.refuse({ ...place, variable: "-", measuredAt: now, reason: "measured in the future" }, now);
      continue;
    }
    if (!recent.take(columns.series[row] ?? -1, measuredAt)) continue;
    moveRow(columns, row, kept);
    kept += 1;
  }
  columns.length = kept;
  if (kept > start) return { kind: "taken", rows: kept - start };
  return head.rows === 0 ? { kind: "taken", rows: 0 } : { kind: "duplicate" };
}
