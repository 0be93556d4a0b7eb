import type { RegisterEntry, StoreBatch, StoredEvent } from "../core/ports/store.ts";
import { ReadingBuffer } from "../core/sparkplug/columns.ts";
import type { EpochMs } from "../core/time.ts";
import { GapCollector, type Refused } from "./gap-collector.ts";
import type { StreamPlace } from "./register.ts";
import type { NumberedSeries } from "./series-index.ts";

/** The highest live number of a stream when a batch was closed: everything received before it is in it or in an earlier one. */
export interface SeenMark {
  readonly stream: StreamPlace;
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

/** Collects what one commit will hold. */
export class Batch {
  readonly columns: ReadingBuffer;
  readonly #events: StoredEvent[] = [];
  readonly #gaps = new GapCollector();
  readonly #register: RegisterEntry[] = [];
  readonly #lastEntry = new Map<string, number>();
  readonly #seen = new Map<string, SeenMark>();
  readonly #sites = new Map<string, { region: string; site: string; historyBytes: number }>();

  constructor(columns: ReadingBuffer = new ReadingBuffer()) {
    columns.clear();
    this.columns = columns;
  }

  /** What counts towards a full batch. */
  get rows(): number {
    return this.columns.length + this.#events.length + this.#gaps.size;
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
  register(stream: StreamPlace, lo: number, hi: number, refused?: string): void {
    const key = `${stream.region}/${stream.site}/${stream.boot}/${stream.stream}`;
    const index = this.#lastEntry.get(key);
    const last = index === undefined ? undefined : this.#register[index];
    const { region, site, boot } = stream;
    const entry = { region, site, boot, stream: stream.stream, lo, hi };
    if (index !== undefined && last?.hi === lo - 1 && last.refused === refused) {
      this.#register[index] = { ...last, hi };
      return;
    }
    this.#lastEntry.set(key, this.#register.push(refused === undefined ? entry : { ...entry, refused }) - 1);
  }

  seen(stream: StreamPlace, seen: number): void {
    const key = `${stream.region}/${stream.site}/${stream.boot}/${stream.stream}`;
    if (seen > (this.#seen.get(key)?.seen ?? -1)) this.#seen.set(key, { stream, seen });
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
      content: { newSeries, readings, events, register: this.#register },
      rows: this.columns.length + events.length,
      seen: [...this.#seen.values()],
      sites: [...this.#sites.values()],
      columns: this.columns,
    };
  }
}
