import type { Condition } from "../../core/influxql/ast.ts";
import type { EpochMs } from "../../core/time.ts";
import type { Measurement, MeasurementName } from "../measurements.ts";
import { bucketOf, type Points } from "./fill.ts";
import type { Call, SelectPlan } from "./plan.ts";
import type { Cell, FoundGroup } from "./table.ts";

/** One row of a measurement in memory. Absent fields are null or missing. */
export interface Row {
  readonly time: EpochMs;
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, Cell>>;
}

/** Everything a store in memory holds, in any order. */
export interface RowSource {
  rows(measurement: MeasurementName): Iterable<Row>;
}

type Tags = Row["tags"];

/** Whether a series with these tags meets the condition. Throws a SyntaxError on a pattern that is none. */
export function meets(tags: Tags, where: Condition | null, schema: Measurement): boolean {
  if (where === null) return true;
  if ("left" in where) {
    const left = meets(tags, where.left, schema);
    return where.kind === "and" ? left && meets(tags, where.right, schema) : left || meets(tags, where.right, schema);
  }
  const value = schema.tags.includes(where.key) ? (tags[where.key] ?? "") : "";
  if (where.kind === "compare") return (value === where.value) === (where.operator === "=");
  return new RegExp(where.pattern).test(value) === (where.operator === "=~");
}

/**
 * Answers a plan from rows in memory, by the definitions and without any cleverness: the store of simulations, and the
 * second opinion on what DuckDB answers.
 */
export function evaluate(plan: SelectPlan, rows: Iterable<Row>): readonly FoundGroup[] {
  const groups = new Map<string, { readonly tags: readonly string[]; readonly rows: Row[] }>();
  for (const row of rows) {
    if (!meets(row.tags, plan.where, plan.schema)) continue;
    const tags = plan.groupTags.map((tag) => (plan.schema.tags.includes(tag) ? (row.tags[tag] ?? "") : ""));
    const key = JSON.stringify(tags);
    const group = groups.get(key) ?? { tags, rows: [] };
    if (within(row.time, plan)) group.rows.push(row);
    groups.set(key, group);
  }
  const last = plan.seriesLimit === null ? undefined : plan.seriesOffset + plan.seriesLimit;
  return [...groups.values()]
    .sort((a, b) => compareLists(a.tags, b.tags))
    .slice(plan.seriesOffset, last)
    .map((group) => ({ tags: group.tags, ...found(plan, group.rows) }));
}

function within(time: EpochMs, { time: { from, to } }: SelectPlan): boolean {
  return (from === null || time >= from) && (to === null || time < to);
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (const [index, text] of a.entries()) {
    const other = b[index] ?? "";
    if (text !== other) return text < other ? -1 : 1;
  }
  return 0;
}

function found(plan: SelectPlan, rows: readonly Row[]): Omit<FoundGroup, "tags"> {
  return plan.calls.length === 0 ? foundRows(plan, rows) : foundBuckets(plan, rows);
}

function foundRows(plan: SelectPlan, rows: readonly Row[]): Omit<FoundGroup, "tags"> {
  const tagsInOrder = [...plan.schema.tags].sort();
  const place = (row: Row): readonly string[] => tagsInOrder.map((tag) => row.tags[tag] ?? "");
  const order = (a: Row, b: Row): number => a.time - b.time || compareLists(place(a), place(b));
  const fields = plan.columns.flatMap((column) => (column.kind === "field" ? [column.key] : []));
  const present = rows.filter((row) => fields.some((field) => (row.fields[field] ?? null) !== null));
  const sorted = present.sort((a, b) => (plan.descending ? order(b, a) : order(a, b)));
  const kept = sorted.slice(plan.rowOffset, plan.limit === null ? undefined : plan.rowOffset + plan.limit);
  const values = plan.columns.map((column) => kept.map((row) => cellOf(row, column)));
  return { times: kept.map(({ time }) => time), values };
}

function cellOf(row: Row, column: SelectPlan["columns"][number]): Cell {
  if (column.kind === "field") return row.fields[column.key] ?? null;
  return column.kind === "tag" ? row.tags[column.key] || null : null;
}

function foundBuckets(plan: SelectPlan, rows: readonly Row[]): Omit<FoundGroup, "tags"> {
  const { interval, offset, descending } = plan;
  const buckets = new Map<number, Row[]>();
  for (const row of [...rows].sort((a, b) => a.time - b.time)) {
    const bucket = interval === null ? 0 : bucketOf(row.time, interval, offset);
    const bucketRows = buckets.get(bucket) ?? [];
    bucketRows.push(row);
    buckets.set(bucket, bucketRows);
  }
  const sorted = [...buckets].sort(([a], [b]) => (descending ? b - a : a - b));
  const outcomes = plan.calls.map((call) =>
    sorted.map(([, bucketRows]) => outcome(call, pointsOf(bucketRows, call.field))),
  );
  const chosen = plan.showsChosenTime ? (outcomes[0]?.[0]?.time ?? undefined) : undefined;
  return {
    times: chosen === undefined ? sorted.map(([time]) => time) : [chosen],
    values: outcomes.map((column) => column.map(({ value }) => value)),
  };
}

function pointsOf(rows: readonly Row[], field: string): Points {
  const present = rows.filter((row) => (row.fields[field] ?? null) !== null);
  return { times: present.map(({ time }) => time), values: present.map((row) => row.fields[field] ?? null) };
}

interface Outcome {
  readonly value: Cell;
  /** When the chosen point was, for selectors. */
  readonly time?: EpochMs;
}

function outcome({ aggregate }: Call, { times, values }: Points): Outcome {
  if (values.length === 0) return { value: null };
  switch (aggregate) {
    case "count":
      return { value: values.length };
    case "sum":
      return { value: total(values) };
    case "mean":
      return { value: total(values) / values.length };
    case "first":
    case "last":
    case "min":
    case "max":
      return best(times, values, better[aggregate]);
  }
}

function total(values: readonly Cell[]): number {
  return values.reduce<number>((sum, value) => sum + Number(value), 0);
}

interface Point {
  readonly time: EpochMs;
  readonly value: NonNullable<Cell>;
}
type Better = (a: Point, b: Point) => boolean;

/** Whether `a` is chosen over `b`. Source: InfluxDB 1.6.7, observed. */
const better: Readonly<Record<"first" | "last" | "min" | "max", Better>> = {
  first: (a, b) => a.time < b.time || (a.time === b.time && a.value > b.value),
  last: (a, b) => a.time > b.time || (a.time === b.time && a.value > b.value),
  min: (a, b) => a.value < b.value || (a.value === b.value && a.time < b.time),
  max: (a, b) => a.value > b.value || (a.value === b.value && a.time < b.time),
};

function best(times: readonly EpochMs[], values: readonly Cell[], isBetter: Better): Outcome {
  let chosen: Point | undefined;
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const point = { time: times[index] ?? 0, value };
    if (chosen === undefined || isBetter(point, chosen)) chosen = point;
  }
  return chosen ?? { value: null };
}
