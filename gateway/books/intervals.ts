/** A stretch of sequences, both ends inside. */
export type Range = readonly [lo: number, hi: number];

/** A set of sequences as sorted, disjoint, non-touching ranges. Cheap while it stays nearly contiguous. */
export class Intervals {
  readonly #ranges: [number, number][] = [];

  static of(ranges: Iterable<Range>): Intervals {
    const set = new Intervals();
    for (const [lo, hi] of ranges) set.add(lo, hi);
    return set;
  }

  get ranges(): readonly Range[] {
    return this.#ranges;
  }

  get isEmpty(): boolean {
    return this.#ranges.length === 0;
  }

  /** How many sequences are inside. */
  get count(): number {
    let count = 0;
    for (const [lo, hi] of this.#ranges) count += hi - lo + 1;
    return count;
  }

  /** The highest sequence inside, -1 when empty. */
  get highest(): number {
    return this.#ranges.at(-1)?.[1] ?? -1;
  }

  clone(): Intervals {
    return Intervals.of(this.#ranges);
  }

  has(sequence: number): boolean {
    return this.covers(sequence, sequence);
  }

  /** Whether every sequence of the range is inside; true for an empty range. */
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

  /** What of this set lies inside the range. */
  within(lo: number, hi: number): Intervals {
    const part = new Intervals();
    for (let i = this.#firstEndingAtOrAfter(lo); i < this.#ranges.length; i++) {
      const range = this.#ranges[i];
      if (range === undefined || range[0] > hi) break;
      part.add(Math.max(lo, range[0]), Math.min(hi, range[1]));
    }
    return part;
  }

  #firstEndingAtOrAfter(sequence: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ranges[middle]?.[1] ?? 0) < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
