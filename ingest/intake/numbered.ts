import type { Interval } from "../../core/intervals.ts";
import type { ReadingBuffer } from "../../core/sparkplug/columns.ts";
import type { DataHead } from "../../core/sparkplug/decode-data.ts";
import type { EpochMs } from "../../core/time.ts";
import type { Identity } from "../../core/wire/header.ts";
import type { Stream } from "../books/stream.ts";
import type { Batch } from "../commit/batch.ts";
import type { DeviceIndex, DevicePlace } from "../series/metric-indexes.ts";
import { allStorable, faultOfRow, type LeftOut, leftOutMetrics, moveRow } from "./judge.ts";
import type { Outcome } from "./outcome.ts";

/** A decoded message of numbered readings: row i is number `firstSeq + i`, unless metrics were left out. */
export interface NumberedMessage {
  readonly place: DevicePlace;
  readonly payload: Uint8Array;
  readonly stream: Stream;
  readonly head: DataHead;
  readonly identity: Identity;
  /** Its rows begin here in the batch's columns. */
  readonly start: number;
  readonly index: DeviceIndex;
}

/** Where the rows go and what they are judged by. */
export interface NumberedInto {
  readonly batch: Batch;
  readonly now: EpochMs;
  /** Latest moment a reading may have been measured at. */
  readonly latest: EpochMs;
  /** The variable of a series. */
  readonly variableOf: (series: number) => string;
}

/** Keeps those rows of a message whose numbers are new and closes the numbers; what may not be stored is refused by number. */
export function takeNumbered(message: NumberedMessage, into: NumberedInto): Outcome {
  const { place, identity, head, start, stream } = message;
  const { batch, now } = into;
  const { firstSeq, count, lane } = identity;
  stream.heard = now;
  if (head.rows + head.skipped !== count) {
    batch.columns.length = start;
    return refuseWhole({ ...message, reason: "count does not match" }, into);
  }
  if (count === 0) return { kind: "taken", rows: 0 };
  const hi = firstSeq + count - 1;
  const claim = stream.claim(firstSeq, hi);
  if (claim.kind === "full") {
    batch.columns.length = start;
    return { kind: "out-of-order" };
  }
  stream.announce(identity);
  batch.heard(place.region, place.site, lane === "history" ? message.payload.length : 0);
  if (lane === "live") batch.seen(stream, hi);
  if (claim.parts.length === 0) {
    batch.columns.length = start;
    return { kind: "duplicate" };
  }
  const isWhole = claim.parts[0]?.[0] === firstSeq && claim.parts[0][1] === hi;
  const limits = { booleans: message.index.booleans, latest: into.latest };
  if (isWhole && head.skipped === 0 && allStorable(batch.columns, start, limits)) {
    stream.accept(firstSeq, hi);
    batch.register(stream, firstSeq, hi);
    return { kind: "taken", rows: count };
  }
  return takePartly(message, claim.parts, into);
}

/** A message none of whose readings can be stored, but whose numbers are known. */
export type UnusableMessage = Pick<NumberedMessage, "place" | "payload" | "stream" | "identity"> & {
  readonly reason: string;
};

/** Refuses all numbers of a message for good, with their gap record. */
export function refuseWhole(
  { place, payload, stream, identity, reason }: UnusableMessage,
  { batch, now }: Pick<NumberedInto, "batch" | "now">,
): Outcome {
  const { boot } = stream.place;
  const outcome: Outcome = { kind: "quarantined", reason };
  // A number that so few bytes cannot stand for closes nothing: it could close what others sent.
  if (identity.count > payload.length) return outcome;
  const claim = stream.claim(identity.firstSeq, identity.firstSeq + identity.count - 1);
  if (claim.kind === "full") return outcome;
  batch.heard(place.region, place.site, 0);
  for (const [lo, hi] of claim.parts) {
    stream.accept(lo, hi);
    batch.register(stream, lo, hi, reason);
    for (let seq = lo; seq <= hi; seq += 1) {
      batch.refuse({ ...place, variable: "-", measuredAt: now, reason, boot, seq }, now);
    }
  }
  return outcome;
}

function takePartly(message: NumberedMessage, parts: readonly Interval[], into: NumberedInto): Outcome {
  const { identity, head, start, index, stream } = message;
  const { columns } = into.batch;
  const leftOut = head.skipped === 0 ? new Map<number, LeftOut>() : leftOutMetrics(message.payload, index, into.now);
  if (leftOut.size !== head.skipped) {
    columns.length = start;
    return refuseWhole({ ...message, reason: "undecodable" }, into);
  }
  const limits = { booleans: index.booleans, latest: into.latest };
  let row = start;
  let kept = start;
  for (let position = 0; position < identity.count; position += 1) {
    const seq = identity.firstSeq + position;
    const left = leftOut.get(position);
    const at = row;
    if (left === undefined) row += 1;
    if (!parts.some(([lo, hi]) => seq >= lo && seq <= hi)) continue;
    stream.accept(seq, seq);
    const fault = left?.reason ?? faultOfRow(columns, at, limits);
    into.batch.register(stream, seq, seq, fault);
    if (fault === undefined) {
      moveRow(columns, at, kept);
      kept += 1;
    } else {
      const { variable, measuredAt } = left ?? whatOf(columns, at, into);
      const { boot } = stream.place;
      into.batch.refuse({ ...message.place, variable, measuredAt, reason: fault, boot, seq }, into.now);
    }
  }
  columns.length = kept;
  return { kind: "taken", rows: kept - start };
}

function whatOf(columns: ReadingBuffer, row: number, { variableOf, now, latest }: NumberedInto): WhatAndWhen {
  const measuredAt = columns.measuredAt[row] ?? now;
  return { variable: variableOf(columns.series[row] ?? -1), measuredAt: measuredAt <= latest ? measuredAt : now };
}

type WhatAndWhen = Pick<LeftOut, "variable" | "measuredAt">;
