import type { DurationMs } from "../time.ts";
/** A place in the query text: offsets of the first character and after the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The aggregates a query may call. */
export const aggregates = ["count", "mean", "min", "max", "sum", "first", "last"] as const;
export type Aggregate = (typeof aggregates)[number];

/** One column of a SELECT: a raw field or tag, or an aggregate of a field. The field `*` is expanded when the statement is planned. */
export interface SelectColumn {
  readonly aggregate: Aggregate | null;
  readonly field: string;
  readonly alias: string | null;
  readonly span: Span;
}

/** A condition on tags (and on nothing else); time is kept apart in `time`. */
export type Condition =
  | { readonly kind: "and" | "or"; readonly left: Condition; readonly right: Condition }
  | {
      readonly kind: "compare";
      readonly key: string;
      readonly operator: "=" | "!=";
      readonly value: string;
      readonly span: Span;
    }
  | {
      readonly kind: "match";
      readonly key: string;
      readonly operator: "=~" | "!~";
      readonly pattern: string;
      readonly span: Span;
    };

/** Half-open time range in epoch ms; null is unbounded. */
export interface TimeRange {
  readonly from: number | null;
  readonly to: number | null;
  /**
   * Nanoseconds (0 to 999999) by which the asked lower bound lies before `from`: `time > T` begins one nanosecond after
   * T, and an aggregate without `time()` shows that very moment.
   */
  readonly lead: number;
}

/** What empty buckets of time get. */
export type Fill =
  | { readonly kind: "null" | "none" | "previous" | "linear" }
  | { readonly kind: "value"; readonly value: number };

/** Where a statement looks, as far as it says so: `"database"."policy".measurement`. */
export interface Source {
  readonly database: string | null;
  readonly policy: string | null;
}

/** A SELECT, as far as this subset goes. */
export interface SelectStatement extends Source {
  readonly kind: "select";
  readonly columns: readonly SelectColumn[];
  readonly measurement: string;
  readonly where: Condition | null;
  /** With `time()` and no upper bound, `to` is just after the moment of parsing. */
  readonly time: TimeRange;
  /** Tags to group by; `*` is every tag. */
  readonly groupTags: readonly string[];
  /** ms; null without `time()`. */
  readonly interval: DurationMs | null;
  /** ms, 0 up to the interval. */
  readonly offset: DurationMs;
  readonly fill: Fill;
  readonly descending: boolean;
  readonly limit: number | null;
  readonly rowOffset: number;
  /** SLIMIT and SOFFSET: how many series, after how many. */
  readonly seriesLimit: number | null;
  readonly seriesOffset: number;
}

/** A SHOW: what the store holds. */
export interface ShowStatement extends Source {
  readonly kind: "show";
  readonly what: "measurements" | "tag-keys" | "tag-values" | "field-keys" | "databases" | "retention-policies";
  readonly measurement: string | null;
  /** For tag values: WITH KEY. */
  readonly keys: readonly string[];
  readonly where: Condition | null;
  readonly limit: number | null;
  readonly rowOffset: number;
}

/** What can be asked of a store. */
export type Statement = SelectStatement | ShowStatement;

/** How times are written in an answer: RFC 3339 text, or a whole number of this unit since 1970. */
export const precisions = ["rfc3339", "ns", "u", "ms", "s", "m", "h"] as const;
export type Precision = (typeof precisions)[number];
