import { PbfReader } from "pbf";
import { qualityCode } from "../quality.ts";
import { type ByteReader, sameBytes, WireFault } from "../wire/bytes.ts";
import type { ReadingBuffer } from "./columns.ts";
import type { MetricIndex } from "./metric-index.ts";
import { readPropertySet } from "./properties.ts";
import { noRemarks, remarksOf, type StoredRemarks } from "./quality.ts";
import { metricTags } from "./tags.ts";
import { signedWidth } from "./value.ts";

const nothing = new Uint8Array(0);
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** What the metric at one position of a topic's messages was the last time. */
export class Slot {
  /** The field that names it, tag and all; empty until it named a series. */
  key: Uint8Array = nothing;
  series = -1;
  /** Its property set, length first. */
  properties: Uint8Array = nothing;
  remarks: StoredRemarks = noRemarks;
}

/** What the value field held. Integers wait for their data type, which may come later or from the birth. */
type Held = "nothing" | "number" | "integer" | "other";

/** Reads one metric after the other into columns. Its fields are of the metric at hand, to spare an object each. */
export class DataMetricReader {
  /** Metrics left out since `begin`. */
  skipped = 0;
  unknownAliases = 0;
  historical = 0;
  /** Whether a metric since `begin` had no time. */
  undated = false;

  readonly #index: MetricIndex;
  #slot = new Slot();
  #series = -1;
  #measuredAt = Number.NaN;
  #value = Number.NaN;
  #held: Held = "nothing";
  #low = 0;
  #high = 0;
  #datatype: number | undefined;
  #isNull = false;
  #isHistorical = false;
  #remarks = noRemarks;
  #aliasMissed = false;

  constructor(index: MetricIndex) {
    this.#index = index;
  }

  /** Starts the counts of a message. */
  begin(): void {
    this.skipped = 0;
    this.unknownAliases = 0;
    this.historical = 0;
    this.undated = false;
  }

  /** Reads the metric at the reader, its length first, and appends it as a row unless it is left out. */
  read(reader: ByteReader, slot: Slot, out: ReadingBuffer): void {
    const length = reader.varint();
    const end = reader.position + length;
    if (!(end <= reader.bytes.length)) throw new WireFault("a length reaches past the end", reader.position);
    const isKnown = slot.series >= 0 && sameBytes(reader.bytes, reader.position, slot.key);
    if (isKnown) {
      reader.position += slot.key.length;
      if (this.#plainReading(reader, end, slot.series, out)) return;
    }
    this.#clear(slot);
    if (isKnown) this.#series = slot.series;
    while (reader.position < end) this.#field(reader);
    if (reader.position !== end) throw new WireFault("a field ends after its message", reader.position);
    this.#finish(out);
  }

  /** Nearly every metric: a time, then a double, nothing else. Reads nothing and says false when it is any other. */
  #plainReading(reader: ByteReader, end: number, series: number, out: ReadingBuffer): boolean {
    const { bytes, position } = reader;
    if (bytes[position] !== metricTags.timestamp || bytes[end - 9] !== metricTags.double) return false;
    reader.position = position + 1;
    const measuredAt = reader.varint();
    const value = reader.view.getFloat64(end - 8, true);
    if (reader.position !== end - 9 || !Number.isFinite(value)) {
      reader.position = position;
      return false;
    }
    reader.position = end;
    const row = out.length++;
    out.series[row] = series;
    out.measuredAt[row] = measuredAt;
    out.value[row] = value;
    out.quality[row] = -1;
    out.reason[row] = -1;
    out.origin[row] = -1;
    out.receivedAt[row] = Number.NaN;
    return true;
  }

  #clear(slot: Slot): void {
    this.#slot = slot;
    this.#series = -1;
    this.#measuredAt = Number.NaN;
    this.#value = Number.NaN;
    this.#held = "nothing";
    this.#datatype = undefined;
    this.#isNull = false;
    this.#isHistorical = false;
    this.#remarks = noRemarks;
    this.#aliasMissed = false;
  }

  #field(reader: ByteReader): void {
    const start = reader.position;
    const tag = reader.varint();
    switch (tag) {
      case metricTags.timestamp:
        this.#measuredAt = reader.varint();
        break;
      case metricTags.double:
        this.#number(reader.position + 8 <= reader.bytes.length ? reader.view.getFloat64(reader.position, true) : 0);
        reader.position += 8;
        break;
      case metricTags.float:
        this.#number(reader.position + 4 <= reader.bytes.length ? reader.view.getFloat32(reader.position, true) : 0);
        reader.position += 4;
        break;
      case metricTags.boolean:
        this.#number(reader.varint() === 0 ? 0 : 1);
        break;
      case metricTags.isHistorical:
        this.#isHistorical = reader.varint() !== 0;
        break;
      case metricTags.isNull:
        this.#isNull = reader.varint() !== 0;
        break;
      case metricTags.properties:
        this.#properties(reader);
        break;
      case metricTags.datatype:
        this.#datatype = reader.varint();
        break;
      case metricTags.name:
        this.#name(reader, start);
        break;
      case metricTags.alias:
        this.#alias(reader, start);
        break;
      default:
        this.#rareField(reader, tag);
    }
  }

  #rareField(reader: ByteReader, tag: number): void {
    if (tag === metricTags.int || tag === metricTags.long) {
      reader.wideVarint();
      this.#low = reader.low;
      this.#high = reader.high;
      this.#held = "integer";
      return;
    }
    if (tag < 8) throw new WireFault("field number 0", reader.position);
    if (tag === metricTags.string || tag === metricTags.bytes) this.#held = "other";
    else if (tag === metricTags.dataSet || tag === metricTags.template) this.#held = "other";
    reader.skip(tag);
  }

  #number(value: number): void {
    this.#value = value;
    this.#held = "number";
  }

  #name(reader: ByteReader, start: number): void {
    const length = reader.varint();
    const from = reader.position;
    reader.position += length;
    if (reader.position > reader.bytes.length) return;
    const series = this.#index.byName(utf8.decode(reader.bytes.subarray(from, reader.position)));
    if (series >= 0) this.#remember(reader, start, series);
  }

  #alias(reader: ByteReader, start: number): void {
    const alias = reader.varint();
    if (this.#series >= 0) return;
    const series = this.#index.byAlias(alias);
    this.#aliasMissed = series < 0;
    if (series >= 0) this.#remember(reader, start, series);
  }

  #remember(reader: ByteReader, start: number, series: number): void {
    this.#series = series;
    this.#slot.series = series;
    this.#slot.key = Uint8Array.from(reader.bytes.subarray(start, reader.position));
  }

  #properties(reader: ByteReader): void {
    const slot = this.#slot;
    if (slot.properties.length > 0 && sameBytes(reader.bytes, reader.position, slot.properties)) {
      this.#remarks = slot.remarks;
      reader.position += slot.properties.length;
      return;
    }
    const set = new PbfReader(reader.bytes);
    set.pos = reader.position;
    this.#remarks = remarksOf(readPropertySet(set));
    slot.properties = Uint8Array.from(reader.bytes.subarray(reader.position, set.pos));
    slot.remarks = this.#remarks;
    reader.position = set.pos;
  }

  #finish(out: ReadingBuffer): void {
    if (this.#series < 0 && this.#aliasMissed) this.unknownAliases++;
    if (this.#series < 0 || (this.#held === "other" && !this.#isNull)) {
      this.skipped++;
      return;
    }
    if (this.#held === "integer") this.#value = this.#integer();
    if (Number.isNaN(this.#measuredAt)) this.undated = true;
    if (this.#isHistorical) this.historical++;
    this.#append(out);
  }

  /** A value that is not there, or not a finite number, is bad; and bad carries no value. */
  #append(out: ReadingBuffer): void {
    const { quality, reason, origin, receivedAt } = this.#remarks;
    const hasValue = !this.#isNull && this.#held !== "nothing" && Number.isFinite(this.#value);
    const isBad = !hasValue || quality === qualityCode.bad;
    const because = reason === "" && !hasValue ? "missing" : reason;
    const row = out.length++;
    out.series[row] = this.#series;
    out.measuredAt[row] = this.#measuredAt;
    out.value[row] = isBad ? Number.NaN : this.#value;
    out.quality[row] = isBad ? qualityCode.bad : quality;
    out.reason[row] = because === "" ? -1 : out.textIndex(because);
    out.origin[row] = origin === "" ? -1 : out.textIndex(origin);
    out.receivedAt[row] = receivedAt;
  }

  /** The integer at hand under its data type; unsigned where neither message nor birth tells one. */
  #integer(): number {
    const width = signedWidth(this.#datatype ?? this.#index.datatypeOf(this.#series) ?? 0);
    if (width === undefined) return this.#high * 2 ** 32 + this.#low;
    if (width === 64) return (this.#high | 0) * 2 ** 32 + this.#low;
    return (this.#low << (32 - width)) >> (32 - width);
  }
}
