import type { Precision } from "../../../core/influxql/ast.ts";
import type { DurationMs } from "../../../core/time.ts";

/** What became of a request full of lines. What may succeed later is no answer: it is thrown, as AppError `store-unavailable`. */
export type WriteAnswer =
  | { readonly kind: "stored" }
  /** At least one line will never be taken; the others may have been stored. `dropped` is how many the server says. */
  | { readonly kind: "refused"; readonly reason: string; readonly dropped: number | undefined }
  /** More bytes than the server reads. */
  | { readonly kind: "too-large"; readonly reason: string };

/** How a query's times are written, and what ends it early. */
export interface LineQuery {
  readonly precision: Precision;
  readonly signal?: AbortSignal;
}

/** A server that takes line protocol, in one database: the little of it that a store needs. */
export interface LineServer {
  /** Makes what is missing there, and tells how long points are kept, ms; null is for ever. Throws AppError `store-unavailable`. */
  prepare(): Promise<{ readonly keep: DurationMs | null }>;
  /** Lines with times in ms. */
  write(lines: Uint8Array<ArrayBuffer>): Promise<WriteAnswer>;
  /** One InfluxQL statement, answered as the UTF-8 JSON text of its `series` array. */
  query(text: string, options: LineQuery): Promise<Uint8Array>;
  close(): Promise<void>;
}
