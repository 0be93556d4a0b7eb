import type { DurationMs, EpochMs } from "../../../../core/time.ts";

type Column = readonly (number | null)[];

/** One variable as `/api/v1/series` answers it: columns of equal length. */
export interface Series {
  readonly site: string;
  readonly device: string;
  readonly variable: string;
  readonly form: "readings" | "buckets";
  /** Of a bucket, ms; null for readings as stored. */
  readonly width: DurationMs | null;
  readonly time: readonly EpochMs[];
  readonly min: Column;
  readonly max: Column;
  readonly mean: Column;
  /** 192 good, 64 uncertain, 0 bad, null for nothing. */
  readonly quality: Column;
}

/** The four columns that are drawn of one variable; undefined where the line goes on, null where it is broken. */
export interface Drawn {
  readonly time: readonly EpochMs[];
  readonly mean: readonly (number | null | undefined)[];
  readonly min: readonly (number | null | undefined)[];
  readonly max: readonly (number | null | undefined)[];
}

/** A moment with its value, as it came over the stream. */
export interface Point {
  readonly at: EpochMs;
  readonly value: number | null;
}

/** How a variable is told by its code of quality. */
export type QualityWord = "good" | "uncertain" | "bad" | "nothing";

/** The word of a stored quality. */
function qualityWord(code: number | null | undefined): QualityWord {
  if (code === null || code === undefined) return "nothing";
  return code >= 192 ? "good" : code >= 64 ? "uncertain" : "bad";
}

/**
 * What is drawn: a bad value breaks the line. Where nothing was stored the line goes on for as long as the last value may be
 * held (`maxAge`), and is broken after that.
 */
export function drawn(series: Series, tail: readonly Point[], maxAge: DurationMs): Drawn {
  const line = new Line(Math.max(maxAge, 2 * (series.width ?? 0)));
  for (const [index, at] of series.time.entries()) {
    if (series.quality[index] == null) line.nothing(at);
    else line.put(at, series.mean[index] ?? null, [series.min[index] ?? null, series.max[index] ?? null]);
  }
  for (const { at, value } of newer(series, tail)) line.put(at, value, [value, value]);
  return line;
}

/** A line that grows to the right. */
class Line {
  readonly time: EpochMs[] = [];
  readonly mean: (number | null | undefined)[] = [];
  readonly min: (number | null | undefined)[] = [];
  readonly max: (number | null | undefined)[] = [];
  readonly #longest: DurationMs;
  #heard = Number.NEGATIVE_INFINITY;

  constructor(longest: DurationMs) {
    this.#longest = longest;
  }

  put(at: EpochMs, mean: number | null, [min, max]: readonly [number | null, number | null]): void {
    // Where no row tells of the gap, one is made.
    const broken = at - this.#heard > this.#longest && this.time.at(-1) === this.#heard;
    if (broken) this.#add(this.#heard + this.#longest, null, [null, null]);
    this.#heard = at;
    this.#add(at, mean, [min, max]);
  }

  nothing(at: EpochMs): void {
    const value = at - this.#heard > this.#longest ? null : undefined;
    this.#add(at, value, [value, value]);
  }

  #add(at: EpochMs, mean: number | null | undefined, [min, max]: readonly (number | null | undefined)[]): void {
    this.time.push(at);
    this.mean.push(mean);
    this.min.push(min);
    this.max.push(max);
  }
}

/** The points of the stream that the stored columns do not hold yet. */
export function newer({ time, width }: Series, tail: readonly Point[]): readonly Point[] {
  const last = time.at(-1);
  const end = last === undefined ? Number.NEGATIVE_INFINITY : last + (width ?? 0);
  return tail.filter(({ at }) => at > end);
}

/** A time in which a variable was not simply good. */
export interface Run {
  readonly quality: QualityWord;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** The times in which a variable was uncertain or bad, the ones that touch joined. */
export function runsOf({ time, quality, width }: Series, until: EpochMs): readonly Run[] {
  const runs: Run[] = [];
  for (const [index, from] of time.entries()) {
    const word = qualityWord(quality[index]);
    if (word === "good" || word === "nothing") continue;
    const to = width === null ? (time[index + 1] ?? until) : Math.min(until, from + width);
    const last = runs.at(-1);
    if (last !== undefined && last.quality === word && last.to >= from) runs[runs.length - 1] = { ...last, to };
    else runs.push({ quality: word, from, to });
  }
  return runs;
}

/** What stood at a moment. */
export interface Reading {
  readonly at: EpochMs;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly quality: QualityWord;
}

/** The row that holds at a moment: the last that is not after it; undefined before the first. */
export function readingAt({ time, min, max, mean, quality }: Series, at: EpochMs): Reading | undefined {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((time[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const index = low - 1;
  const found = time[index];
  if (found === undefined) return undefined;
  const cell = (column: Column): number | null => column[index] ?? null;
  return { at: found, min: cell(min), max: cell(max), mean: cell(mean), quality: qualityWord(quality[index]) };
}
