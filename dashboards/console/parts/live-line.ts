import type { DurationMs, EpochMs } from "../../../core/time.ts";

/** When (epoch ms) and what; null where there was no value. */
export type Point = readonly [EpochMs, number | null];

/** Columns as uPlot takes them: seconds, and values. */
export type LineData = [number[], (number | null)[]];

/** Points that are kept of one slot: the first, the least, the greatest and the last. */
const mostOfSlot = 4;

/**
 * A line that grows at its end and is forgotten at its beginning. What is denser than can be drawn is thinned as it comes, so
 * that a line never has more than four points in a slot (about a pixel): no extreme of a slot is lost, and no gap.
 */
export class LiveLine {
  readonly #slot: DurationMs;
  readonly #time: number[] = [];
  readonly #value: (number | null)[] = [];
  /** Where the slot that grows begins. */
  #begin = 0;
  #slotNow = Number.NaN;
  #last: Point | undefined;

  constructor(slot: DurationMs) {
    this.#slot = slot;
  }

  get last(): Point | undefined {
    return this.#last;
  }

  /** Takes a point up that is newer than all others; any other is known already. */
  push(point: Point): void {
    const [at, value] = point;
    if (at <= (this.#last?.[0] ?? Number.NEGATIVE_INFINITY)) return;
    this.#last = point;
    const slot = Math.floor(at / this.#slot);
    if (slot !== this.#slotNow || value === null || this.#value.at(-1) === null) this.#begin = this.#time.length;
    this.#slotNow = slot;
    this.#time.push(at / 1000);
    this.#value.push(value);
    if (this.#time.length - this.#begin > mostOfSlot) this.#thin();
  }

  /** Puts points before all others that are newer than they are. */
  join(recorded: readonly Point[]): void {
    const own = this.#time.map((at, index): Point => [Math.round(at * 1000), this.#value[index] ?? null]);
    this.#last = undefined;
    this.#time.length = 0;
    this.#value.length = 0;
    this.#slotNow = Number.NaN;
    for (const point of [...recorded, ...own]) this.push(point);
  }

  /** Forgets what is before a moment, but for the point that holds then. */
  dropBefore(at: EpochMs): void {
    const kept = this.#time.findIndex((seconds) => seconds * 1000 > at);
    const count = (kept < 0 ? this.#time.length : kept) - 1;
    if (count <= 0) return;
    this.#time.splice(0, count);
    this.#value.splice(0, count);
    this.#begin = Math.max(0, this.#begin - count);
  }

  /** What is drawn: the line, and after it the point that its last value is held to. */
  data(held: Point | undefined): LineData {
    return held === undefined
      ? [this.#time.slice(), this.#value.slice()]
      : [
          [...this.#time, held[0] / 1000],
          [...this.#value, held[1]],
        ];
  }

  /** Drops one point between the first and the last of the slot that is neither its least nor its greatest. */
  #thin(): void {
    const values = this.#value.slice(this.#begin).map(Number);
    const least = values.indexOf(Math.min(...values));
    const most = values.indexOf(Math.max(...values));
    const spare = [1, 2, 3].find((index) => index !== least && index !== most) ?? 1;
    this.#time.splice(this.#begin + spare, 1);
    this.#value.splice(this.#begin + spare, 1);
  }
}
