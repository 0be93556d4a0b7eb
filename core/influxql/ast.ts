/** A place in the query text: offsets of the first character and after the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const aggregates = ["count", "mean", "min", "max", "sum", "first", "last"] as const;
export type Aggregate = (typeof aggregates)[number];

/** One column of a SELECT: a raw field, or an aggregate of one. `*` is expanded when the statement is planned. */
export interface SelectColumn {
  readonly aggregate: Aggregate | null;
  readonly field: string | "*";
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
}

export type Fill =
  | { readonly kind: "null" | "none" | "previous" | "linear" }
  | { readonly kind: "value"; readonly value: number };

export interface SelectStatement {
  readonly kind: "select";
  readonly columns: readonly SelectColumn[];
  readonly measurement: string;
  readonly where: Condition | null;
  readonly time: TimeRange;
  /** Tags to group by; `*` is every tag. */
  readonly groupTags: readonly string[];
  /** ms; null without `time()`. */
  readonly interval: number | null;
  readonly offset: number;
  readonly fill: Fill;
  readonly descending: boolean;
  readonly limit: number | null;
  readonly rowOffset: number;
}

export interface ShowStatement {
  readonly kind: "show";
  readonly what: "measurements" | "tag-keys" | "tag-values" | "field-keys" | "databases" | "retention-policies";
  readonly measurement: string | null;
  /** For tag values: WITH KEY. */
  readonly keys: readonly string[];
  readonly where: Condition | null;
  readonly limit: number | null;
}
