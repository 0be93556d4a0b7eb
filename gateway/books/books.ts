import { Intervals } from "../../core/intervals.ts";
import type { Counts } from "../spool/columns.ts";
import type { Stream } from "../spool/segment.ts";
import type { Acknowledged } from "./acknowledged.ts";

/** One stream of one boot, every number in exactly one class. */
export interface StreamBooks {
  readonly assigned: number;
  /** Confirmed as stored. */
  readonly durable: number;
  readonly refused: number;
  /** In one of our gap records. */
  readonly gap: number;
  /** In the spool, in memory, or on the way. */
  readonly inFlight: number;
  /** In none of these: must be 0. */
  readonly unexplained: number;
}

/** The books of one boot (docs/adr/0005-books.md). */
export interface BootBooks {
  readonly boot: string;
  readonly current: boolean;
  /** Reads made; of an earlier boot, as far as the spool still knows. */
  readonly measured: number;
  readonly folded: number;
  readonly superseded: number;
  /** Reads that are neither assigned, folded nor superseded: must be 0. */
  readonly unexplained: number;
  readonly readings: StreamBooks;
  readonly events: StreamBooks;
}

interface Account {
  assigned: number;
  readonly gap: Intervals;
}

interface BootAccounts {
  counts: Counts;
  readonly streams: Readonly<Record<Stream, Account>>;
}

/** Where numbers still are with us. */
export type Holding = (stream: Stream, boot: string) => Intervals;

/** Keeps account of every number of this boot and of those earlier ones that the spool knows. */
export class Books {
  readonly #boots = new Map<string, BootAccounts>();
  readonly #acknowledged: Acknowledged;
  readonly #current: string;

  constructor(current: string, acknowledged: Acknowledged) {
    this.#current = current;
    this.#acknowledged = acknowledged;
    this.open(current, { readings: 0, events: 0 });
  }

  /** Takes a boot into the books, with how many numbers it has given out. */
  open(boot: string, assigned: Readonly<Record<Stream, number>>, counts?: Counts): void {
    this.#boots.set(boot, {
      counts: counts ?? { measured: 0, folded: 0, superseded: 0 },
      streams: {
        readings: { assigned: assigned.readings, gap: new Intervals() },
        events: { assigned: assigned.events, gap: new Intervals() },
      },
    });
  }

  /** The boots in the books, oldest first. */
  get boots(): readonly string[] {
    return [...this.#boots.keys()];
  }

  /** Numbers of this boot up to here have been given out. */
  assign(stream: Stream, next: number, counts?: Counts): void {
    const accounts = this.#boots.get(this.#current);
    if (accounts === undefined) return;
    accounts.streams[stream].assigned = next;
    if (counts !== undefined) accounts.counts = counts;
  }

  /** A gap record of ours covers these. */
  addGap(stream: Stream, boot: string, lo: number, hi: number): void {
    this.#boots.get(boot)?.streams[stream].gap.add(lo, hi);
  }

  /** Numbers that the spool need keep no more. */
  settled(stream: Stream, boot: string): Intervals {
    const settled = this.#acknowledged.durable(stream, boot);
    const gap = this.#boots.get(boot)?.streams[stream].gap;
    if (gap !== undefined) settled.addAll(gap);
    return settled;
  }

  /** Numbers that were given out and are neither settled nor anywhere with us. */
  missing(stream: Stream, boot: string, holding: Holding): Intervals {
    const account = this.#boots.get(boot)?.streams[stream];
    if (account === undefined || account.assigned === 0) return new Intervals();
    const missing = Intervals.of([[0, account.assigned - 1]]);
    missing.removeAll(this.settled(stream, boot));
    missing.removeAll(holding(stream, boot));
    return missing;
  }

  /** Where every number is now. */
  snapshot(holding: Holding): readonly BootBooks[] {
    return [...this.#boots].map(([boot, accounts]): BootBooks => {
      const readings = this.#stream("readings", boot, holding);
      const { folded, superseded } = accounts.counts;
      const classed = readings.assigned + folded + superseded;
      const current = boot === this.#current;
      // An earlier boot's last counts may have died with it, unsynced: what is known to have been numbered counts.
      const measured = current ? accounts.counts.measured : classed;
      const events = this.#stream("events", boot, holding);
      return { boot, current, measured, folded, superseded, unexplained: measured - classed, readings, events };
    });
  }

  #stream(stream: Stream, boot: string, holding: Holding): StreamBooks {
    const account = this.#boots.get(boot)?.streams[stream];
    const confirmed = this.#acknowledged.durable(stream, boot);
    const assigned = Math.max(account?.assigned ?? 0, confirmed.highest + 1);
    const refused = this.#acknowledged.refused(stream, boot);
    const gap = (account?.gap ?? new Intervals()).without(refused);
    const durable = confirmed.without(refused).without(gap);
    const closed = durable.count + refused.count + gap.count;
    const unexplained = this.missing(stream, boot, holding).count;
    return {
      assigned,
      durable: durable.count,
      refused: refused.count,
      gap: gap.count,
      inFlight: assigned - closed - unexplained,
      unexplained,
    };
  }
}
