import type { PbfReader } from "pbf";
import { WireFault } from "../wire/bytes.ts";
import { compact } from "./value.ts";

/**
 * Calls `read` with the tag of each field up to `end`; what it leaves unread is skipped, so unknown fields and wrong wire types are.
 * pbf reads past the end without noticing: this is where it is noticed.
 */
export function eachField(reader: PbfReader, end: number, read: (tag: number) => void): void {
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
    read(field * 8 + reader.type);
    if (reader.pos > end) throw new WireFault("a field ends after its message", reader.pos);
  }
  if (reader.pos !== end) throw new WireFault("a field ends after its message, or has number 0", reader.pos);
}

/** The end of the length-delimited field at the reader, checked against the end of the whole. */
export function endOfBytes(reader: PbfReader): number {
  const length = reader.readVarint();
  const end = reader.pos + length;
  if (!(end <= reader.length)) throw new WireFault("a length reaches past the end", reader.pos);
  return end;
}

/** Keeps a leading byte order mark, which pbf's own decoder drops. */
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Reads UTF-8 text; invalid bytes become U+FFFD. */
export function readText(reader: PbfReader): string {
  return utf8.decode(readSlice(reader));
}

/** Reads a length-delimited field without copying. */
export function readSlice(reader: PbfReader): Uint8Array {
  const end = endOfBytes(reader);
  const start = reader.pos;
  reader.pos = end;
  return reader.buf.subarray(start, end);
}

/** Reads 64 unsigned bits: number where exact, else bigint. */
export function readUint64(reader: PbfReader): number | bigint {
  const start = reader.pos;
  const value = reader.readVarint();
  if (value <= Number.MAX_SAFE_INTEGER) return value;
  let exact = 0n;
  for (let at = reader.pos - 1; at >= start; at--) exact = (exact << 7n) | BigInt((reader.buf[at] ?? 0) & 0x7f);
  return compact(BigInt.asUintN(64, exact));
}
