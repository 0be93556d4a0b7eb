/** A clock quarter, ms. All zones in use lie whole quarters of an hour from UTC, so that quarters are the same everywhere. */
export const quarterLength = 900_000;

/** So much of a quarter must have been seen before its mean says more than a moment does, ms. */
const leastSeen = 60_000;

/** A quarter of which less than this share was seen has a doubtful mean. */
const enough = 0.9;

/** The clock quarter under way, as far as it was seen. */
export interface Quarter {
  readonly start: number;
  /** Value times ms. */
  readonly sum: number;
  /** ms for which a value was known. */
  readonly seen: number;
  /** The value that holds from `at` on; NaN while it is not known. */
  readonly at: number;
  readonly value: number;
}

/** A mean, how much of its time was seen, and the moment it stands for. */
export interface QuarterMean {
  readonly mean: number;
  readonly whole: boolean;
  readonly at: number;
}

/** Start of the clock quarter a moment lies in. */
export const quarterOf = (at: number): number => Math.floor(at / quarterLength) * quarterLength;

function begin(start: number, at: number, value: number): Quarter {
  return { start, sum: 0, seen: 0, at, value };
}

/** Counts what held until `until`; a value older than `longest` says nothing any more. */
function count(quarter: Quarter, until: number, longest: number): Quarter {
  const lasted = until - Math.max(quarter.at, quarter.start);
  if (Number.isNaN(quarter.value) || lasted <= 0 || lasted > longest) return { ...quarter, at: until };
  return { ...quarter, at: until, sum: quarter.sum + quarter.value * lasted, seen: quarter.seen + lasted };
}

function meanUntil({ start, sum, seen }: Quarter, until: number, at: number, soon: boolean): QuarterMean | undefined {
  if (seen === 0 || (seen < leastSeen && !soon)) return undefined;
  return { mean: sum / seen, whole: seen >= Math.max(leastSeen, enough * (until - start)), at };
}

/**
 * Takes a reading into the quarter under way. `tells` is the mean so far; with the first reading of a new quarter it is the
 * final mean of the one before, dated to its last millisecond. In its first minute a quarter tells nothing, unless nothing is
 * known at all: then `soon` asks for the little there is, which is not `whole`.
 */
export function takeIntoQuarter(
  before: Quarter | null,
  reading: { readonly at: number; readonly value: number },
  { longest, soon }: { readonly longest: number; readonly soon: boolean },
): { readonly quarter: Quarter; readonly tells: QuarterMean | undefined } {
  const { at, value } = reading;
  const start = quarterOf(at);
  if (before === null || start < before.start) return { quarter: begin(start, at, value), tells: undefined };
  if (start === before.start) {
    const quarter = { ...count(before, at, longest), value };
    return { quarter, tells: meanUntil(quarter, at, at, soon) };
  }
  const end = before.start + quarterLength;
  const fits = at - before.at <= longest;
  const last = fits ? count(before, end, longest) : before;
  const next = fits ? count(begin(start, end, before.value), at, longest) : begin(start, at, value);
  return { quarter: { ...next, value }, tells: meanUntil(last, end, end - 1, soon) };
}

/** The mean of the quarter that `now` lies in, as far as it was seen, and how much of it has gone, ms. */
export function quarterSoFar(quarter: Quarter | null, now: number): { readonly mean: number; readonly gone: number } {
  const start = quarterOf(now);
  const gone = now - start;
  if (quarter === null) return { mean: Number.NaN, gone };
  const lasts = now - Math.max(quarter.at, start);
  const held = Number.isNaN(quarter.value) || lasts < 0 ? 0 : lasts;
  const same = quarter.start === start;
  const seen = (same ? quarter.seen : 0) + held;
  const sum = (same ? quarter.sum : 0) + (held === 0 ? 0 : quarter.value * held);
  return { mean: seen === 0 ? Number.NaN : sum / seen, gone };
}
