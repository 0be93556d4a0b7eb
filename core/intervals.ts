/** First and last number of a stretch, both inside. */
export type Interval = readonly [lo: number, hi: number];

/** A set of whole numbers as sorted stretches that neither touch nor overlap. Cheap while it stays nearly contiguous. */
export class Intervals {
  readonly #ranges: [number, number][] = [];

  static of(ranges: Iterable<Interval>): Intervals {
    const set = new Intervals();
    for (const [lo, hi] of ranges) set.add(lo, hi);
    return set;
  }

  get ranges(): readonly Interval[] {
    return this.#ranges;
  }

  get isEmpty(): boolean {
    return this.#ranges.length === 0;
  }

  /** How many stretches it takes to say what is inside. */
  get size(): number {
    return this.#ranges.length;
  }

  /** How many numbers are inside. */
  get count(): number {
    let count = 0;
    for (const [lo, hi] of this.#ranges) count += hi - lo + 1;
    return count;
  }

  /** The highest number inside; -1 when empty. */
  get highest(): number {
    return this.#ranges.at(-1)?.[1] ?? -1;
  }

  /** The lowest number, counted from 0, that is not inside. */
  get firstMissing(): number {
    const [first] = this.#ranges;
    return first?.[0] === 0 ? first[1] + 1 : 0;
  }

  clone(): Intervals {
    return Intervals.of(this.#ranges);
  }

  has(value: number): boolean {
    return this.covers(value, value);
  }

  /** Whether all of [lo, hi] is inside; true when that is empty. */
  covers(lo: number, hi: number): boolean {
    if (hi < lo) return true;
    const range = this.#ranges[this.#firstEndingAtOrAfter(lo)];
    return range !== undefined && range[0] <= lo && hi <= range[1];
  }

  add(lo: number, hi: number): void {
    if (hi < lo) return;
    const from = this.#firstEndingAtOrAfter(lo - 1);
    let to = from;
    let [start, end] = [lo, hi];
    for (let next = this.#ranges[to]; next !== undefined && next[0] <= hi + 1; next = this.#ranges[++to]) {
      start = Math.min(start, next[0]);
      end = Math.max(end, next[1]);
    }
    this.#ranges.splice(from, to - from, [start, end]);
  }

  remove(lo: number, hi: number): void {
    if (hi < lo) return;
    const from = this.#firstEndingAtOrAfter(lo);
    const rest: [number, number][] = [];
    let to = from;
    for (let next = this.#ranges[to]; next !== undefined && next[0] <= hi; next = this.#ranges[++to]) {
      if (next[0] < lo) rest.push([next[0], lo - 1]);
      if (next[1] > hi) rest.push([hi + 1, next[1]]);
    }
    this.#ranges.splice(from, to - from, ...rest);
  }

  addAll(other: Intervals): void {
    for (const [lo, hi] of other.ranges) this.add(lo, hi);
  }

  removeAll(other: Intervals): void {
    for (const [lo, hi] of other.ranges) this.remove(lo, hi);
  }

  /** What of this set is not in the other. */
  without(other: Intervals): Intervals {
    const left = this.clone();
    left.removeAll(other);
    return left;
  }

  /** How many stretches there would be after adding [lo, hi]. */
  sizeWith(lo: number, hi: number): number {
    let index = this.#firstEndingAtOrAfter(lo - 1);
    let merged = 0;
    for (; (this.#ranges[index]?.[0] ?? Number.POSITIVE_INFINITY) <= hi + 1; index += 1) merged += 1;
    return this.size + 1 - merged;
  }

  /** The parts of [lo, hi] that are not inside, in order. */
  missing(lo: number, hi: number): Interval[] {
    const parts: Interval[] = [];
    let next = lo;
    for (let index = this.#firstEndingAtOrAfter(lo); next <= hi; index += 1) {
      const [start, end] = this.#ranges[index] ?? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      if (start > next) parts.push([next, Math.min(hi, start - 1)]);
      next = end + 1;
    }
    return parts;
  }

  /** What of this set lies inside [lo, hi]. */
  within(lo: number, hi: number): Intervals {
    const part = new Intervals();
    for (let i = this.#firstEndingAtOrAfter(lo); i < this.#ranges.length; i++) {
      const range = this.#ranges[i];
      if (range === undefined || range[0] > hi) break;
      part.add(Math.max(lo, range[0]), Math.min(hi, range[1]));
    }
    return part;
  }

  #firstEndingAtOrAfter(value: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ranges[middle]?.[1] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
