/** First and last number of a stretch, both inside. */
export type Interval = readonly [lo: number, hi: number];

/** A set of whole numbers kept as sorted stretches that neither touch nor overlap. Appending at the end costs nothing. */
export class IntervalSet {
  readonly #lo: number[] = [];
  readonly #hi: number[] = [];
  #total = 0;

  /** How many stretches it takes to say what is inside. */
  get size(): number {
    return this.#lo.length;
  }

  /** How many numbers are inside. */
  get total(): number {
    return this.#total;
  }

  /** The highest number inside; -1 when empty. */
  get last(): number {
    return this.#hi.at(-1) ?? -1;
  }

  /** The lowest number, counted from 0, that is not inside. */
  get firstMissing(): number {
    return this.#lo[0] === 0 ? (this.#hi[0] ?? -1) + 1 : 0;
  }

  ranges(): Interval[] {
    return this.#lo.map((lo, index) => [lo, this.#hi[index] ?? lo]);
  }

  add(lo: number, hi: number): void {
    if (hi < lo) return;
    const end = this.#hi.length - 1;
    if (this.#hi[end] === lo - 1) {
      this.#hi[end] = hi;
      this.#total += hi - lo + 1;
      return;
    }
    const from = this.#firstEndingAtOrAfter(lo - 1);
    let until = from;
    let low = lo;
    let high = hi;
    let replaced = 0;
    for (; until < this.#lo.length; until += 1) {
      const nextLo = this.#lo[until] ?? 0;
      const nextHi = this.#hi[until] ?? 0;
      if (nextLo > hi + 1) break;
      low = Math.min(low, nextLo);
      high = Math.max(high, nextHi);
      replaced += nextHi - nextLo + 1;
    }
    this.#lo.splice(from, until - from, low);
    this.#hi.splice(from, until - from, high);
    this.#total += high - low + 1 - replaced;
  }

  /** Whether all of [lo, hi] is inside. */
  covers(lo: number, hi: number): boolean {
    const index = this.#firstEndingAtOrAfter(lo);
    return (this.#lo[index] ?? Number.POSITIVE_INFINITY) <= lo && (this.#hi[index] ?? -1) >= hi;
  }

  /** The parts of [lo, hi] that are not inside, in order. */
  missing(lo: number, hi: number): Interval[] {
    const parts: Interval[] = [];
    let next = lo;
    for (let index = this.#firstEndingAtOrAfter(lo); index < this.#lo.length && next <= hi; index += 1) {
      const start = this.#lo[index] ?? 0;
      if (start > hi) break;
      if (start > next) parts.push([next, start - 1]);
      next = (this.#hi[index] ?? 0) + 1;
    }
    if (next <= hi) parts.push([next, hi]);
    return parts;
  }

  /** How many stretches there would be after adding [lo, hi]. */
  sizeWith(lo: number, hi: number): number {
    let index = this.#firstEndingAtOrAfter(lo - 1);
    let merged = 0;
    for (; (this.#lo[index] ?? Number.POSITIVE_INFINITY) <= hi + 1; index += 1) merged += 1;
    return this.size + 1 - merged;
  }

  #firstEndingAtOrAfter(value: number): number {
    let low = 0;
    let high = this.#hi.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#hi[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
