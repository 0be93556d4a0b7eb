import type { Condition, TimeRange } from "../../core/influxql/ast.ts";
import { type Measurement, type MeasurementName, measurements } from "../measurements.ts";
import { dayOf, dayStart, readingTable } from "../stores/duckdb/schema.ts";

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
export function conditionSql(condition: Condition, schema: Measurement, params: Params): string {
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
  /** The days that have a table of readings. */
  readonly days: Iterable<number>;
}

/** The points of a range as a table `series, time, <fields>`, from the day tables that can hold them; null when none can. */
export function pointsSql(wanted: PointsWanted, params: Params): string | null {
  const { name, time } = wanted;
  if (time.from !== null && time.to !== null && time.from >= time.to) return null;
  const bounds = [
    ...(time.from === null ? [] : [`time >= ${params.bind(time.from)}`]),
    ...(time.to === null ? [] : [`time < ${params.bind(time.to)}`]),
  ];
  const where = bounds.length === 0 ? "" : ` WHERE ${bounds.join(" AND ")}`;
  const fields = wanted.fields.map(quoted).join(", ");
  if (name === "reading") {
    const days = daysWithin(wanted.days, time);
    if (days.length === 0) return null;
    return days.map((day) => `SELECT series, time, ${fields} FROM ${readingTable(day)}${where}`).join(" UNION ALL ");
  }
  const same = measurements[name].tags.map((tag) => `sel.${quoted(tag)} = t.${quoted(tag)}`).join(" AND ");
  return `SELECT sel.series, t.time, ${fields} FROM (SELECT * FROM ${quoted(name)}${where}) t JOIN sel ON ${same}`;
}

function daysWithin(days: Iterable<number>, { from, to }: TimeRange): readonly number[] {
  return [...days]
    .filter((day) => (from === null || dayStart(day + 1) > from) && (to === null || day <= dayOf(to - 1)))
    .sort((a, b) => a - b);
}
