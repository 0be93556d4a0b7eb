import { filled, isWholeCall, type Points } from "./fill.ts";
import type { PlannedColumn, SelectPlan } from "./plan.ts";
import type { Budget, Cell, FoundGroup, ResultTable } from "./table.ts";

/**
 * Makes the tables of the answer from what the groups found. Groups come sorted by their tags; with the latest first their
 * order is turned round too. A group without any point has no table.
 */
export function tablesOf(plan: SelectPlan, groups: readonly FoundGroup[], budget: Budget): readonly ResultTable[] {
  const tables = groups.flatMap((group) => {
    const table = plan.calls.length === 0 ? rowTable(group) : aggregateTable(plan, group, budget);
    if (table.times.length === 0) return [];
    const values = table.values.map((cells, index) => patched(cells, plan, plan.columns[index]));
    return [{ ...heading(plan, group), ...table, values }];
  });
  return plan.descending ? tables.reverse() : tables;
}

/**
 * The last of InfluxDB's filling: with `fill(<number>)` and `fill(previous)` a cell that is still null in the finished table
 * (of rows, too) gets the number, whole in a column of whole numbers, or the cell above it. Source: InfluxDB 1.6.7, observed.
 */
function patched(cells: readonly Cell[], plan: SelectPlan, column: PlannedColumn | undefined): readonly Cell[] {
  const { fill } = plan;
  if (column === undefined || !cells.includes(null)) return cells;
  if (fill.kind === "previous") {
    let above: Cell = null;
    return cells.map((cell) => {
      above = cell ?? above;
      return above;
    });
  }
  if (fill.kind !== "value") return cells;
  const value = isWhole(plan, column) ? Math.trunc(fill.value) + 0 : fill.value;
  // An unknown field has no type, and its selectors and sums are not filled.
  const untyped = column.kind === "nothing" && !["count", "mean", null].includes(column.aggregate);
  return untyped ? cells : cells.map((cell) => cell ?? value);
}

function isWhole({ calls, schema }: SelectPlan, column: PlannedColumn): boolean {
  switch (column.kind) {
    case "call": {
      const call = calls[column.call];
      return call !== undefined && isWholeCall(call);
    }
    case "field":
      return schema.fields[column.key] === "integer";
    case "nothing":
      return column.aggregate === "count";
    case "tag":
      return false;
  }
}

function heading(plan: SelectPlan, group: FoundGroup): Omit<ResultTable, "values"> {
  const tags = Object.fromEntries(plan.groupTags.map((key, index) => [key, group.tags[index] ?? ""]));
  const columns = ["time", ...plan.columns.map(({ name }) => name)];
  return { name: plan.measurement, ...(plan.groupTags.length === 0 ? {} : { tags }), columns };
}

type Body = {
  readonly times: readonly number[];
  readonly nanos?: number;
  readonly values: readonly (readonly Cell[])[];
};

function rowTable({ times, values }: FoundGroup): Body {
  return { times, values };
}

function aggregateTable(plan: SelectPlan, group: FoundGroup, budget: Budget): Body {
  const byCall = plan.calls.map((call, index) => limited(filled(pointsOf(group, index), plan, call, budget), plan));
  const columns = plan.columns.map((column) => pointsFor(column, byCall));
  const body = merged(columns, plan.descending);
  if (plan.interval !== null || plan.showsChosenTime) return body;
  const { from, lead } = plan.time;
  if (from === null) return { ...body, times: body.times.map(() => 0) };
  // The start of the range itself: `lead` nanoseconds before its first whole millisecond.
  const start = { ms: lead === 0 ? from : from - 1, nanos: lead === 0 ? 0 : 1_000_000 - lead };
  return { ...body, times: body.times.map(() => start.ms), nanos: start.nanos };
}

function pointsOf({ times, values }: FoundGroup, call: number): Points {
  const column = values[call] ?? [];
  const kept = [...column.keys()].filter((index) => column[index] !== null);
  if (kept.length === column.length) return { times, values: column };
  return { times: kept.map((index) => times[index] ?? 0), values: kept.map((index) => column[index] ?? null) };
}

function pointsFor(column: PlannedColumn, byCall: readonly Points[]): Points {
  return (column.kind === "call" ? byCall[column.call] : undefined) ?? { times: [], values: [] };
}

/** LIMIT and OFFSET count the points of each column on its own, before the columns are put side by side. */
function limited(points: Points, { limit, rowOffset }: SelectPlan): Points {
  if (limit === null && rowOffset === 0) return points;
  const end = limit === null ? undefined : rowOffset + limit;
  return { times: points.times.slice(rowOffset, end), values: points.values.slice(rowOffset, end) };
}

/** Puts columns side by side: one row for every time that any of them has. */
function merged(columns: readonly Points[], descending: boolean): Body {
  const [longest = { times: [], values: [] }] = [...columns].sort((a, b) => b.times.length - a.times.length);
  const same = columns.every(({ times }) => times.length === 0 || sameTimes(times, longest.times));
  const times = same ? longest.times : unionOfTimes(columns, descending);
  return { times, values: columns.map((points) => aligned(points, times)) };
}

function sameTimes(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((time, index) => time === b[index]));
}

function unionOfTimes(columns: readonly Points[], descending: boolean): readonly number[] {
  const all = [...new Set(columns.flatMap(({ times }) => times))];
  return all.sort((a, b) => (descending ? b - a : a - b));
}

function aligned(points: Points, times: readonly number[]): readonly Cell[] {
  if (points.times.length === times.length) return points.values;
  let next = 0;
  return times.map((time) => {
    if (points.times[next] !== time) return null;
    next += 1;
    return points.values[next - 1] ?? null;
  });
}
