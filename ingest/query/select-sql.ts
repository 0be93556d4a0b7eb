import type { DayRun } from "./day-runs.ts";
import type { SelectPlan } from "./plan.ts";
import { dictionarySql, Params, pointsSql, quoted, type SqlQuery, whereSql } from "./sql.ts";

/** What one statement reads: a run of days of readings; all of an event measurement when null. */
export type SourceRun = (DayRun & { readonly only: number | null }) | null;

/**
 * The selected series as a table `sel`: number, group (counted from 1 in the order of the group tags), place in the order of
 * all tags, and the tags.
 */
export function selectionSql(plan: SelectPlan, params: Params): string {
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

/**
 * The points of the selected series of a run as a table `points`. Of many tables they are put aside first: what follows would
 * otherwise be planned, and its memory taken, once for each table.
 */
export function sourceSql(plan: SelectPlan, run: SourceRun, params: Params): string {
  const days = run?.days ?? [];
  const points = pointsSql({ name: plan.measurement, fields: fieldsOf(plan), time: plan.time, days }, params);
  return `points AS ${run?.isSmall === true ? "MATERIALIZED " : ""}(${selectedSql(plan, run, { points, params })})`;
}

/** A number to compare with is looked for while the table is read; the join that finds several costs twice as much. */
function selectedSql(
  plan: SelectPlan,
  run: SourceRun,
  { points, params }: { readonly points: string; readonly params: Params },
): string {
  // Rows that are not put aside find their series by the join that gives them their group.
  const isJoined = plan.calls.length === 0 && run?.isSmall === false && run.only === null;
  if (run === null || isJoined || takesAllSeries(plan)) return points;
  const some = run.only === null ? "IN (SELECT series FROM sel)" : `= ${params.bind(run.only)}`;
  return `SELECT * FROM (${points}) WHERE series ${some}`;
}

/** Asks which series of readings are selected, two of them at the most; null when all are. */
export function selectedSeriesSql(plan: SelectPlan): SqlQuery | null {
  if (plan.measurement !== "reading" || takesAllSeries(plan)) return null;
  const params = new Params();
  const sql = `WITH ${selectionSql(plan, params)} SELECT series FROM sel LIMIT 2`;
  return { sql, params: params.list };
}

/** Whether every series of the measurement is selected. */
function takesAllSeries(plan: SelectPlan): boolean {
  return plan.where === null && plan.seriesLimit === null && plan.seriesOffset === 0;
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

function fieldsOf(plan: SelectPlan): readonly string[] {
  const columns = plan.columns.flatMap((column) => (column.kind === "field" ? [column.key] : []));
  return [...new Set([...plan.calls.map(({ field }) => field), ...columns])];
}

/** Whole numbers travel as doubles (they are far below 2^53), which is ten times cheaper to read than BIGINT. */
export function numberSql(sql: string, type: string | undefined): string {
  return type === "integer" ? `${sql}::DOUBLE` : sql;
}

/**
 * Asks for the rows of a run: group, time, then the columns of the plan. Of every group come so many as the answer needs of
 * it at the most, those that OFFSET passes over among them.
 */
export function rowsSql(
  plan: SelectPlan,
  run: SourceRun,
  most: { readonly all: number; readonly group: number | null },
): SqlQuery {
  const params = new Params();
  const head = `WITH ${selectionSql(plan, params)}, ${sourceSql(plan, run, params)}`;
  const cells = plan.columns.map((column) => {
    if (column.kind === "field") return numberSql(quoted(column.key), plan.schema.fields[column.key]);
    return column.kind === "tag" ? `nullif(${quoted(column.key)}, '')` : "NULL";
  });
  const present = fieldsOf(plan).map((field) => `${quoted(field)} IS NOT NULL`);
  const direction = plan.descending ? " DESC" : "";
  const order = `time${direction}, place${direction}`;
  const rows = `SELECT g, time::DOUBLE, ${cells.join(", ")} FROM points JOIN sel USING (series) WHERE (${present.join(" OR ")})`;
  const isGrouped = plan.groupTags.length > 0;
  const qualify =
    isGrouped && most.group !== null
      ? ` QUALIFY row_number() OVER (PARTITION BY g ORDER BY ${order}) <= ${params.bind(most.group)}`
      : "";
  const sql = `${head} ${rows}${qualify} ORDER BY ${isGrouped ? "g, " : ""}${order} LIMIT ${params.bind(most.all)}`;
  return { sql, params: params.list };
}
