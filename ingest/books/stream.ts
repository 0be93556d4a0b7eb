import { type Interval, Intervals } from "../../core/intervals.ts";
import type { RegisterEntry } from "../../core/ports/store.ts";
import type { EpochMs } from "../../core/time.ts";
import { gapMark, type Stored } from "../../core/wire/stored.ts";

/** Most stretches one boot may take in an acknowledgement. */
export const mostIntervals = 64;

/** How many refused stretches of one boot are remembered apart; older ones count as durable and no more. */
const mostRefusals = 4096;

/** How many of them an acknowledgement repeats. */
const repeatedRefusals = 64;

/** What to do with numbers that came in: take these parts, or none of it because the register would grow past its bound. */
export type Claim = { readonly kind: "take"; readonly parts: readonly Interval[] } | { readonly kind: "full" };

interface Refusal {
  readonly lo: number;
  readonly hi: number;
  readonly reason: string;
}

/** What a boot's gateway last said of its own counts. */
export interface Announced {
  measured: number;
  folded: number;
  superseded: number;
  /** One above the highest number it has used, as far as messages came in. */
  assigned: number;
  /** From before a restart: what was stored since may be more. */
  isOld?: boolean;
}

interface Numbers {
  readonly firstSeq: number;
  readonly count: number;
}

/** Counts of one stream of one boot. */
export interface StreamCounts {
  /** Numbers that are closed: stored, refused or covered by a gap record. */
  readonly durable: number;
  readonly refused: number;
  readonly gaps: number;
  /** Of these, stored as rows. */
  readonly stored: number;
  /** The highest number that was ever accepted; -1 before the first. */
  readonly last: number;
  /** How many numbers there are in all, where the end of the boot is known. */
  readonly closed?: number;
}

/** One numbered stream: which boot of which site, readings or events. */
export type StreamPlace = Pick<RegisterEntry, "region" | "site" | "boot" | "stream">;

/** The numbers of one stream of one boot: what was accepted for storing and what of it is durable. */
export class Stream {
  readonly place: StreamPlace;
  readonly #accepted = new Intervals();
  readonly #durable = new Intervals();
  readonly #refusals: Refusal[] = [];
  #refused = 0;
  #gaps = 0;
  #seen = -1;
  #lastKept: number | undefined;
  /** When a message of it came last; 0 before the first since the register was made. */
  heard: EpochMs = 0;
  /** Undefined until a message of this boot came since the register was made. */
  announced: Announced | undefined;

  constructor(place: StreamPlace) {
    this.place = place;
  }

  /** Asks before anything is stored; takes nothing yet. */
  claim(lo: number, hi: number): Claim {
    const accepted = this.#accepted;
    // In order and once is how nearly all of it comes.
    if (accepted.highest === lo - 1) return { kind: "take", parts: [[lo, hi]] };
    const parts = accepted.missing(lo, hi);
    const size = accepted.sizeWith(lo, hi);
    const grows = size > accepted.size && size >= mostIntervals;
    // What comes next in order is always taken: it closes the first hole, so a sender that works through them is never stuck.
    if (grows && lo > accepted.firstMissing) return { kind: "full" };
    return { kind: "take", parts };
  }

  /** The parts of [lo, hi] that were never accepted. */
  missing(lo: number, hi: number): Interval[] {
    return this.#accepted.missing(lo, hi);
  }

  /** From here on these numbers are known, and whoever sends them again is not listened to. */
  accept(lo: number, hi: number): void {
    this.#accepted.add(lo, hi);
  }

  /** These numbers are in the store, or durably refused for a reason. */
  settle(lo: number, hi: number, reason: string | undefined): void {
    if (reason !== undefined) {
      for (const [from, to] of this.#durable.missing(lo, hi)) this.#refuse(from, to, reason);
    }
    this.#durable.add(lo, hi);
  }

  /** The highest number of the live lane of which everything received before it is durable. */
  raiseSeen(seen: number): void {
    this.#seen = Math.max(this.#seen, seen);
  }

  forgetSeen(): void {
    this.#seen = -1;
  }

  /**
   * The boot has ended, and this is the last number its gateway kept. Above it there are only those that came in before the end;
   * whatever else the boot said it had measured died with it.
   */
  close(lastKept: number): void {
    this.#lastKept = lastKept;
  }

  /** The last number that its gateway kept, where the boot has ended. */
  get lastKept(): number | undefined {
    return this.#lastKept;
  }

  /** Remembers what the gateway says of its counts. */
  announce({ measured, folded, superseded, firstSeq, count }: Omit<Announced, "assigned"> & Numbers): void {
    const assigned = firstSeq + count;
    const known = this.announced;
    if (known === undefined || known.isOld === true) {
      this.announced = { measured, folded, superseded, assigned: Math.max(assigned, known?.assigned ?? 0) };
      return;
    }
    known.assigned = Math.max(known.assigned, assigned);
    if (measured < known.measured) return;
    known.measured = measured;
    known.folded = folded;
    known.superseded = superseded;
  }

  stored(): Stored["boots"][string]["events"] {
    const refused = this.#refusals.slice(-repeatedRefusals);
    return {
      durable: this.#durable.ranges.slice(0, mostIntervals).map(([lo, hi]) => [lo, hi]),
      seen: this.#seen,
      refused: refused.map(({ lo, hi, reason }) => [lo, hi, reason]),
    };
  }

  counts(): StreamCounts {
    const durable = this.#durable.count;
    const stored = durable - this.#refused - this.#gaps;
    const counts = { durable, refused: this.#refused, gaps: this.#gaps, stored, last: this.#accepted.highest };
    return this.#lastKept === undefined ? counts : { ...counts, closed: this.#numbersWhenClosed(this.#lastKept) };
  }

  #numbersWhenClosed(lastKept: number): number {
    const lacking = this.#accepted.missing(0, lastKept).reduce((sum, [lo, hi]) => sum + hi - lo + 1, 0);
    return this.#accepted.count + lacking;
  }

  /** The durable part as few entries as possible. */
  image(): RegisterEntry[] {
    const stored = new Intervals();
    const refused = new Intervals();
    for (const { lo, hi } of this.#refusals) refused.add(lo, hi);
    for (const [lo, hi] of this.#durable.ranges) {
      for (const [from, to] of refused.missing(lo, hi)) stored.add(from, to);
    }
    return [
      ...stored.ranges.map(([lo, hi]) => ({ ...this.place, lo, hi })),
      ...this.#refusals.map(({ lo, hi, reason }) => ({ ...this.place, lo, hi, refused: reason })),
    ];
  }

  #refuse(lo: number, hi: number, reason: string): void {
    if (reason.startsWith(gapMark)) this.#gaps += hi - lo + 1;
    else this.#refused += hi - lo + 1;
    const last = this.#refusals.at(-1);
    const goesOn = last !== undefined && last.reason === reason && last.hi === lo - 1;
    if (goesOn) this.#refusals[this.#refusals.length - 1] = { lo: last.lo, hi, reason };
    else this.#refusals.push({ lo, hi, reason });
    if (this.#refusals.length > mostRefusals) this.#refusals.shift();
  }
}

/** The reason with which numbers are closed that their sender dropped or never made, as its gap record says. */
export function gapReason(reason: string): string {
  return `${gapMark}${reason}`.slice(0, 200);
}
