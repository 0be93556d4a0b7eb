import type { Precision, Statement } from "../../../core/influxql/ast.ts";
import type { ReadingColumns, RegisterEntry, Series } from "../../../core/ports/store.ts";
import type { EventRow } from "../event-rows.ts";

/** What the parent asks of the child that owns the store file. */
const requestKinds = ["open", "append", "query", "cancel", "compact", "close"] as const;
export type RequestKind = (typeof requestKinds)[number];

/** How the child answers: done, failed (nothing of it counts), or the question itself was wrong. */
const answerStatuses = ["ok", "failed", "invalid", "limit"] as const;
export type AnswerStatus = (typeof answerStatuses)[number];

/** Kind or status in byte 0, the request's number at byte 4; the rest follows at byte 8, so that numbers in it are aligned. */
const headLength = 8;

/** A request or an answer, with the number that pairs the two. */
export interface Frame<K> {
  readonly kind: K;
  readonly id: number;
  readonly body: Uint8Array;
}

/** The body of a query, as JSON. */
export interface QueryBody {
  readonly statement: Statement;
  readonly precision: Precision;
}

/** What an append carries besides readings. */
export interface AppendRest {
  /** Counts up; the child stores it with the batch, so that after an abort the parent knows which batches are in. */
  readonly batch: number;
  readonly newSeries: readonly (Series & { readonly id: number })[];
  readonly events: readonly EventRow[];
  readonly register: readonly RegisterEntry[];
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Writes a parent's request. */
export function encodeRequest(kind: RequestKind, id: number, body: Uint8Array): Uint8Array {
  return frame(requestKinds.indexOf(kind), id, body);
}

/** Writes a child's answer. */
export function encodeAnswer(status: AnswerStatus, id: number, body: Uint8Array): Uint8Array {
  return frame(answerStatuses.indexOf(status), id, body);
}

/** A value as the bytes of its JSON. */
export function encodeJson(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

/** The value of JSON bytes that the other side of this pipe has written. */
export function decodeJson<T>(body: Uint8Array): T {
  return JSON.parse(decoder.decode(body)) as T;
}

function frame(kind: number, id: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headLength + body.length);
  writeHead(bytes, kind, id);
  bytes.set(body, headLength);
  return bytes;
}

function writeHead(bytes: Uint8Array, kind: number, id: number): void {
  bytes[0] = kind;
  new DataView(bytes.buffer).setUint32(4, id, true);
}

/** Reads a request; throws on bytes that no parent of ours sends. */
export function decodeRequest(bytes: Uint8Array): Frame<RequestKind> {
  return decodeFrame(bytes, requestKinds);
}

/** Reads an answer; throws on bytes that no child of ours sends. */
export function decodeAnswer(bytes: Uint8Array): Frame<AnswerStatus> {
  return decodeFrame(bytes, answerStatuses);
}

function decodeFrame<K>(bytes: Uint8Array, kinds: readonly K[]): Frame<K> {
  const kind = kinds[bytes[0] ?? -1];
  if (kind === undefined || bytes.length < headLength) throw new RangeError("not a frame of the store child");
  const id = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  return { kind, id, body: bytes.subarray(headLength) };
}

/** Readings as the child takes them: dense columns for what every row has, a short list for what few rows have. */
export interface PackedReadings {
  readonly length: number;
  readonly series: Int32Array;
  readonly measuredAt: Float64Array;
  /** NaN where there is no value. */
  readonly value: Float64Array;
  readonly extras: PackedExtras;
  readonly texts: readonly string[];
}

/** Quality, reason, origin and time of receipt of the rows that have any: `row` points into the columns, -1 and NaN are none. */
export interface PackedExtras {
  readonly length: number;
  readonly row: Uint32Array;
  readonly quality: Int16Array;
  readonly reason: Int16Array;
  readonly origin: Int16Array;
  readonly receivedAt: Float64Array;
}

/** Counts before the columns: length of the JSON, rows, extras, each u32; then four bytes of nothing. */
const countsLength = 16;
const bytesPerRow = 8 + 8 + 4;
const bytesPerExtra = 8 + 4 + 2 + 2 + 2;

/**
 * Writes one commit as one frame:
 *
 * ```
 * head 8 · json length, rows n, extras m, 0 (u32 each)
 * measuredAt f64[n] · value f64[n] · receivedAt f64[m] · series i32[n] · row u32[m] · quality, reason, origin i16[m] · json
 * ```
 */
export function encodeAppend(id: number, rest: AppendRest, readings: readonly ReadingColumns[]): Uint8Array {
  const texts = readings.flatMap((columns) => columns.texts);
  const json = encodeJson({ ...rest, texts });
  const rows = readings.reduce((sum, columns) => sum + columns.length, 0);
  const extras = readings.reduce((sum, columns) => sum + countExtras(columns), 0);
  const columnsLength = countsLength + rows * bytesPerRow + extras * bytesPerExtra;
  const bytes = new Uint8Array(headLength + columnsLength + json.length);
  writeHead(bytes, requestKinds.indexOf("append"), id);
  new Uint32Array(bytes.buffer, headLength, 3).set([json.length, rows, extras]);
  const packed = views(bytes.buffer, headLength + countsLength, rows, extras);
  let row = 0;
  let extra = 0;
  let textOffset = 0;
  for (const columns of readings) {
    packed.measuredAt.set(columns.measuredAt.subarray(0, columns.length), row);
    packed.value.set(columns.value.subarray(0, columns.length), row);
    packed.series.set(columns.series.subarray(0, columns.length), row);
    extra = packExtras(packed.extras, columns, { row, extra, textOffset });
    row += columns.length;
    textOffset += columns.texts.length;
  }
  bytes.set(json, headLength + columnsLength);
  return bytes;
}

function hasExtras(columns: ReadingColumns, index: number): boolean {
  return (
    columns.quality[index] !== -1 ||
    columns.reason[index] !== -1 ||
    columns.origin[index] !== -1 ||
    !Number.isNaN(columns.receivedAt[index])
  );
}

function countExtras(columns: ReadingColumns): number {
  let count = 0;
  for (let index = 0; index < columns.length; index += 1) if (hasExtras(columns, index)) count += 1;
  return count;
}

interface PackPlace {
  readonly row: number;
  readonly extra: number;
  readonly textOffset: number;
}

function packExtras(target: PackedExtras, columns: ReadingColumns, place: PackPlace): number {
  let at = place.extra;
  const text = (index: number | undefined): number => {
    return index === undefined || index < 0 ? -1 : index + place.textOffset;
  };
  for (let index = 0; index < columns.length; index += 1) {
    if (!hasExtras(columns, index)) continue;
    target.row[at] = place.row + index;
    target.quality[at] = columns.quality[index] ?? -1;
    target.reason[at] = text(columns.reason[index]);
    target.origin[at] = text(columns.origin[index]);
    target.receivedAt[at] = columns.receivedAt[index] ?? Number.NaN;
    at += 1;
  }
  return at;
}

type PackedColumns = Omit<PackedReadings, "texts">;

function views(buffer: ArrayBufferLike, start: number, rows: number, extras: number): PackedColumns {
  let at = start;
  const take = (bytes: number): number => {
    const from = at;
    at += bytes;
    return from;
  };
  const measuredAt = new Float64Array(buffer, take(8 * rows), rows);
  const value = new Float64Array(buffer, take(8 * rows), rows);
  const receivedAt = new Float64Array(buffer, take(8 * extras), extras);
  const series = new Int32Array(buffer, take(4 * rows), rows);
  const row = new Uint32Array(buffer, take(4 * extras), extras);
  const quality = new Int16Array(buffer, take(2 * extras), extras);
  const reason = new Int16Array(buffer, take(2 * extras), extras);
  const origin = new Int16Array(buffer, take(2 * extras), extras);
  const packed = { length: extras, row, quality, reason, origin, receivedAt };
  return { length: rows, series, measuredAt, value, extras: packed };
}

/** Reads an append's body. The columns are views into it: nothing is copied. */
export function decodeAppend(body: Uint8Array): { readonly rest: AppendRest; readonly readings: PackedReadings } {
  const [jsonLength = 0, rows = 0, extras = 0] = new Uint32Array(body.buffer, body.byteOffset, 3);
  const columns = views(body.buffer, body.byteOffset + countsLength, rows, extras);
  const { texts, ...rest } = decodeJson<AppendRest & { texts: string[] }>(body.subarray(body.length - jsonLength));
  return { rest, readings: { ...columns, texts } };
}
