import type { Precision, SelectStatement, ShowStatement } from "../influxql/ast.ts";
import type { WireEvent } from "../wire/events.ts";

/** A series: the tags of the measurement `reading`. */
export interface Series {
  readonly region: string;
  readonly site: string;
  readonly device: string;
  readonly variable: string;
  readonly commons: string;
}

/** Readings in columns: row i is element i of each array. Strings are indexes into `texts`; -1 is none. */
export interface ReadingColumns {
  readonly length: number;
  /** Store-wide series numbers, from `Store.series`. */
  readonly series: Int32Array;
  /** Epoch ms. */
  readonly measuredAt: Float64Array;
  /** NaN where there is no value. */
  readonly value: Float64Array;
  /** 192, 64, 0; -1 where the message carried none. */
  readonly quality: Int16Array;
  readonly reason: Int16Array;
  readonly origin: Int16Array;
  /** Epoch ms; NaN where it is not more than a second later than measured. */
  readonly receivedAt: Float64Array;
  readonly texts: readonly string[];
}

/** A span of sequences of one boot that this batch makes durable. */
export interface RegisterEntry {
  readonly region: string;
  readonly site: string;
  readonly boot: string;
  readonly stream: "readings" | "events";
  readonly lo: number;
  readonly hi: number;
  /** Set when these were durably refused instead of stored. */
  readonly refused?: string;
}

/** Events with the place they belong to, ready for their measurement. */
export interface StoredEvent {
  readonly region: string;
  readonly site: string;
  readonly event: WireEvent;
}

/** Everything one commit holds. Readings, events and register become durable together or not at all. */
export interface StoreBatch {
  readonly newSeries: readonly (Series & { readonly id: number })[];
  readonly readings: readonly ReadingColumns[];
  readonly events: readonly StoredEvent[];
  readonly register: readonly RegisterEntry[];
}

/** What a store remembers when it is opened. */
export interface StoreImage {
  /** Raised whenever the store may have forgotten what it had acknowledged. */
  readonly generation: number;
  readonly series: readonly (Series & { readonly id: number })[];
  readonly register: readonly RegisterEntry[];
}

/** How a query is answered, and how it is broken off. */
export interface QueryOptions {
  /** Default `ms`. */
  readonly precision?: Precision;
  /** Aborted when nobody waits for the answer any more; the store then stops working on it. */
  readonly signal?: AbortSignal;
}

/** A row that a store will never take. Its numbers stay closed; the store keeps a gap record of it. */
export interface RefusedRow {
  /** The row as the store was given it. */
  readonly text: string;
  /** In the store's words. */
  readonly reason: string;
}

/** What a store tells on its own, later than the append it belongs to. */
export interface StoreEvents {
  readonly onRefused?: (rows: readonly RefusedRow[]) => void;
}

/** A time-series store. */
export interface Store {
  open(events?: StoreEvents): Promise<StoreImage>;
  /** Resolves when all of it is durable. Rejects with AppError `store-unavailable`; then none of it counts. */
  append(batch: StoreBatch): Promise<void>;
  /** One statement, answered as the UTF-8 JSON text of its InfluxDB `series` array (`[]` when there are no rows). */
  query(statement: SelectStatement | ShowStatement, options?: QueryOptions): Promise<Uint8Array>;
  /** Replaces the register by its compact image. */
  compactRegister(register: readonly RegisterEntry[]): Promise<void>;
  close(): Promise<void>;
}
