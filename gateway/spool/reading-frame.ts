import type { EpochMs } from "../../core/time.ts";
import type { Counts, ReadingBatch } from "./columns.ts";
import { type Frame, makeFrame } from "./frame.ts";

const flag = { sameTime: 1, quality: 2, reasons: 4, origin: 8, receivedAt: 16 } as const;
const fixedLength = 40;

/**
 * Readings as a frame: flags u32, zero u32, measured, folded, superseded (f64, after the last reading), the common time (f64); then
 * the columns, widest first: measuredAt f64 (absent when all are equal), value f64, receivedAt f64, variable u16, reasons u16,
 * quality u8, origin u8. Columns are copied as they lie in memory: little-endian, as every platform Node runs on but one is.
 */
export function makeReadingFrame(batch: ReadingBatch, counts: Counts, at: EpochMs): Uint8Array {
  const sameTime = isConstant(batch.measuredAt);
  const columns = [
    sameTime ? undefined : batch.measuredAt,
    batch.value,
    batch.receivedAt,
    batch.variable,
    batch.reasons,
    batch.quality,
    batch.origin,
  ];
  let length = fixedLength;
  for (const column of columns) length += column?.byteLength ?? 0;
  const label = { kind: "readings", firstSeq: batch.firstSeq, count: batch.length, at } as const;
  return makeFrame(label, length, (payload) => {
    const view = new DataView(payload.buffer, payload.byteOffset);
    view.setUint32(0, flagsOf(batch, sameTime), true);
    view.setFloat64(8, counts.measured, true);
    view.setFloat64(16, counts.folded, true);
    view.setFloat64(24, counts.superseded, true);
    view.setFloat64(32, batch.measuredAt[0] ?? 0, true);
    let position = fixedLength;
    for (const column of columns) {
      if (column === undefined) continue;
      payload.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), position);
      position += column.byteLength;
    }
  });
}

function isConstant(column: Float64Array): boolean {
  for (let i = 1; i < column.length; i++) if (column[i] !== column[0]) return false;
  return true;
}

function flagsOf(batch: ReadingBatch, sameTime: boolean): number {
  return (
    (sameTime ? flag.sameTime : 0) |
    (batch.quality ? flag.quality : 0) |
    (batch.reasons ? flag.reasons : 0) |
    (batch.origin ? flag.origin : 0) |
    (batch.receivedAt ? flag.receivedAt : 0)
  );
}

/** The counts a readings frame carries. */
export function countsOf(frame: Frame): Counts {
  const view = new DataView(frame.payload.buffer, frame.payload.byteOffset);
  return {
    measured: view.getFloat64(8, true),
    folded: view.getFloat64(16, true),
    superseded: view.getFloat64(24, true),
  };
}

/** Reads a frame back; undefined when its columns do not fit its length. */
export function readReadingFrame(frame: Frame): ReadingBatch | undefined {
  const { payload, count: length } = frame;
  if (payload.length < fixedLength) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const flags = view.getUint32(0, true);
  const has = (bit: number): boolean => (flags & bit) !== 0;
  if (fixedLength + length * widthOf(has) > payload.length) return undefined;
  const columns = columnReader(payload, length);
  const measuredAt = has(flag.sameTime) ? new Float64Array(length).fill(view.getFloat64(32, true)) : columns.float64();
  const value = columns.float64();
  const receivedAt = has(flag.receivedAt) ? { receivedAt: columns.float64() } : {};
  const variable = columns.uint16();
  const reasons = has(flag.reasons) ? { reasons: columns.uint16() } : {};
  const quality = has(flag.quality) ? { quality: columns.uint8() } : {};
  const origin = has(flag.origin) ? { origin: columns.uint8() } : {};
  return {
    firstSeq: frame.firstSeq,
    length,
    variable,
    measuredAt,
    value,
    ...receivedAt,
    ...reasons,
    ...quality,
    ...origin,
  };
}

/** Bytes a reading takes in all columns together. */
function widthOf(has: (bit: number) => boolean): number {
  const optional = [
    has(flag.sameTime) ? 0 : 8,
    has(flag.receivedAt) ? 8 : 0,
    has(flag.reasons) ? 2 : 0,
    has(flag.quality) ? 1 : 0,
    has(flag.origin) ? 1 : 0,
  ];
  return optional.reduce((sum, width) => sum + width, 8 + 2);
}

function columnReader(payload: Uint8Array, length: number) {
  let position = fixedLength;
  const next = (width: number): ArrayBuffer => {
    const bytes = payload.slice(position, position + length * width);
    position += length * width;
    return bytes.buffer;
  };
  return {
    float64: () => new Float64Array(next(8)),
    uint16: () => new Uint16Array(next(2)),
    uint8: () => new Uint8Array(next(1)),
  };
}
