import { origins, type Quality, reasons } from "../quality.ts";
import type { EpochMs } from "../time.ts";
import { copyBytes, varintLength, writeVarint } from "../wire/bytes.ts";
import { encodeIdentity, type Identity } from "../wire/header.ts";
import { encodeMetricKey, encodePropertySet } from "./encode.ts";
import { reasonsOfBits, remarkProperties } from "./quality.ts";
import { metricTags, payloadTags } from "./tags.ts";

/** A variable as data messages name it. */
export interface DataMetric {
  readonly name: string;
  /** Written in place of the name when given: then the birth must have declared it. */
  readonly alias?: number;
  readonly type: "Double" | "Boolean";
}

/**
 * Readings in neutral columns. `variable` counts into the metrics of the encoder.
 * Columns that hold only their default may be absent.
 */
export interface DataRows {
  readonly variable: Uint16Array;
  /** Epoch ms. */
  readonly measuredAt: Float64Array;
  /** NaN where there is none. */
  readonly value: Float64Array;
  /** 0 good and not said, 1 good and said, 2 uncertain, 3 bad. */
  readonly quality?: Uint8Array;
  /** Bit i is `reasons[i]`. */
  readonly reasons?: Uint16Array;
  /** Index into `origins`. */
  readonly origin?: Uint8Array;
  /** Epoch ms, NaN where it is not said. */
  readonly receivedAt?: Float64Array;
}

/** One data message to write: rows [from, to). */
export interface DataMessage {
  readonly timestamp: EpochMs;
  readonly seq: number;
  readonly rows: DataRows;
  readonly from: number;
  readonly to: number;
  /** Everything that is sent again or late. */
  readonly historical: boolean;
  readonly identity?: Identity;
}

const qualities: readonly (Quality | undefined)[] = [undefined, "good", "uncertain", "bad"];
const badCode = 3;
const missingBit = 1 << reasons.indexOf("missing");
const nothing = new Uint8Array(0);

/** Writes data messages without an object per reading: what repeats in each message is written once and copied. */
export class DataEncoder {
  readonly #keys: readonly Uint8Array[];
  readonly #isBoolean: readonly boolean[];
  readonly #remarks = new Map<number, Uint8Array>();

  constructor(metrics: readonly DataMetric[]) {
    this.#keys = metrics.map(keyOf);
    this.#isBoolean = metrics.map((metric) => metric.type === "Boolean");
  }

  /**
   * The payload of an NDATA or DDATA. Datatypes are left out, as the birth has told them; a row without value is null
   * and bad, whatever its quality says. Throws on a variable that is not known and on a time before 1970.
   * Source: Sparkplug 3.0.0, tck-id-payloads-name-birth-data-requirement, tck-id-payloads-metric-datatype-not-req.
   */
  encode(message: DataMessage): Uint8Array {
    const { rows, from, to } = message;
    const identity = message.identity === undefined ? nothing : encodeIdentity(message.identity);
    const remarks: Uint8Array[] = [];
    const lengths: number[] = [];
    let length = 2 + varintLength(message.timestamp) + varintLength(message.seq) + 4 + identity.length;
    for (let row = from; row < to; row++) {
      const said = this.#remarksOf(rows, row);
      const body = this.#bodyLength(message, row, said.length);
      remarks.push(said);
      lengths.push(body);
      length += 1 + varintLength(body) + body;
    }
    const bytes = new Uint8Array(length);
    const view = new DataView(bytes.buffer);
    let at = writeField(bytes, 0, payloadTags.timestamp, message.timestamp);
    for (let row = from; row < to; row++) {
      at = writeField(bytes, at, payloadTags.metric, lengths[row - from] ?? 0);
      at = this.#writeHead(bytes, at, message, row);
      at = writeRemarks(bytes, at, remarks[row - from] ?? nothing);
      at = this.#writeValue(view, at, rows, row);
    }
    at = writeField(bytes, at, payloadTags.seq, message.seq);
    return bytes.subarray(0, writeIdentity(bytes, at, identity));
  }

  #bodyLength(message: DataMessage, row: number, remarks: number): number {
    const { rows } = message;
    const variable = rows.variable[row] ?? -1;
    const measuredAt = rows.measuredAt[row] ?? -1;
    if (!(measuredAt >= 0)) throw new RangeError(`row ${row} was measured at ${measuredAt}`);
    const head = this.#key(variable).length + 1 + varintLength(measuredAt) + (message.historical ? 2 : 0);
    const value = isNull(rows, row) || this.#isBoolean[variable] === true ? 2 : 9;
    return head + (remarks === 0 ? 0 : 1 + varintLength(remarks) + remarks) + value;
  }

  #writeHead(bytes: Uint8Array, start: number, message: DataMessage, row: number): number {
    const key = this.#key(message.rows.variable[row] ?? -1);
    let at = writeField(bytes, copyBytes(key, bytes, start), metricTags.timestamp, message.rows.measuredAt[row] ?? 0);
    if (message.historical) at = writeField(bytes, at, metricTags.isHistorical, 1);
    return isNull(message.rows, row) ? writeField(bytes, at, metricTags.isNull, 1) : at;
  }

  #writeValue(view: DataView, at: number, rows: DataRows, row: number): number {
    if (isNull(rows, row)) return at;
    const value = rows.value[row] ?? 0;
    if (this.#isBoolean[rows.variable[row] ?? -1] === true) {
      view.setUint16(at, metricTags.boolean * 256 + (value === 0 ? 0 : 1));
      return at + 2;
    }
    view.setUint8(at, metricTags.double);
    view.setFloat64(at + 1, value, true);
    return at + 9;
  }

  #key(variable: number): Uint8Array {
    const key = this.#keys[variable];
    if (key === undefined) throw new RangeError(`variable ${variable} is not among the encoder's metrics`);
    return key;
  }

  /** The property set of a row; empty when there is nothing to say. */
  #remarksOf(rows: DataRows, row: number): Uint8Array {
    const noValue = isNull(rows, row);
    const given = rows.reasons?.[row] ?? 0;
    const said = rows.quality?.[row] ?? 0;
    const code = noValue ? badCode : said;
    const bits = noValue && said !== badCode && given === 0 ? missingBit : given;
    const origin = rows.origin?.[row] ?? 0;
    const receivedAt = rows.receivedAt?.[row] ?? Number.NaN;
    if (!Number.isNaN(receivedAt)) return encodeRemarks(code, bits, origin, receivedAt);
    const key = (bits * 8 + origin) * 4 + code;
    if (key === 0) return nothing;
    const known = this.#remarks.get(key);
    if (known !== undefined) return known;
    const made = encodeRemarks(code, bits, origin);
    this.#remarks.set(key, made);
    return made;
  }
}

/** Bad carries no value: neither does a row whose value is no number. */
function isNull(rows: DataRows, row: number): boolean {
  return Number.isNaN(rows.value[row] ?? Number.NaN) || rows.quality?.[row] === badCode;
}

function encodeRemarks(code: number, bits: number, origin: number, receivedAt?: number): Uint8Array {
  const quality = qualities[code];
  const set = remarkProperties({
    reasons: reasonsOfBits(bits),
    origin: origins[origin] ?? "measured",
    ...(quality === undefined ? {} : { quality }),
    ...(receivedAt === undefined ? {} : { receivedAt }),
  });
  return set === undefined ? nothing : encodePropertySet(set);
}

function keyOf(metric: DataMetric): Uint8Array {
  const { name, alias } = metric;
  return encodeMetricKey(alias === undefined ? { name } : { alias });
}

function writeField(bytes: Uint8Array, at: number, tag: number, value: number): number {
  bytes[at] = tag;
  return writeVarint(bytes, at + 1, value);
}

function writeRemarks(bytes: Uint8Array, start: number, remarks: Uint8Array): number {
  if (remarks.length === 0) return start;
  return copyBytes(remarks, bytes, writeField(bytes, start, metricTags.properties, remarks.length));
}

function writeIdentity(bytes: Uint8Array, start: number, identity: Uint8Array): number {
  if (identity.length === 0) return start;
  const at = writeVarint(bytes, start, payloadTags.identity);
  return copyBytes(identity, bytes, writeVarint(bytes, at, identity.length));
}
