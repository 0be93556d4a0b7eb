import { copyBytes } from "../core/wire/bytes.ts";

const firstCapacity = 65_536;
const zero = 48;
const minus = 45;
const point = 46;

/** Below this, numbers are written digit by digit, in whole-number arithmetic. */
const largestScaled = 2 ** 31;

const encoder = new TextEncoder();

/** Text that is made as bytes, number by number, without a string for each of them. */
export class TextBytes {
  bytes = new Uint8Array(firstCapacity);
  length = 0;

  /** Makes room for this many bytes more. */
  reserve(bytes: number): void {
    const needed = this.length + bytes;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  /** The caller has reserved room, here and for all numbers. */
  copy(from: Uint8Array): void {
    if (from.length < 16) {
      this.length = copyBytes(from, this.bytes, this.length);
      return;
    }
    this.bytes.set(from, this.length);
    this.length += from.length;
  }

  /** Text of which every sign is ASCII. */
  ascii(text: string): void {
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
    this.length = at;
  }

  /** A finite number so that it reads back as the same: at most 25 bytes. */
  float(value: number): void {
    const scaled = Math.round(value * 1000);
    // A quotient of exact numbers is the double nearest to the decimal: what divides back is written exactly.
    if (scaled / 1000 !== value || Math.abs(scaled) >= largestScaled || Object.is(value, -0)) {
      this.ascii(Object.is(value, -0) ? "-0" : String(value));
      return;
    }
    const size = Math.abs(scaled);
    if (scaled < 0) this.bytes[this.length++] = minus;
    const whole = Math.trunc(size / 1000);
    this.#digits(whole);
    this.#thousandths(size - whole * 1000);
  }

  /** A whole number. */
  integer(value: number): void {
    if (value >= 0 && value < largestScaled) this.#digits(value);
    else this.ascii(BigInt(Math.trunc(value)).toString());
  }

  byte(value: number): void {
    this.bytes[this.length++] = value;
  }

  /** A whole number below a million, with the zeros before it. */
  sixDigits(value: number): void {
    let rest = value | 0;
    for (let at = this.length + 5; at >= this.length; at--) {
      const tens = (rest / 10) | 0;
      this.bytes[at] = zero + rest - tens * 10;
      rest = tens;
    }
    this.length += 6;
  }

  /** Any text; it makes its own room. */
  text(text: string): void {
    this.reserve(text.length * 3);
    this.length += encoder.encodeInto(text, this.bytes.subarray(this.length)).written;
  }

  #digits(value: number): void {
    let count = 1;
    for (let limit = 10; value >= limit; limit *= 10) count++;
    let rest = value | 0;
    for (let at = this.length + count - 1; at >= this.length; at--) {
      const tens = (rest / 10) | 0;
      this.bytes[at] = zero + rest - tens * 10;
      rest = tens;
    }
    this.length += count;
  }

  #thousandths(value: number): void {
    if (value === 0) return;
    const { bytes } = this;
    const hundreds = (value / 100) | 0;
    const tens = ((value / 10) | 0) - hundreds * 10;
    const ones = value - hundreds * 100 - tens * 10;
    bytes[this.length++] = point;
    bytes[this.length++] = zero + hundreds;
    if (tens !== 0 || ones !== 0) bytes[this.length++] = zero + tens;
    if (ones !== 0) bytes[this.length++] = zero + ones;
  }
}
