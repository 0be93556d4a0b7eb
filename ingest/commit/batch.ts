import type { RegisterEntry, StoreBatch, StoredEvent } from "../../core/ports/store.ts";
import { ReadingBuffer } from "../../core/sparkplug/columns.ts";
import type { DurationMs, EpochMs } from "../../core/time.ts";
import type { Stream } from "../books/stream.ts";
import type { NumberedSeries } from "../series/series-index.ts";
import { GapCollector, type Refused } from "./gap-collector.ts";

const dayMs: DurationMs = 86_400_000;

/** The highest live number of a stream when a batch was closed: everything received before it is in it or in an earlier one. */
export interface SeenMark {
  readonly stream: Stream;
  readonly seen: number;
}

/** What one site has in a batch. */
export interface SiteShare {
  readonly region: string;
  readonly site: string;
  readonly historyBytes: number;
}

/** A batch on its way into the store, with what is to be done once it is durable. */
export interface ClosedBatch {
  readonly content: StoreBatch;
  readonly rows: number;
  readonly seen: readonly SeenMark[];
  readonly sites: readonly SiteShare[];
  readonly columns: ReadingBuffer;
}

interface Closed {
  readonly stream: Stream;
  readonly lo: number;
  hi: number;
  readonly refused: string | undefined;
}

function entryOf({ stream, lo, hi, refused }: Closed): RegisterEntry {
  return refused === undefined ? { ...stream.place, lo, hi } : { ...stream.place, lo, hi, refused };
}

/** Collects what one commit will hold. */
export class Batch {
  readonly columns: ReadingBuffer;
  readonly #events: StoredEvent[] = [];
  readonly #gaps = new GapCollector();
  readonly #register: Closed[] = [];
  /** The last entry of each stream: what goes on where it ends is no entry of its own. */
  readonly #last = new Map<Stream, Closed>();
  readonly #seen = new Map<Stream, number>();
  readonly #sites = new Map<string, { region: string; site: string; historyBytes: number }>();
  readonly #days = new Set<number>();
  /** Rows whose day is among them already. */
  #dated = 0;

  constructor(columns: ReadingBuffer = new ReadingBuffer()) {
    columns.clear();
    this.columns = columns;
  }

  /** What counts towards a full batch. */
  get rows(): number {
    return this.columns.length + this.#events.length + this.#gaps.size;
  }

  /** UTC days on which its readings were measured. */
  get days(): number {
    const { measuredAt, length } = this.columns;
    let last: number | undefined;
    for (let row = this.#dated; row < length; row += 1) {
      const day = Math.floor((measuredAt[row] ?? 0) / dayMs);
      if (day !== last) this.#days.add(day);
      last = day;
    }
    this.#dated = length;
    return this.#days.size;
  }

  get isEmpty(): boolean {
    return this.rows === 0 && this.#register.length === 0 && this.#seen.size === 0;
  }

  event(event: StoredEvent): void {
    this.#events.push(event);
  }

  refuse(refused: Refused, now: EpochMs): void {
    this.#gaps.add(refused, now);
  }

  /** These numbers are in this batch; `refused` where they are not stored. */
  register(stream: Stream, lo: number, hi: number, refused?: string): void {
    const last = this.#last.get(stream);
    if (last !== undefined && last.hi === lo - 1 && last.refused === refused) {
      last.hi = hi;
      return;
    }
    const entry = { stream, lo, hi, refused };
    this.#register.push(entry);
    this.#last.set(stream, entry);
  }

  seen(stream: Stream, seen: number): void {
    if (seen > (this.#seen.get(stream) ?? -1)) this.#seen.set(stream, seen);
  }

  /** The site is told once this batch is durable. */
  heard(region: string, site: string, historyBytes: number): void {
    const key = `${region}/${site}`;
    const share = this.#sites.get(key);
    if (share === undefined) this.#sites.set(key, { region, site, historyBytes });
    else share.historyBytes += historyBytes;
  }

  close(newSeries: readonly NumberedSeries[]): ClosedBatch {
    const events = [...this.#events, ...this.#gaps.take()];
    const readings = this.columns.length === 0 ? [] : [this.columns];
    return {
      content: { newSeries, readings, events, register: this.#register.map(entryOf) },
      rows: this.columns.length + events.length,
      seen: [...this.#seen].map(([stream, seen]) => ({ stream, seen })),
      sites: [...this.#sites.values()],
      columns: this.columns,
    };
  }
}
