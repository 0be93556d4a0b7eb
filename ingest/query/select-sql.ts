import type { Call, SelectPlan } from "./plan.ts";
import { dictionarySql, Params, pointsSql, quoted, type SqlQuery, whereSql } from "./sql.ts";

/**
 * The selected series as a table `sel`: number, group (counted from 1 in the order of the group tags), place in the order of
 * all tags, and the tags.
 */
function selectionSql(plan: SelectPlan, params: Params): string {
  const { schema, seriesLimit, seriesOffset } = plan;
  const groupTags = plan.groupTags.filter((tag) => schema.tags.includes(tag)).map(quoted);
  const group = groupTags.length === 0 ? "1" : `dense_rank() OVER (ORDER BY ${groupTags.join(", ")})`;
  const everyTag = [...schema.tags].sort().map(quoted).join(", ");
  const where = whereSql(plan.where, schema, params);
  const all = `SELECT *, ${group} AS g, row_number() OVER (ORDER BY ${everyTag}) AS place FROM ${dictionarySql(plan.measurement)}${where}`;
  const bounds = [
    ...(seriesOffset === 0 ? [] : [`g > ${params.bind(seriesOffset)}`]),
    ...(seriesLimit === null ? [] : [`g <= ${params.bind(seriesOffset + seriesLimit)}`]),
  ];
  const some = bounds.length === 0 ? all : `SELECT * FROM (${all}) WHERE ${bounds.join(" AND ")}`;
  return `sel AS MATERIALIZED (${some})`;
}

/** Asks for the groups: number and group tags, in the order of the numbers. Null when everything is one group. */
export function groupsSql(plan: SelectPlan, most: number): SqlQuery | null {
  if (!plan.groupTags.some((tag) => plan.schema.tags.includes(tag))) return null;
  const params = new Params();
  const tags = plan.groupTags.map((tag) => (plan.schema.tags.includes(tag) ? quoted(tag) : "''"));
  const selection = selectionSql(plan, params);
  const sql = `WITH ${selection} SELECT DISTINCT g, ${tags.join(", ")} FROM sel ORDER BY g LIMIT ${params.bind(most)}`;
  return { sql, params: params.list };
}

/** Asks for what the plan wants: group, time, then its calls or columns. Null when no table can hold it. */
export function selectSql(plan: SelectPlan, days: Iterable<number>, most: number): SqlQuery | null {
  const params = new Params();
  const selection = selectionSql(plan, params);
  const points = pointsSql({ name: plan.measurement, fields: fieldsOf(plan), time: plan.time, days }, params);
  if (points === null) return null;
  const body = plan.calls.length === 0 ? rowsSql(plan, params, most) : aggregatesSql(plan, params, most);
  return { sql: `WITH ${selection}, points AS (${points}) ${body}`, params: params.list };
}

function fieldsOf(plan: SelectPlan): readonly string[] {
  const columns = plan.columns.flatMap((column) => (column.kind === "field" ? [column.key] : []));
  return [...new Set([...plan.calls.map(({ field }) => field), ...columns])];
}

function rowsSql(plan: SelectPlan, params: Params, most: number): string {
  const cells = plan.columns.map((column) => {
    if (column.kind === "field") return number(quoted(column.key), plan.schema.fields[column.key]);
    return column.kind === "tag" ? `nullif(${quoted(column.key)}, '')` : "NULL";
  });
  const present = fieldsOf(plan).map((field) => `${quoted(field)} IS NOT NULL`);
  const direction = plan.descending ? " DESC" : "";
  const order = `time${direction}, place${direction}`;
  const grouped = plan.groupTags.length > 0;
  const { limit, rowOffset } = plan;
  const rows = `SELECT g, time::DOUBLE, ${cells.join(", ")} FROM points JOIN sel USING (series) WHERE (${present.join(" OR ")})`;
  if (!grouped) {
    const count = params.bind(Math.min(limit ?? most, most));
    return `${rows} ORDER BY ${order} LIMIT ${count} OFFSET ${params.bind(rowOffset)}`;
  }
  const row = `row_number() OVER (PARTITION BY g ORDER BY ${order})`;
  const bounds = [
    ...(rowOffset === 0 ? [] : [`${row} > ${params.bind(rowOffset)}`]),
    ...(limit === null ? [] : [`${row} <= ${params.bind(rowOffset + limit)}`]),
  ];
  const qualify = bounds.length === 0 ? "" : ` QUALIFY ${bounds.join(" AND ")}`;
  return `${rows}${qualify} ORDER BY g, ${order} LIMIT ${params.bind(most)}`;
}

/** Whole numbers travel as doubles (they are far below 2^53), which is ten times cheaper to read than BIGINT. */
function number(sql: string, type: string | undefined): string {
  return type === "integer" ? `${sql}::DOUBLE` : sql;
}

/** First every series on its own, where no two points share a time; then the series of a group together. */
function aggregatesSql(plan: SelectPlan, params: Params, most: number): string {
  const parts = plan.calls.map((call, index) => callSql(call, index, plan.showsChosenTime));
  const inner = parts.map(({ partial }) => partial).join(", ");
  const outer = parts.map(({ total }) => total).join(", ");
  const bucket = plan.interval === null ? "0" : bucketSql(params.bind(plan.interval), params.bind(plan.offset));
  const chosen = plan.where === null && plan.seriesLimit === null && plan.seriesOffset === 0;
  const some = chosen ? "" : " WHERE series IN (SELECT series FROM sel)";
  const direction = plan.descending ? " DESC" : "";
  return (
    `, partial AS (SELECT series, ${bucket} AS b, ${inner} FROM points${some} GROUP BY ALL)` +
    ` SELECT g, b::DOUBLE, ${outer} FROM partial JOIN sel USING (series) GROUP BY g, b` +
    ` ORDER BY g, b${direction} LIMIT ${params.bind(most)}`
  );
}

function bucketSql(interval: string, offset: string): string {
  const past = `(time - ${offset}) % ${interval}`;
  return `time - (${past} + ${interval}) % ${interval}`;
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
      return { partial: `${call.aggregate}(${field}) AS ${v}`, total: number(`${call.aggregate}(${v})`, call.type) };
    case "first":
    case "last": {
      const [pick, edge, sign] = call.aggregate === "first" ? ["arg_min", "min", "-"] : ["arg_max", "max", ""];
      const best = `max({'t': ${sign}${t}, 'v': ${v}}) FILTER (WHERE ${v} IS NOT NULL)`;
      const time = withTime ? `, (${sign}(${best}).t)::DOUBLE` : "";
      return {
        partial: `${pick}(${field}, time) AS ${v}, ${edge}(time) FILTER (WHERE ${field} IS NOT NULL) AS ${t}`,
        total: `${number(`(${best}).v`, call.type)}${time}`,
      };
    }
  }
}

function extremeWithTime({ aggregate, field, type }: Call, column: string): CallSql {
  const sign = aggregate === "min" ? "" : "-";
  const best = `${aggregate}(${column})`;
  return {
    partial: `${aggregate}({'v': ${quoted(field)}, 't': ${sign}time}) FILTER (WHERE ${quoted(field)} IS NOT NULL) AS ${column}`,
    total: `${number(`(${best}).v`, type)}, (${sign}(${best}).t)::DOUBLE`,
  };
}
