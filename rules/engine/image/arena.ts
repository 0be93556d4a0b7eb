import { type Quality, type Reason, reasons } from "../../../core/quality.ts";

/** Bytes one variable takes: its state, its quality rules and its four limits together. */
export const recordBytes = 256;
const floats = recordBytes / 8;
const words = recordBytes / 4;

/** Places of the 64-bit numbers in a record. State first, then rules. */
export const F = {
  /** What was measured; NaN while bad. */
  value: 0,
  /** What is decided on: the value, but an unconfirmed jump keeps the one before; NaN while bad. */
  decided: 1,
  /** World time of the last reading, good or bad. */
  at: 2,
  /** World time of the last reading that had a value. */
  valueAt: 3,
  rateOldValue: 4,
  rateNewValue: 5,
  rateNewAt: 6,
  spikeValue: 7,
  flatValue: 8,
  flatSince: 9,
  /** The last value decided on, kept while the variable is bad or jumps. */
  kept: 10,
  spanLo: 11,
  spanHi: 12,
  stale: 13,
  rateMost: 14,
  ratePer: 15,
  spikeHeight: 16,
  flatChange: 17,
  flatFor: 18,
  /** Four limits, then their four deadbands. */
  limit: 19,
  deadband: 23,
} as const;

/** How many leading numbers of a record are state; the rest is compiled from the configuration. */
export const stateFloats = 11;

/** Places of the 32-bit words in a record: state first, then rules. */
export const U = {
  /** Quality in bits 0-1 (0 bad, 1 uncertain, 2 good), reasons from bit 2. */
  status: 56,
  /** Bits 0-3: the limit condition holds. */
  limits: 57,
  spikeCount: 58,
  /** Scan number of the last reading. */
  scan: 59,
  /** Link of the list of changes: 0 not on it, 1 its end, else the next variable + 2. */
  listed: 60,
  /** 1 while a related variable says that this one must move (flatline rule with `when`). */
  moving: 61,
  /** Bits 0-3: the limit exists; bits 4-7: it is a high one. */
  limitRules: 62,
  /** Rule bits below. */
  rules: 63,
} as const;

/** Bits of `U.rules`; the number of reads that confirm a jump stands from bit 8. */
export const R = { rate: 1, spike: 2, flat: 4, flatWhen: 8 } as const;

/** The quality codes of a record's status. */
export const Q = { bad: 0, uncertain: 1, good: 2 } as const;

const names: readonly Quality[] = ["bad", "uncertain", "good"];

/** One reason as a bit of a reasons mask. */
export const reasonBit: Readonly<Record<Reason, number>> = Object.fromEntries(
  reasons.map((reason, bit) => [reason, 1 << bit]),
) as Record<Reason, number>;

/** The mask of a set of reasons. */
export function maskOf(set: readonly Reason[]): number {
  let mask = 0;
  for (const reason of set) mask |= reasonBit[reason];
  return mask;
}

/** The reasons in a mask, sorted. */
export function reasonsOf(mask: number): Reason[] {
  return mask === 0 ? [] : reasons.filter((_, bit) => (mask & (1 << bit)) !== 0);
}

/** Code of a quality. */
export const codeOf: Readonly<Record<Quality, 0 | 1 | 2>> = { bad: 0, uncertain: 1, good: 2 };

/** Quality of a code. */
export const qualityOfCode = (code: number): Quality => names[code] ?? "bad";

/** All variables of one engine: one record each in one buffer, and the list of those whose verdict changed. */
export interface Arena {
  readonly count: number;
  readonly buffer: ArrayBuffer;
  readonly f: Float64Array;
  readonly u: Uint32Array;
  /** First of the variables whose limit condition or badness changed since the last alarm pass; -1 none. */
  firstChanged: number;
  /** Number of the scan in progress. */
  scan: number;
  /** No variable goes stale before this moment. */
  sweepAt: number;
}

/** Makes an arena of unread variables without rules. */
export function createArena(count: number): Arena {
  const buffer = new ArrayBuffer(count * recordBytes);
  const f = new Float64Array(buffer);
  const u = new Uint32Array(buffer);
  for (let index = 0; index < count; index++) {
    const base = index * floats;
    for (let place = F.value; place <= F.kept; place++) f[base + place] = Number.NaN;
    f[base + F.at] = Number.NEGATIVE_INFINITY;
    f[base + F.valueAt] = Number.NEGATIVE_INFINITY;
    f[base + F.spanLo] = Number.NEGATIVE_INFINITY;
    f[base + F.spanHi] = Number.POSITIVE_INFINITY;
    f[base + F.stale] = Number.POSITIVE_INFINITY;
    u[index * words + U.status] = Q.bad | (reasonBit.unread << 2);
  }
  return { count, buffer, f, u, firstChanged: -1, scan: 0, sweepAt: Number.NEGATIVE_INFINITY };
}

/** Reads a number of a record. */
export const num = (arena: Arena, index: number, place: number): number => arena.f[index * floats + place] as number;

/** Reads a word of a record. */
export const word = (arena: Arena, index: number, place: number): number => arena.u[index * words + place] as number;

/** Writes a number of a record. */
export function setNum(arena: Arena, index: number, place: number, value: number): void {
  arena.f[index * floats + place] = value;
}

/** Writes a word of a record. */
export function setWord(arena: Arena, index: number, place: number, value: number): void {
  arena.u[index * words + place] = value;
}

/** Quality code of a variable. */
export const qualityCodeAt = (arena: Arena, index: number): number => word(arena, index, U.status) & 3;

/** Reasons mask of a variable. */
export const reasonsAt = (arena: Arena, index: number): number => word(arena, index, U.status) >>> 2;

/** Puts a variable on the list of changes. */
export function list(arena: Arena, index: number): void {
  if (word(arena, index, U.listed) !== 0) return;
  setWord(arena, index, U.listed, arena.firstChanged + 2);
  arena.firstChanged = index;
}

/** Takes the first variable off the list of changes; -1 when there is none. */
export function takeListed(arena: Arena): number {
  const index = arena.firstChanged;
  if (index < 0) return index;
  arena.firstChanged = word(arena, index, U.listed) - 2;
  setWord(arena, index, U.listed, 0);
  return index;
}
