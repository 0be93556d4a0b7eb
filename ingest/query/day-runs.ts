import type { TimeRange } from "../../core/influxql/ast.ts";
import { dayOf, dayStart } from "../stores/duckdb/schema.ts";

/** A day's table of readings, and how many rows it has of all series. */
export interface DayTable {
  readonly day: number;
  readonly rows: number;
}

/** Days that one statement reads. */
export interface DayRun {
  /** In the order of time. */
  readonly days: readonly number[];
  /** Their points may be put aside in memory before they are worked on. */
  readonly isSmall: boolean;
}

/** How much one statement may read. */
export interface RunLimits {
  readonly tables: number;
  readonly rows: number;
}

/** So few tables are read in one statement, without a look at how long they are. */
export const fewTables = 8;

/** Rows at some 20 to 60 bytes each: what a statement may put aside. */
const mostRows = 1_000_000;

/** The part of its memory that DuckDB may fill with the blocks of one column; a query reads up to seven, and four ask at once. */
const partOfColumn = 1 / 16;

/**
 * How much one statement may read in a store of so much memory and blocks of such a size, bytes. DuckDB works on all tables
 * of a statement at once and holds a block for each column of each, however little is in it.
 */
export function runLimitsOf({ memory, blockSize }: { readonly memory: number; readonly blockSize: number }): RunLimits {
  return { tables: Math.max(fewTables, Math.floor((memory * partOfColumn) / blockSize)), rows: mostRows };
}

/** Those of a store whose memory and blocks nobody knows. */
export const defaultRunLimits: RunLimits = { tables: 64, rows: mostRows };

/** The days of these that can hold points of a range, in the order of time. */
export function daysWithin(days: Iterable<number>, { from, to }: TimeRange): readonly number[] {
  return [...days]
    .filter((day) => (from === null || dayStart(day + 1) > from) && (to === null || day <= dayOf(to - 1)))
    .sort((a, b) => a - b);
}

/** Cuts days (in the order of time) into runs. A day of more rows than allowed is a run of its own, and no small one. */
export function runsOf(tables: readonly DayTable[], limits: RunLimits): readonly DayRun[] {
  const runs: { days: number[]; rows: number }[] = [];
  for (const { day, rows } of tables) {
    const last = runs.at(-1);
    const fits = last !== undefined && last.days.length < limits.tables && last.rows + rows <= limits.rows;
    if (fits) {
      last.days.push(day);
      last.rows += rows;
    } else {
      runs.push({ days: [day], rows });
    }
  }
  return runs.map(({ days, rows }) => ({ days, isSmall: rows <= limits.rows }));
}
