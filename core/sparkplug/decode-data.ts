import { err, ok, type Result } from "../result.ts";
import type { EpochMs } from "../time.ts";
import { ByteReader, WireFault } from "../wire/bytes.ts";
import { decodeIdentity, type Identity, type KnownNames, namesOf } from "../wire/header.ts";
import type { ReadingBuffer } from "./columns.ts";
import { faultOf, HeaderFault } from "./decode.ts";
import type { MetricIndex } from "./metric-index.ts";
import { DataMetricReader, Slot } from "./metric-reader.ts";
import { payloadTags } from "./tags.ts";
import type { PayloadFault } from "./types.ts";

/** What one data message says beside its readings. */
export interface DataHead {
  /** When it was sent; NaN where it does not say. */
  readonly timestamp: EpochMs;
  /** -1 where it has none. */
  readonly seq: number;
  /** Rows appended. Row i is reading `firstSeq + i` when nothing was skipped. */
  readonly rows: number;
  /** Metrics left out: of no series, or of a type that is not a reading. */
  readonly skipped: number;
  /** Metrics left out because their alias is unknown (they count as skipped too): the birth was missed. */
  readonly unknownAliases: number;
  readonly historical: number;
  readonly identity: Identity | undefined;
}

/** Metric positions remembered; a longer message is read more slowly from there on. */
const rememberedPositions = 4096;

/**
 * Reads the data messages of one topic into columns without an object per reading.
 * It remembers the bytes of each position's metric key: the messages of a topic repeat their metrics in order.
 */
export class DataDecoder {
  readonly #slots: Slot[] = [];
  readonly #metrics: DataMetricReader;
  #known: KnownNames | undefined;
  #identity: Identity | undefined;
  #timestamp = Number.NaN;
  #seq = -1;

  constructor(index: MetricIndex) {
    this.#metrics = new DataMetricReader(index);
  }

  /** Forgets which series the metrics were: after a new birth or a new catalogue. */
  forget(): void {
    this.#slots.length = 0;
  }

  /** Appends the readings of one message; none of them when it is at fault. Never throws. */
  decode(bytes: Uint8Array, out: ReadingBuffer): Result<DataHead, PayloadFault> {
    const start = out.length;
    const reader = new ByteReader(bytes);
    try {
      // A metric takes four bytes at least.
      out.reserve(bytes.length >> 2);
      this.#read(reader, out);
      const { skipped, historical, unknownAliases } = this.#metrics;
      this.#dateUndated(out, start);
      return ok({
        timestamp: this.#timestamp,
        seq: this.#seq,
        rows: out.length - start,
        skipped,
        unknownAliases,
        historical,
        identity: this.#identity,
      });
    } catch (error) {
      out.length = start;
      return err(faultOf(error, reader.position));
    }
  }

  #read(reader: ByteReader, out: ReadingBuffer): void {
    const end = reader.bytes.length;
    this.#timestamp = Number.NaN;
    this.#seq = -1;
    this.#identity = undefined;
    this.#metrics.begin();
    let position = 0;
    while (reader.position < end) {
      const tag = reader.varint();
      if (tag === payloadTags.metric) this.#metrics.read(reader, this.#slot(position++), out);
      else if (tag === payloadTags.timestamp) this.#timestamp = reader.varint();
      else if (tag === payloadTags.seq) this.#seq = reader.varint();
      else if (tag === payloadTags.identity) this.#readIdentity(reader);
      else if (tag < 8) throw new WireFault("field number 0", reader.position);
      else reader.skip(tag);
    }
    if (reader.position !== end) throw new WireFault("a field ends after its message", reader.position);
  }

  #slot(position: number): Slot {
    const known = this.#slots[position];
    if (known !== undefined) return known;
    const slot = new Slot();
    if (position < rememberedPositions) this.#slots.push(slot);
    return slot;
  }

  #readIdentity(reader: ByteReader): void {
    const length = reader.varint();
    const start = reader.position;
    const bytes = reader.bytes.subarray(start, start + length);
    reader.position = start + length;
    const identity = decodeIdentity(bytes, this.#known);
    if (!identity.ok) throw new HeaderFault(identity.error.detail, start);
    this.#known = namesOf(bytes, this.#known);
    this.#identity = identity.value;
  }

  /** A metric without time was measured when the message was sent; a message without any time is at fault. */
  #dateUndated(out: ReadingBuffer, start: number): void {
    if (!this.#metrics.undated) return;
    if (Number.isNaN(this.#timestamp)) throw new WireFault("a metric without time in a message without time", 0);
    for (let row = start; row < out.length; row++) {
      if (Number.isNaN(out.measuredAt[row] ?? 0)) out.measuredAt[row] = this.#timestamp;
    }
  }
}
