import type { RegisterEntry } from "../core/ports/store.ts";
import type { Stored } from "../core/wire/messages.ts";
import { type Interval, IntervalSet } from "./intervals.ts";

/** Readings and events of a boot are numbered apart. */
export type StreamName = RegisterEntry["stream"];

/** Most stretches one boot may take in an acknowledgement. */
export const mostIntervals = 64;

/** How many refused stretches of one boot are remembered apart; older ones count as durable and no more. */
const mostRefusals = 4096;

/** How many of them an acknowledgement repeats. */
const repeatedRefusals = 64;

/** Begins the reason of numbers that a gap record of their sender covers: they will never come. */
const gapMark = "gap: ";

/** Boots an acknowledgement lists: the ones heard of last. */
const listedBoots = 64;

/** What to do with numbers that came in: take these parts, or none of it because the register would grow past its bound. */
export type Claim = { readonly kind: "take"; readonly parts: readonly Interval[] } | { readonly kind: "full" };

interface Refusal {
  readonly lo: number;
  readonly hi: number;
  readonly reason: string;
}

/** The numbers of one stream of one boot: what was accepted for storing and what of it is durable. */
class StreamLog {
  readonly accepted = new IntervalSet();
  readonly durable = new IntervalSet();
  readonly refusals: Refusal[] = [];
  refused = 0;
  gaps = 0;
  seen = -1;

  claim(lo: number, hi: number): Claim {
    const parts = this.accepted.missing(lo, hi);
    const size = this.accepted.sizeWith(lo, hi);
    const grows = size > this.accepted.size && size >= mostIntervals;
    // What comes next in order is always taken: it closes the first hole, so a sender that works through them is never stuck.
    if (grows && lo > this.accepted.firstMissing) return { kind: "full" };
    return { kind: "take", parts };
  }

  settle(lo: number, hi: number, reason: string | undefined): void {
    if (reason === undefined) {
      this.durable.add(lo, hi);
      return;
    }
    for (const [from, to] of this.durable.missing(lo, hi)) this.#refuse(from, to, reason);
    this.durable.add(lo, hi);
  }

  #refuse(lo: number, hi: number, reason: string): void {
    if (reason.startsWith(gapMark)) this.gaps += hi - lo + 1;
    else this.refused += hi - lo + 1;
    const last = this.refusals.at(-1);
    const goesOn = last !== undefined && last.reason === reason && last.hi === lo - 1;
    if (goesOn) this.refusals[this.refusals.length - 1] = { lo: last.lo, hi, reason };
    else this.refusals.push({ lo, hi, reason });
    if (this.refusals.length > mostRefusals) this.refusals.shift();
  }

  stored(): Stored["boots"][string]["events"] {
    const refused = this.refusals.slice(-repeatedRefusals);
    return {
      durable: this.durable
        .ranges()
        .slice(0, mostIntervals)
        .map(([lo, hi]) => [lo, hi]),
      seen: this.seen,
      refused: refused.map(({ lo, hi, reason }) => [lo, hi, reason]),
    };
  }
}

interface BootLog {
  readonly boot: string;
  readonly readings: StreamLog;
  readonly events: StreamLog;
  /** Orders boots by when they were heard of last. */
  heard: number;
}

interface SiteLog {
  readonly region: string;
  readonly site: string;
  readonly boots: Map<string, BootLog>;
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
}

/** Which numbers of which boots are accepted and durable, for every site: the memory that keeps duplicates out. */
export class Register {
  readonly #sites = new Map<string, SiteLog>();
  #clock = 0;

  constructor(entries: readonly RegisterEntry[]) {
    for (const entry of entries) {
      this.accept(entry, entry.lo, entry.hi);
      this.settle(entry);
    }
  }

  /** Asks before anything is stored; takes nothing yet. */
  claim(stream: StreamPlace, lo: number, hi: number): Claim {
    return this.#log(stream).claim(lo, hi);
  }

  /** The parts of [lo, hi] that were never accepted. */
  missing(stream: StreamPlace, lo: number, hi: number): Interval[] {
    return this.#log(stream).accepted.missing(lo, hi);
  }

  /** From here on these numbers are known, and whoever sends them again is not listened to. */
  accept(stream: StreamPlace, lo: number, hi: number): void {
    this.#log(stream).accepted.add(lo, hi);
  }

  /** These numbers are in the store. */
  settle(entry: RegisterEntry): void {
    this.#log(entry).settle(entry.lo, entry.hi, entry.refused);
  }

  /** Sets the highest number of the live lane of which everything received before it is durable. */
  raiseSeen(stream: StreamPlace, seen: number): void {
    const log = this.#log(stream);
    log.seen = Math.max(log.seen, seen);
  }

  /** A birth begins a new connection: what was seen on the last one says nothing about it. */
  forgetSeen(region: string, site: string): void {
    for (const { readings, events } of this.#sites.get(siteKey(region, site))?.boots.values() ?? []) {
      readings.seen = -1;
      events.seen = -1;
    }
  }

  /** The part of an acknowledgement that speaks of one site. */
  stored(region: string, site: string): Stored["boots"] {
    const boots = [...(this.#sites.get(siteKey(region, site))?.boots.values() ?? [])];
    boots.sort((a, b) => b.heard - a.heard || bootNumber(b.boot) - bootNumber(a.boot));
    const listed = boots.slice(0, listedBoots);
    return Object.fromEntries(
      listed.map(({ boot, readings, events }) => [boot, { ...readings.stored(), events: events.stored() }]),
    );
  }

  /** Every site that has a register. */
  sites(): { readonly region: string; readonly site: string }[] {
    return [...this.#sites.values()].map(({ region, site }) => ({ region, site }));
  }

  /** The boots of a site and what is known of their numbers. */
  counts(region: string, site: string): { boot: string; readings: StreamCounts; events: StreamCounts }[] {
    const boots = [...(this.#sites.get(siteKey(region, site))?.boots.values() ?? [])];
    return boots.map(({ boot, readings, events }) => ({
      boot,
      readings: countsOf(readings),
      events: countsOf(events),
    }));
  }

  /** The durable part as few entries as possible: what the store's table can be replaced by. */
  image(): RegisterEntry[] {
    const entries: RegisterEntry[] = [];
    for (const { region, site, boots } of this.#sites.values()) {
      for (const { boot, ...streams } of boots.values()) {
        for (const stream of ["readings", "events"] as const) {
          entries.push(...imageOf(streams[stream], { region, site, boot, stream }));
        }
      }
    }
    return entries;
  }

  #log(place: StreamPlace): StreamLog {
    const key = siteKey(place.region, place.site);
    let site = this.#sites.get(key);
    if (site === undefined) {
      site = { region: place.region, site: place.site, boots: new Map() };
      this.#sites.set(key, site);
    }
    let boot = site.boots.get(place.boot);
    if (boot === undefined) {
      boot = { boot: place.boot, readings: new StreamLog(), events: new StreamLog(), heard: 0 };
      site.boots.set(place.boot, boot);
    }
    this.#clock += 1;
    boot.heard = this.#clock;
    return boot[place.stream];
  }
}

/** One numbered stream: which boot of which site, readings or events. */
export type StreamPlace = Pick<RegisterEntry, "region" | "site" | "boot" | "stream">;

/** The reason with which numbers are closed that their sender dropped or never made, as its gap record says. */
export function gapReason(reason: string): string {
  return `${gapMark}${reason}`.slice(0, 200);
}

function siteKey(region: string, site: string): string {
  return `${region}/${site}`;
}

function bootNumber(boot: string): number {
  return Number(boot.slice(0, boot.indexOf("-")));
}

function countsOf(log: StreamLog): StreamCounts {
  const { refused, gaps } = log;
  const durable = log.durable.total;
  return { durable, refused, gaps, stored: durable - refused - gaps, last: log.accepted.last };
}

function imageOf(log: StreamLog, place: StreamPlace): RegisterEntry[] {
  const stored = new IntervalSet();
  const refused = new IntervalSet();
  for (const { lo, hi } of log.refusals) refused.add(lo, hi);
  for (const [lo, hi] of log.durable.ranges()) {
    for (const [from, to] of refused.missing(lo, hi)) stored.add(from, to);
  }
  return [
    ...stored.ranges().map(([lo, hi]) => ({ ...place, lo, hi })),
    ...log.refusals.map(({ lo, hi, reason }) => ({ ...place, lo, hi, refused: reason })),
  ];
}
