import type { RegisterEntry } from "../../core/ports/store.ts";
import type { EpochMs } from "../../core/time.ts";
import type { Stored } from "../../core/wire/stored.ts";
import type { Kept } from "./said-file.ts";
import { type Announced, Stream, type StreamCounts, type StreamPlace } from "./stream.ts";

/** Boots an acknowledgement lists: the ones heard of last. */
const listedBoots = 64;

/** Boots of a site whose counts are kept over a restart. */
const keptBoots = 16;

interface BootLog {
  readonly boot: string;
  readonly readings: Stream;
  readonly events: Stream;
}

interface SiteLog {
  readonly region: string;
  readonly site: string;
  readonly boots: Map<string, BootLog>;
}

/** What is known of one boot, for the books. */
export interface BootCounts {
  readonly boot: string;
  readonly readings: StreamCounts;
  readonly events: StreamCounts;
  readonly announced: Announced | undefined;
}

/** Which numbers of which boots are accepted and durable, for every site: the memory that keeps duplicates out. */
export class Register {
  readonly #sites = new Map<string, SiteLog>();

  constructor(entries: readonly RegisterEntry[]) {
    for (const entry of entries) {
      const stream = this.stream(entry);
      stream.accept(entry.lo, entry.hi);
      stream.settle(entry.lo, entry.hi, entry.refused);
    }
  }

  /** The stream of this place, made when new: one object for as long as the register lasts. */
  stream({ region, site, boot, stream }: StreamPlace): Stream {
    const key = siteKey(region, site);
    let log = this.#sites.get(key);
    if (log === undefined) {
      log = { region, site, boots: new Map() };
      this.#sites.set(key, log);
    }
    let known = log.boots.get(boot);
    if (known === undefined) {
      const place = { region, site, boot };
      const readings = new Stream({ ...place, stream: "readings" });
      known = { boot, readings, events: new Stream({ ...place, stream: "events" }) };
      log.boots.set(boot, known);
    }
    return known[stream];
  }

  /** A birth begins a new connection: what was seen on the last one says nothing about it. */
  forgetSeen(region: string, site: string): void {
    for (const { readings, events } of this.#sites.get(siteKey(region, site))?.boots.values() ?? []) {
      readings.forgetSeen();
      events.forgetSeen();
    }
  }

  /** What gateways said of the counts of their last boots, to be kept over a restart. */
  said(): Kept[] {
    return [...this.#sites.values()].flatMap(({ region, site, boots }) => {
      const newest = [...boots.values()].sort((a, b) => bootNumber(b.boot) - bootNumber(a.boot)).slice(0, keptBoots);
      return newest.flatMap(({ boot, readings }): Kept[] => {
        if (readings.announced === undefined) return [];
        const { measured, folded, superseded, assigned } = readings.announced;
        const { lastKept } = readings;
        const counts = { measured, folded, superseded, assigned, ...(lastKept === undefined ? {} : { lastKept }) };
        return [{ region, site, boot, ...counts }];
      });
    });
  }

  /** Takes in what was kept, of boots that the store knows. */
  recall(kept: readonly Kept[]): void {
    for (const { region, site, boot, lastKept, ...counts } of kept) {
      const readings = this.#sites.get(siteKey(region, site))?.boots.get(boot)?.readings;
      if (readings === undefined) continue;
      readings.announced ??= { ...counts, isOld: true };
      if (lastKept !== undefined) readings.close(lastKept);
    }
  }

  /** The part of an acknowledgement that speaks of one site. */
  stored(region: string, site: string): Stored["boots"] {
    const boots = [...(this.#sites.get(siteKey(region, site))?.boots.values() ?? [])];
    boots.sort((a, b) => heardAt(b) - heardAt(a) || bootNumber(b.boot) - bootNumber(a.boot));
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
  counts(region: string, site: string): BootCounts[] {
    const boots = [...(this.#sites.get(siteKey(region, site))?.boots.values() ?? [])];
    return boots.map(({ boot, readings, events }) => {
      return { boot, readings: readings.counts(), events: events.counts(), announced: readings.announced };
    });
  }

  /** The durable part as few entries as possible: what the store's table can be replaced by. */
  image(): RegisterEntry[] {
    const boots = [...this.#sites.values()].flatMap((site) => [...site.boots.values()]);
    return boots.flatMap(({ readings, events }) => [...readings.image(), ...events.image()]);
  }
}

function siteKey(region: string, site: string): string {
  return `${region}/${site}`;
}

function heardAt({ readings, events }: BootLog): EpochMs {
  return Math.max(readings.heard, events.heard);
}

function bootNumber(boot: string): number {
  return Number(boot.slice(0, boot.indexOf("-")));
}
