import type { ReadingBuffer } from "../core/sparkplug/columns.ts";
import type { DataHead } from "../core/sparkplug/decode-data.ts";
import type { MetricIndex } from "../core/sparkplug/metric-index.ts";
import type { EpochMs } from "../core/time.ts";
import type { Identity } from "../core/wire/header.ts";
import type { Batch } from "./batch.ts";
import type { Outcome } from "./event-intake.ts";
import type { Interval } from "./intervals.ts";
import { allStorable, faultOfRow, type LeftOut, leftOutMetrics, moveRow } from "./judge.ts";
import type { DevicePlace } from "./metric-indexes.ts";
import type { Register, StreamPlace } from "./register.ts";

/** A decoded message of numbered readings: row i is number `firstSeq + i`, unless metrics were left out. */
export interface NumberedMessage {
  readonly place: DevicePlace;
  readonly payload: Uint8Array;
  readonly boot: string;
  readonly head: DataHead;
  readonly identity: Identity;
  /** Its rows begin here in the batch's columns. */
  readonly start: number;
  readonly index: MetricIndex & { readonly booleans: ReadonlySet<number> };
}

export interface NumberedInto {
  readonly batch: Batch;
  readonly now: EpochMs;
  readonly register: Register;
  readonly latest: EpochMs;
  readonly onIdentity: (region: string, site: string, identity: Identity) => void;
  /** The variable of a series. */
  readonly variableOf: (series: number) => string;
}

/** Keeps those rows of a message whose numbers are new and closes the numbers; what may not be stored is refused by number. */
export function takeNumbered(message: NumberedMessage, into: NumberedInto): Outcome {
  const { place, identity, head, start } = message;
  const { batch, register } = into;
  const { firstSeq, count, lane } = identity;
  const { region, site } = place;
  const stream: StreamPlace = { region, site, boot: message.boot, stream: "readings" };
  if (head.unknownAliases > 0) {
    // Not refused: the next birth tells the alias, and then the message can be read.
    batch.columns.length = start;
    return { kind: "quarantined", reason: "unknown alias" };
  }
  if (head.rows + head.skipped !== count) {
    batch.columns.length = start;
    return refuseWhole({ ...message, reason: "count does not match" }, into);
  }
  const hi = firstSeq + count - 1;
  const claim = register.claim(stream, firstSeq, hi);
  if (claim.kind === "full") {
    batch.columns.length = start;
    return { kind: "out-of-order" };
  }
  into.onIdentity(region, site, identity);
  batch.heard(region, site, lane === "history" ? message.payload.length : 0);
  if (lane === "live") batch.seen(stream, hi);
  if (claim.parts.length === 0) {
    batch.columns.length = start;
    return { kind: "duplicate" };
  }
  const isWhole = claim.parts[0]?.[0] === firstSeq && claim.parts[0][1] === hi;
  const limits = { booleans: message.index.booleans, latest: into.latest };
  if (isWhole && head.skipped === 0 && allStorable(batch.columns, start, limits)) {
    register.accept(stream, firstSeq, hi);
    batch.register(stream, firstSeq, hi);
    return { kind: "taken", rows: count };
  }
  return takePartly(message, claim.parts, stream, into);
}

/** A message none of whose readings can be stored, but whose numbers are known. */
export type UnusableMessage = Pick<NumberedMessage, "place" | "payload" | "boot" | "identity"> & {
  readonly reason: string;
};

/** Refuses all numbers of a message for good, with their gap record. */
export function refuseWhole(
  { place, payload, boot, identity, reason }: UnusableMessage,
  { batch, register, now }: Pick<NumberedInto, "batch" | "register" | "now">,
): Outcome {
  const { region, site } = place;
  const outcome: Outcome = { kind: "quarantined", reason };
  // A number that so few bytes cannot stand for closes nothing: it could close what others sent.
  if (identity.count > payload.length) return outcome;
  const stream: StreamPlace = { region, site, boot, stream: "readings" };
  const claim = register.claim(stream, identity.firstSeq, identity.firstSeq + identity.count - 1);
  if (claim.kind === "full") return outcome;
  batch.heard(region, site, 0);
  for (const [lo, hi] of claim.parts) {
    register.accept(stream, lo, hi);
    batch.register(stream, lo, hi, reason);
    for (let seq = lo; seq <= hi; seq += 1) {
      batch.refuse({ ...place, variable: "-", measuredAt: now, reason, boot, seq }, now);
    }
  }
  return outcome;
}

function takePartly(
  message: NumberedMessage,
  parts: readonly Interval[],
  stream: StreamPlace,
  into: NumberedInto,
): Outcome {
  const { identity, head, start, index } = message;
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
    into.register.accept(stream, seq, seq);
    const fault = left?.reason ?? faultOfRow(columns, at, limits);
    into.batch.register(stream, seq, seq, fault);
    if (fault === undefined) {
      moveRow(columns, at, kept);
      kept += 1;
    } else {
      const { variable, measuredAt } = left ?? whatOf(columns, at, into);
      const { boot } = message;
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
