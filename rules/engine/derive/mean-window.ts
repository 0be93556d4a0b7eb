/** A window is kept in so many parts: what leaves it leaves the oldest part evenly. */
export const windowParts = 60;

/** One part of a window. */
interface Part {
  /** Value times ms. */
  readonly sum: number;
  /** ms for which a value was known, and for which it was beyond doubt. */
  readonly known: number;
  readonly good: number;
  /** Why it was doubtful, as a mask. */
  readonly reasons: number;
}

/** What a variable says from a moment on; `value` is NaN while it is bad. */
export interface Said {
  readonly value: number;
  readonly good: boolean;
  readonly reasons: number;
}

/** The last stretch of time of one variable, in parts, the newest last. */
export interface MeanWindow {
  /** ms of one part. */
  readonly width: number;
  /** When the newest part began. */
  readonly start: number;
  /** It is known until here; from here on `said` holds. */
  readonly at: number;
  readonly said: Said;
  readonly parts: readonly Part[];
}

/** The mean of a window; `known` and `good` are ms. */
export interface WindowMean {
  readonly mean: number;
  readonly known: number;
  readonly good: number;
  readonly reasons: number;
}

const empty: Part = { sum: 0, known: 0, good: 0, reasons: 0 };

/** A window of some length, ms, of which nothing is known yet. */
export function emptyWindow(length: number, at: number): MeanWindow {
  const said = { value: Number.NaN, good: false, reasons: 0 };
  return { width: length / windowParts, start: at, at, said, parts: [empty] };
}

function lengthened(part: Part, { value, good, reasons }: Said, lasted: number): Part {
  if (Number.isNaN(value)) return part;
  return {
    sum: part.sum + value * lasted,
    known: part.known + lasted,
    good: part.good + (good ? lasted : 0),
    reasons: good ? part.reasons : part.reasons | reasons,
  };
}

/**
 * Takes what a variable says at a moment into its window; what it said before held until then, unless that is longer ago than
 * `longest`, ms: then nobody looked, and nothing is known of the time between.
 */
export function takeIntoWindow(before: MeanWindow, at: number, said: Said, longest: number): MeanWindow {
  const { width } = before;
  const unseen = at - before.at > longest;
  if (unseen && at - before.at > width * (windowParts + 1)) {
    return { ...emptyWindow(width * windowParts, at), said };
  }
  const held = unseen ? { ...before.said, value: Number.NaN } : before.said;
  const parts = [...before.parts];
  let { start } = before;
  let done = before.at;
  while (done < at) {
    const end = Math.min(at, start + width);
    parts.push(lengthened(parts.pop() ?? empty, held, end - done));
    done = end;
    if (done < start + width) continue;
    start += width;
    parts.push(empty);
  }
  return { width, start, at: done, said, parts: parts.slice(-windowParts - 1) };
}

/** The time-weighted mean of what is known of a window; NaN where nothing is. */
export function windowMean({ width, start, at, parts }: MeanWindow): WindowMean {
  let sum = 0;
  let known = 0;
  let good = 0;
  let reasons = 0;
  for (const [index, part] of parts.entries()) {
    const share = index === 0 && parts.length > windowParts ? 1 - (at - start) / width : 1;
    sum += part.sum * share;
    known += part.known * share;
    good += part.good * share;
    if (share > 0) reasons |= part.reasons;
  }
  return { mean: known > 0 ? sum / known : Number.NaN, known, good, reasons };
}
