import type { Call, SelectPlan } from "./plan.ts";
import { numberSql, type SourceRun, selectionSql, sourceSql } from "./select-sql.ts";
import { Params, quoted, type SqlQuery } from "./sql.ts";

/** Asks for what the plan wants of one run: group, bucket, then its calls. */
export function aggregatesSql(plan: SelectPlan, run: SourceRun, most: number): SqlQuery {
  const params = new Params();
  const head = `WITH ${selectionSql(plan, params)}, ${sourceSql(plan, run, params)}`;
  const sql = `${head}, partial AS (${partialSql(plan, params)}) ${totalSql(plan, params, most)}`;
  return { sql, params: params.list };
}

/** Puts the partial outcomes of a run into a table of the transaction; the first run makes it. */
export function keepPartialSql(plan: SelectPlan, run: SourceRun, isFirst: boolean): SqlQuery {
  const params = new Params();
  const head = `WITH ${selectionSql(plan, params)}, ${sourceSql(plan, run, params)}`;
  const sql = `${isFirst ? "CREATE TEMP TABLE partial AS" : "INSERT INTO partial"} ${head} ${partialSql(plan, params)}`;
  return { sql, params: params.list };
}

/** Asks for the same as `aggregatesSql`, of all partial outcomes that were kept. */
export function keptTotalsSql(plan: SelectPlan, most: number): SqlQuery {
  const params = new Params();
  const sql = `WITH ${selectionSql(plan, params)} ${totalSql(plan, params, most)}`;
  return { sql, params: params.list };
}

/** First every series on its own, where no two points share a time. */
function partialSql(plan: SelectPlan, params: Params): string {
  const calls = plan.calls.map((call, index) => callSql(call, index, plan.showsChosenTime).partial).join(", ");
  return `SELECT series, ${bucketSql(plan, params)} AS b, ${calls} FROM points GROUP BY ALL`;
}

/** Then the partial outcomes of a group and bucket together: of its series, and of the runs that a bucket lies in. */
function totalSql(plan: SelectPlan, params: Params, most: number): string {
  const calls = plan.calls.map((call, index) => callSql(call, index, plan.showsChosenTime).total).join(", ");
  const direction = plan.descending ? " DESC" : "";
  return (
    `SELECT g, b::DOUBLE, ${calls} FROM partial JOIN sel USING (series) GROUP BY g, b` +
    ` ORDER BY g, b${direction} LIMIT ${params.bind(most)}`
  );
}

function bucketSql({ interval, offset, time }: SelectPlan, params: Params): string {
  if (interval === null) return "0";
  const width = params.bind(interval);
  const past = `(time - ${params.bind(offset)}) % ${width}`;
  // The remainder of what lies before the offset is negative; where nothing does, half of the divisions are saved.
  return time.from !== null && time.from >= offset ? `time - ${past}` : `time - (${past} + ${width}) % ${width}`;
}

interface CallSql {
  /** Columns over the points of one series and bucket. */
  readonly partial: string;
  /** Columns over the partial ones of one group and bucket: the value, and with `showsChosenTime` its time. */
  readonly total: string;
}

/**
 * One call in two steps. Among points of the same time `first` and `last` take the greater value, among equal values `min`
 * and `max` take the earliest. Source: InfluxDB 1.6.7, observed.
 */
function callSql(call: Call, index: number, withTime: boolean): CallSql {
  const field = quoted(call.field);
  const [n, s, v, t] = ["n", "s", "v", "t"].map((letter) => `${letter}${index}`);
  switch (call.aggregate) {
    case "count":
      return { partial: `count(${field}) AS ${n}`, total: `nullif(sum(${n}), 0)::DOUBLE` };
    case "sum":
      return { partial: `sum(${field}) AS ${s}`, total: call.type === "integer" ? `sum(${s})::BIGINT` : `sum(${s})` };
    case "mean":
      return {
        partial: `sum(${field}) AS ${s}, count(${field}) AS ${n}`,
        total: `sum(${s})::DOUBLE / nullif(sum(${n}), 0)::DOUBLE`,
      };
    case "min":
    case "max":
      if (withTime) return extremeWithTime(call, v ?? "");
      return { partial: `${call.aggregate}(${field}) AS ${v}`, total: numberSql(`${call.aggregate}(${v})`, call.type) };
    case "first":
    case "last": {
      const [pick, edge, sign] = call.aggregate === "first" ? ["arg_min", "min", "-"] : ["arg_max", "max", ""];
      const best = `max({'t': ${sign}${t}, 'v': ${v}}) FILTER (WHERE ${v} IS NOT NULL)`;
      const time = withTime ? `, (${sign}(${best}).t)::DOUBLE` : "";
      return {
        partial: `${pick}(${field}, time) AS ${v}, ${edge}(time) FILTER (WHERE ${field} IS NOT NULL) AS ${t}`,
        total: `${numberSql(`(${best}).v`, call.type)}${time}`,
      };
    }
  }
}

function extremeWithTime({ aggregate, field, type }: Call, column: string): CallSql {
  const sign = aggregate === "min" ? "" : "-";
  const best = `${aggregate}(${column})`;
  return {
    partial: `${aggregate}({'v': ${quoted(field)}, 't': ${sign}time}) FILTER (WHERE ${quoted(field)} IS NOT NULL) AS ${column}`,
    total: `${numberSql(`(${best}).v`, type)}, (${sign}(${best}).t)::DOUBLE`,
  };
}
