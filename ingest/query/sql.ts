import type { Condition, TimeRange } from "../../core/influxql/ast.ts";
import { type Measurement, type MeasurementName, measurements } from "../measurements.ts";
import { dayStart, readingTable } from "../stores/duckdb/schema.ts";

/** One statement for DuckDB. Every value is bound: `$1` is `params[0]`. Numbers are whole. */
export interface SqlQuery {
  readonly sql: string;
  readonly params: readonly (string | number)[];
}

/** Collects the values that are bound to a statement. Names in a statement come from the schema alone. */
export class Params {
  readonly list: (string | number)[] = [];

  /** The place in the statement that stands for this value. */
  bind(value: string | number): string {
    this.list.push(value);
    return typeof value === "number" ? `$${this.list.length}::BIGINT` : `$${this.list.length}::VARCHAR`;
  }
}

/** A name of the schema as SQL. */
export const quoted = (name: string): string => `"${name}"`;

/** The tag as SQL: its column, or the empty text where the measurement has no such tag. */
function tagText(schema: Measurement, key: string): string {
  return schema.tags.includes(key) ? quoted(key) : "''";
}

/** A condition on tags as SQL over the dictionary of series. Regular expressions are RE2: linear in the text. */
function conditionSql(condition: Condition, schema: Measurement, params: Params): string {
  if ("left" in condition) {
    const left = conditionSql(condition.left, schema, params);
    return `(${left} ${condition.kind.toUpperCase()} ${conditionSql(condition.right, schema, params)})`;
  }
  const text = tagText(schema, condition.key);
  if (condition.kind === "compare") {
    return `${text} ${condition.operator === "=" ? "=" : "<>"} ${params.bind(condition.value)}`;
  }
  const matches = `regexp_matches(${text}, ${params.bind(condition.pattern)})`;
  return condition.operator === "=~" ? matches : `NOT ${matches}`;
}

/** WHERE over the dictionary of series; nothing without a condition. */
export function whereSql(where: Condition | null, schema: Measurement, params: Params): string {
  return where === null ? "" : ` WHERE ${conditionSql(where, schema, params)}`;
}

/** Every series of a measurement with its tags, as a table: `series` and the tags. */
export function dictionarySql(name: MeasurementName): string {
  const tags = measurements[name].tags.map(quoted).join(", ");
  if (name === "reading") return `(SELECT id AS series, ${tags} FROM series)`;
  return `(SELECT row_number() OVER (ORDER BY ${tags}) AS series, ${tags} FROM (SELECT DISTINCT ${tags} FROM ${quoted(name)}))`;
}

/** What of a measurement is read. */
export interface PointsWanted {
  readonly name: MeasurementName;
  readonly fields: readonly string[];
  readonly time: TimeRange;
  /** The days whose tables are read, where it is readings. */
  readonly days: readonly number[];
}

/** The points of a range as a table `series, time, <fields>`. */
export function pointsSql(wanted: PointsWanted, params: Params): string {
  const { name, time } = wanted;
  const fields = wanted.fields.map(quoted).join(", ");
  const within = boundsSql(time, params);
  if (name === "reading") {
    const table = (day: number): string => `SELECT series, time, ${fields} FROM ${readingTable(day)}${within(day)}`;
    return wanted.days.map(table).join(" UNION ALL ");
  }
  const same = measurements[name].tags.map((tag) => `sel.${quoted(tag)} = t.${quoted(tag)}`).join(" AND ");
  return `SELECT sel.series, t.time, ${fields} FROM (SELECT * FROM ${quoted(name)}${within(null)}) t JOIN sel ON ${same}`;
}

/** WHERE for a table of one day, or of all time: a day that lies within the range as a whole is not compared, which saves planning. */
function boundsSql({ from, to }: TimeRange, params: Params): (day: number | null) => string {
  return (day) => {
    const bounds = [
      ...(from === null || (day !== null && dayStart(day) >= from) ? [] : [`time >= ${params.bind(from)}`]),
      ...(to === null || (day !== null && dayStart(day + 1) <= to) ? [] : [`time < ${params.bind(to)}`]),
    ];
    return bounds.length === 0 ? "" : ` WHERE ${bounds.join(" AND ")}`;
  };
}
