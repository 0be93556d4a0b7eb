import { type Origin, origins, type Quality, type Reason, reasons } from "../../core/quality.ts";
import type { Reading } from "../../core/reading.ts";
import type { DataRows } from "../../core/sparkplug/encode-data.ts";
import type { EpochMs } from "../../core/time.ts";

/** The quality a reading carries on the wire; `omitted` is good and not worth saying again (docs/adr/0005-books.md). */
export const carried = { omitted: 0, good: 1, uncertain: 2, bad: 3 } as const;
/** A word of `carried`, as its number. */
export type Carried = (typeof carried)[keyof typeof carried];

/**
 * Numbered readings in columns: row i has sequence firstSeq + i, and its quality is one of `carried`.
 * `variable` counts into the dictionary of the boot's definition.
 */
export interface ReadingBatch extends DataRows {
  readonly firstSeq: number;
  readonly length: number;
}

/** The cumulative counts that travel with every message (docs/adr/0005-books.md). */
export interface Counts {
  readonly measured: number;
  readonly folded: number;
  readonly superseded: number;
}

/** The reasons of a bit set. */
export function reasonsOf(bits: number): Reason[] {
  return reasons.filter((_, bit) => bits & (1 << bit));
}

/** The bit set of some reasons. */
export function reasonBits(set: readonly Reason[]): number {
  let bits = 0;
  for (const reason of set) bits |= 1 << reasons.indexOf(reason);
  return bits;
}

const qualities: readonly Quality[] = ["good", "good", "uncertain", "bad"];

/** The quality a carried code stands for. */
export function qualityCarried(code: number): Quality {
  return qualities[code] ?? "bad";
}

/** One row, for whoever wants to look at a single reading. Not for hot paths. */
export function rowOf(batch: ReadingBatch, row: number, paths: readonly string[]): Reading & { seq: number } {
  const value = batch.value[row] ?? Number.NaN;
  const receivedAt = batch.receivedAt?.[row] ?? Number.NaN;
  return {
    seq: batch.firstSeq + row,
    path: paths[batch.variable[row] ?? -1] ?? "",
    measuredAt: batch.measuredAt[row] ?? Number.NaN,
    value: Number.isNaN(value) ? null : value,
    quality: qualityCarried(batch.quality?.[row] ?? carried.omitted),
    reasons: reasonsOf(batch.reasons?.[row] ?? 0),
    origin: origins[batch.origin?.[row] ?? 0] ?? "measured",
    ...(Number.isNaN(receivedAt) ? {} : { receivedAt }),
  };
}

/** Rows [from, to) of a batch, without copying. */
export function sliceBatch(batch: ReadingBatch, from: number, to: number): ReadingBatch {
  return {
    firstSeq: batch.firstSeq + from,
    length: to - from,
    variable: batch.variable.subarray(from, to),
    measuredAt: batch.measuredAt.subarray(from, to),
    value: batch.value.subarray(from, to),
    ...(batch.quality && { quality: batch.quality.subarray(from, to) }),
    ...(batch.reasons && { reasons: batch.reasons.subarray(from, to) }),
    ...(batch.origin && { origin: batch.origin.subarray(from, to) }),
    ...(batch.receivedAt && { receivedAt: batch.receivedAt.subarray(from, to) }),
  };
}

/** Batches with consecutive sequences as one. */
export function joinBatches(batches: readonly ReadingBatch[]): ReadingBatch {
  const first = batches[0];
  if (first !== undefined && batches.length === 1) return first;
  const length = batches.reduce((sum, batch) => sum + batch.length, 0);
  const column = <T extends Float64Array | Uint16Array | Uint8Array>(
    made: T,
    pick: (batch: ReadingBatch) => T | undefined,
  ): T => {
    let at = 0;
    for (const batch of batches) {
      const part = pick(batch);
      if (part !== undefined) made.set(part, at);
      at += batch.length;
    }
    return made;
  };
  const any = (pick: (batch: ReadingBatch) => unknown): boolean => batches.some((batch) => pick(batch) !== undefined);
  return {
    firstSeq: first?.firstSeq ?? 0,
    length,
    variable: column(new Uint16Array(length), (batch) => batch.variable),
    measuredAt: column(new Float64Array(length), (batch) => batch.measuredAt),
    value: column(new Float64Array(length), (batch) => batch.value),
    ...(any((batch) => batch.quality) && { quality: column(new Uint8Array(length), (batch) => batch.quality) }),
    ...(any((batch) => batch.reasons) && { reasons: column(new Uint16Array(length), (batch) => batch.reasons) }),
    ...(any((batch) => batch.origin) && { origin: column(new Uint8Array(length), (batch) => batch.origin) }),
    ...(any((batch) => batch.receivedAt) && {
      receivedAt: column(new Float64Array(length).fill(Number.NaN), (batch) => batch.receivedAt),
    }),
  };
}

/** One reading on its way into columns. */
export interface Row {
  readonly variable: number;
  readonly measuredAt: EpochMs;
  readonly value: number | null;
  readonly quality: Carried;
  readonly reasons: readonly Reason[];
  readonly origin: Origin;
  readonly receivedAt?: EpochMs | undefined;
}

/** Gathers rows with consecutive sequences into columns that grow. */
export class ColumnBuffer {
  #length = 0;
  #variable = new Uint16Array(64);
  #measuredAt = new Float64Array(64);
  #value = new Float64Array(64);
  #quality = new Uint8Array(64);
  #reasons = new Uint16Array(64);
  #origin = new Uint8Array(64);
  #receivedAt = new Float64Array(64).fill(Number.NaN);
  #used = { quality: false, reasons: false, origin: false, receivedAt: false };

  get length(): number {
    return this.#length;
  }

  push(row: Row): void {
    if (this.#length === this.#value.length) this.#grow();
    const at = this.#length++;
    this.#variable[at] = row.variable;
    this.#measuredAt[at] = row.measuredAt;
    this.#value[at] = row.value ?? Number.NaN;
    // What is rarely said costs nothing where it is not: these columns hold their default wherever nothing was written.
    if (row.quality !== carried.omitted) {
      this.#quality[at] = row.quality;
      this.#used.quality = true;
    }
    if (row.reasons.length > 0) {
      this.#reasons[at] = reasonBits(row.reasons);
      this.#used.reasons = true;
    }
    if (row.origin !== "measured") {
      this.#origin[at] = origins.indexOf(row.origin);
      this.#used.origin = true;
    }
    if (row.receivedAt !== undefined) {
      this.#receivedAt[at] = row.receivedAt;
      this.#used.receivedAt = true;
    }
  }

  /** Hands over what was gathered; the buffer starts anew. */
  take(firstSeq: number): ReadingBatch {
    const length = this.#length;
    const used = this.#used;
    const batch: ReadingBatch = {
      firstSeq,
      length,
      variable: this.#variable.slice(0, length),
      measuredAt: this.#measuredAt.slice(0, length),
      value: this.#value.slice(0, length),
      ...(used.quality && { quality: this.#quality.slice(0, length) }),
      ...(used.reasons && { reasons: this.#reasons.slice(0, length) }),
      ...(used.origin && { origin: this.#origin.slice(0, length) }),
      ...(used.receivedAt && { receivedAt: this.#receivedAt.slice(0, length) }),
    };
    this.#length = 0;
    if (used.quality) this.#quality.fill(0, 0, length);
    if (used.reasons) this.#reasons.fill(0, 0, length);
    if (used.origin) this.#origin.fill(0, 0, length);
    if (used.receivedAt) this.#receivedAt.fill(Number.NaN, 0, length);
    this.#used = { quality: false, reasons: false, origin: false, receivedAt: false };
    return batch;
  }

  #grow(): void {
    const size = 2 * this.#value.length;
    const wider = <T extends Uint8Array | Uint16Array | Float64Array>(made: T, old: T): T => {
      made.set(old);
      return made;
    };
    this.#variable = wider(new Uint16Array(size), this.#variable);
    this.#measuredAt = wider(new Float64Array(size), this.#measuredAt);
    this.#value = wider(new Float64Array(size), this.#value);
    this.#quality = wider(new Uint8Array(size), this.#quality);
    this.#reasons = wider(new Uint16Array(size), this.#reasons);
    this.#origin = wider(new Uint8Array(size), this.#origin);
    this.#receivedAt = wider(new Float64Array(size).fill(Number.NaN), this.#receivedAt);
  }
}
