import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { Influxd, InfluxResult, InfluxSeries, MeasuredRow } from "./influxd.ts";
import { type GeneratedQuery, queriesOver } from "./query-generator.ts";
import type { QueryStore } from "./query-stores.ts";

/** How far sums and means may lie apart, relative to the value (absolute below 1): DuckDB adds in another order. */
const tolerance = 1e-12;

type Rows = InfluxSeries["values"];

/** InfluxDB leaves the order of rows of the same time open: both sides are put into one. */
function inOneOrder(rows: Rows): Rows {
  return rows
    .map((row, index) => ({ row, index, key: JSON.stringify(row) }))
    .sort((a, b) => (a.row[0] === b.row[0] && a.row[0] !== undefined ? (a.key < b.key ? -1 : 1) : a.index - b.index))
    .map(({ row }) => row);
}

function close(a: unknown, b: unknown): boolean {
  if (typeof a !== "number" || typeof b !== "number") return a === b;
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
}

function sameRows(a: InfluxSeries, b: InfluxSeries, rounded: readonly string[]): boolean {
  const isTimed = a.columns[0] === "time";
  const [left, right] = [a, b].map(({ values }) => (isTimed ? inOneOrder(values) : values));
  if (left?.length !== right?.length) return false;
  return (left ?? []).every((row, at) =>
    row.every((cell, column) => {
      const other = right?.[at]?.[column];
      return Object.is(cell, other) || (rounded.includes(a.columns[column] ?? "") && close(cell, other));
    }),
  );
}

function sameSeries(a: InfluxSeries, b: InfluxSeries, rounded: readonly string[]): boolean {
  const heads = [a, b].map(({ name, tags, columns }) => ({ name, tags, columns }));
  return isDeepStrictEqual(heads[0], heads[1]) && sameRows(a, b, rounded);
}

/** Whether two answers are one: all equal, but for the last digits of sums and means and the order within one time. */
export function sameResults(
  a: readonly InfluxResult[],
  b: readonly InfluxResult[],
  rounded: readonly string[],
): boolean {
  return (
    a.length === b.length &&
    a.every(({ series = [], error }, at) => {
      const { series: others = [], error: otherError } = b[at] ?? {};
      if (error !== otherError || series.length !== others.length) return false;
      return series.every((one, index) => others[index] !== undefined && sameSeries(one, others[index], rounded));
    })
  );
}

/** How closely two answers must agree. */
export interface Comparison {
  readonly rows: readonly MeasuredRow[];
  readonly count: number;
  readonly seed: number;
  readonly mine: QueryStore;
  readonly peer: QueryStore | Pick<Influxd, "query">;
  readonly database?: string;
}

/** Asks both the same generated queries; fails with the shrunk query and both answers. Gives how many had rows. */
export async function compareQueries(comparison: Comparison): Promise<number> {
  const { mine, peer, database } = comparison;
  let answered = 0;
  const check = async ({ text, rounded }: GeneratedQuery): Promise<void> => {
    const now = Date.now();
    const theirs = "close" in peer ? await peer.query(text, now) : await peer.query(database ?? "", text);
    const ours = await mine.query(text, now);
    if (theirs.some(({ series }) => series !== undefined)) answered += 1;
    if (sameResults(theirs, ours, rounded)) return;
    const shown = [theirs, ours].map((results) => JSON.stringify(results).slice(0, 1_500));
    throw new Error(`answers differ on\n  ${text}\npeer: ${shown[0]}\nours: ${shown[1]}`);
  };
  const property = fc.asyncProperty(queriesOver(comparison.rows, "close" in peer), check);
  await fc.assert(property, {
    numRuns: comparison.count,
    seed: comparison.seed,
    endOnFailure: false,
    interruptAfterTimeLimit: 100_000,
    markInterruptAsFailure: true,
  });
  return answered;
}
