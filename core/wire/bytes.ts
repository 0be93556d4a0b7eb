/** Bytes that are not what they should be. Thrown inside a decoder only; its outermost function turns it into a Result. */
export class WireFault extends Error {
  readonly offset: number;

  constructor(detail: string, offset: number) {
    super(detail);
    this.name = "WireFault";
    this.offset = offset;
  }
}

/** Reads little fields from bytes in order. It may run past the end; callers compare `position` with their end once a field is read. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  position: number;
  /** What `wideVarint` read. */
  low = 0;
  high = 0;

  constructor(bytes: Uint8Array, position = 0) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = position;
  }

  /**
   * An unsigned LEB128 number of at most ten bytes; above 2^53 it is rounded.
   * Source: Protocol Buffers, "Encoding", base 128 varints.
   */
  varint(): number {
    const first = this.bytes[this.position] as number;
    if (first < 0x80) {
      this.position++;
      return first;
    }
    return this.#longVarint(first);
  }

  /** Whole-number arithmetic on 28 bits at a time, which is several times as fast as multiplying. */
  #longVarint(first: number): number {
    const { bytes, position: start } = this;
    let at = start + 1;
    let low = first & 0x7f;
    let high = 0;
    let byte = 0x80;
    for (let shift = 7; shift < 28 && byte >= 0x80; shift += 7) {
      byte = bytes[at++] as number;
      low |= (byte & 0x7f) << shift;
    }
    for (let shift = 0; shift < 28 && byte >= 0x80; shift += 7) {
      byte = bytes[at++] as number;
      high |= (byte & 0x7f) << shift;
    }
    let value = low + high * 2 ** 28;
    for (let scale = 2 ** 56; scale < 2 ** 70 && byte >= 0x80; scale *= 0x80) {
      byte = bytes[at++] as number;
      value += (byte & 0x7f) * scale;
    }
    if (!(byte < 0x80)) throw new WireFault("a number does not end", start);
    this.position = at;
    return value;
  }

  /** Reads a varint of 64 bits into `low` and `high`, 32 unsigned bits each. */
  wideVarint(): void {
    const start = this.position;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.bytes[this.position++] as number;
      if (shift < 28) low |= (byte & 0x7f) << shift;
      else if (shift === 28) {
        low |= (byte & 0x0f) << 28;
        high = (byte & 0x7f) >> 4;
      } else high |= (byte & 0x7f) << (shift - 32);
      if (byte < 0x80) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw new WireFault("a number does not end", start);
  }

  /** Passes over the field that a tag announces, whatever it holds. */
  skip(tag: number): void {
    const wireType = tag % 8;
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.position += 8;
    else if (wireType === 2) {
      const length = this.varint();
      this.position += length;
    } else if (wireType === 5) this.position += 4;
    else throw new WireFault(`wire type ${wireType}`, this.position);
  }

  /** A varint that must be exact. */
  safeVarint(): number {
    const start = this.position;
    const value = this.varint();
    if (value > Number.MAX_SAFE_INTEGER) throw new WireFault("a number above 2^53", start);
    return value;
  }
}

/** How many bytes `writeVarint` takes for a non-negative number. */
export function varintLength(value: number): number {
  let length = 1;
  for (let limit = 0x80; value >= limit; limit *= 0x80) length++;
  return length;
}

/** Writes a non-negative safe integer as LEB128 and returns the position after it. */
export function writeVarint(bytes: Uint8Array, position: number, value: number): number {
  let at = position;
  let rest = value;
  if (value >= 2 ** 28) {
    rest = Math.floor(value / 2 ** 28);
    const low = value - rest * 2 ** 28;
    bytes[at++] = low | 0x80;
    bytes[at++] = (low >>> 7) | 0x80;
    bytes[at++] = (low >>> 14) | 0x80;
    bytes[at++] = (low >>> 21) | 0x80;
  }
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes[at++] = (rest % 0x80) | 0x80;
  bytes[at++] = rest;
  return at;
}

/** Copies bytes; for short ones this is several times as fast as `set`. */
export function copyBytes(from: Uint8Array, to: Uint8Array, position: number): number {
  for (let i = 0; i < from.length; i++) to[position + i] = from[i] as number;
  return position + from.length;
}

/** One array with the bytes of all parts, in their order. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const digits = "0123456789abcdef";

/** Lower-case hex of a stretch of bytes. */
export function hexOf(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = "";
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    text += `${digits[byte >> 4]}${digits[byte & 15]}`;
  }
  return text;
}

/** Writes the bytes of a hex text at a position. */
export function writeHex(bytes: Uint8Array, position: number, text: string): void {
  for (let i = 0; i * 2 < text.length; i++) {
    bytes[position + i] = Number.parseInt(text.slice(i * 2, i * 2 + 2), 16);
  }
}

/** Whether a stretch of bytes equals a whole other array. */
export function sameBytes(bytes: Uint8Array, start: number, other: Uint8Array): boolean {
  for (let i = 0; i < other.length; i++) {
    if (bytes[start + i] !== other[i]) return false;
  }
  return true;
}
