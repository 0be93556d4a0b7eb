import { AppError } from "../../core/errors.ts";

/** A value in an answer. Whole numbers beyond 2^53 are bigint. */
export type Cell = number | bigint | string | boolean | null;

/**
 * What one group of series found, in columns, in the order asked: for aggregates one row a bucket (or one row in all) and a
 * column for each call of the plan; for rows a column for each column of the plan.
 */
export interface FoundGroup {
  /** Values of the plan's group tags. */
  readonly tags: readonly string[];
  /** Epoch ms. */
  readonly times: readonly number[];
  readonly values: readonly (readonly Cell[])[];
}

/** One element of InfluxDB's `series` array, in columns. */
export interface ResultTable {
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  /** Epoch ms; absent where the table has no time (SHOW). */
  readonly times?: readonly number[];
  /** Nanoseconds (0 to 999999) that every time lies after its millisecond. */
  readonly nanos?: number;
  readonly values: readonly (readonly Cell[])[];
}

/** How much one statement may ask for. */
export interface QueryLimits {
  /** Rows read from the store, and rows in the answer. */
  readonly rows: number;
  /** Groups of series. */
  readonly groups: number;
}

/** How much one statement may ask for unless somebody says otherwise. */
export const defaultLimits: QueryLimits = { rows: 1_000_000, groups: 10_000 };

/** Counts what an answer grows to and refuses what is more than allowed. */
export class Budget {
  readonly #limits: QueryLimits;
  #rows = 0;

  constructor(limits: QueryLimits) {
    this.#limits = limits;
  }

  /** Throws `query-limit` when the answer would get more rows than allowed. */
  spendRows(count: number): void {
    this.#rows += count;
    if (this.#rows <= this.#limits.rows) return;
    throw new AppError(
      "query-limit",
      `the answer has more than ${this.#limits.rows} rows: ask for less time, longer intervals or a LIMIT`,
    );
  }

  /** Throws `query-limit` when there are more groups than allowed. */
  checkGroups(count: number): void {
    if (count <= this.#limits.groups) return;
    throw new AppError(
      "query-limit",
      `the query has more than ${this.#limits.groups} groups: group by fewer tags or add a condition`,
    );
  }
}
