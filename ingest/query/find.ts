import { readingTable } from "../stores/duckdb/schema.ts";
import { aggregatesSql, keepPartialSql, keptTotalsSql } from "./aggregate-sql.ts";
import { type DayRun, daysWithin, defaultRunLimits, fewTables, type RunLimits, runsOf } from "./day-runs.ts";
import { endOfGroup, FoundRows } from "./found-rows.ts";
import type { SelectPlan } from "./plan.ts";
import { groupsSql, rowsSql, type SourceRun, selectedSeriesSql } from "./select-sql.ts";
import type { SqlQuery } from "./sql.ts";
import type { Budget, Cell, FoundGroup, QueryLimits } from "./table.ts";

/** A DuckDB store as queries see it. All that `ask` answers within one request must be of one moment (a transaction). */
export interface SqlStore {
  /** The rows in columns. Throws on what DuckDB refuses. */
  ask(query: SqlQuery): Promise<readonly (readonly Cell[])[]>;
  /** The days (counted from 1970) that have a table of readings. */
  readonly days: Iterable<number>;
  /** How much one statement may read, when not the usual. */
  readonly runs?: RunLimits;
}

type TagsOf = (group: Cell) => readonly string[];

/** What the groups of a plan find, in the order of their tags. Throws `query-limit` when it is too much. */
export async function foundBySql(
  plan: SelectPlan,
  store: SqlStore,
  { limits, budget }: { readonly limits: QueryLimits; readonly budget: Budget },
): Promise<readonly FoundGroup[]> {
  const runs = await sourceRuns(plan, store);
  if (runs.length === 0) return [];
  const groupQuery = groupsSql(plan, limits.groups + 1);
  const groups = groupQuery === null ? undefined : await store.ask(groupQuery);
  const count = groups?.[0]?.length ?? 1;
  budget.checkGroups(count);
  const tagsOf = groupTags(plan, groups ?? []);
  if (plan.calls.length > 0) {
    const columns = await foundAggregates(plan, runs, { store, most: limits.rows + 1 });
    budget.spendRows(columns[0]?.length ?? 0);
    return aggregateGroups(plan, columns, tagsOf);
  }
  const found = await foundRows(plan, runs, { store, most: limits.rows + 1, groups: count });
  budget.spendRows(found.count);
  return [...found.groups()].map(([group, [times = [], ...values]]) => ({
    tags: tagsOf(group),
    times: times as readonly number[],
    values,
  }));
}

function groupTags(plan: SelectPlan, [numbers = [], ...columns]: readonly (readonly Cell[])[]): TagsOf {
  const tags = new Map(numbers.map((group, row) => [group, columns.map((column) => String(column[row] ?? ""))]));
  const none = plan.groupTags.map(() => "");
  return (group) => tags.get(group) ?? none;
}

/** In the order asked; none when no table can hold the range, or no series is selected. */
async function sourceRuns(plan: SelectPlan, store: SqlStore): Promise<readonly SourceRun[]> {
  const { from, to } = plan.time;
  if (from !== null && to !== null && from >= to) return [];
  if (plan.measurement !== "reading") return [null];
  const days = daysWithin(store.days, plan.time);
  if (days.length === 0) return [];
  const query = selectedSeriesSql(plan);
  const selected = query === null ? null : ((await store.ask(query))[0] ?? []);
  if (selected?.length === 0) return [];
  const only = selected?.length === 1 ? Number(selected[0]) : null;
  const runs = (await dayRuns(days, store)).map((run) => ({ ...run, only }));
  return plan.descending && plan.calls.length === 0 ? runs.toReversed() : runs;
}

async function dayRuns(days: readonly number[], store: SqlStore): Promise<readonly DayRun[]> {
  const limits = store.runs ?? defaultRunLimits;
  if (days.length <= Math.min(fewTables, limits.tables)) return [{ days, isSmall: false }];
  const rows = await tableRows(store);
  return runsOf(
    days.map((day) => ({ day, rows: rows.get(readingTable(day)) ?? 0 })),
    limits,
  );
}

async function tableRows(store: SqlStore): Promise<ReadonlyMap<string, number>> {
  const sql =
    "SELECT table_name, estimated_size::DOUBLE FROM duckdb_tables() WHERE starts_with(table_name, 'reading_')";
  const [names = [], rows = []] = await store.ask({ sql, params: [] });
  return new Map(names.map((name, index) => [String(name), Number(rows[index])]));
}

interface Asked {
  readonly store: SqlStore;
  /** One row more than allowed. */
  readonly most: number;
}

/** Runs are asked one after the other, as long as somebody wants more rows. */
async function foundRows(
  plan: SelectPlan,
  runs: readonly SourceRun[],
  { store, most, groups }: Asked & { readonly groups: number },
): Promise<FoundRows> {
  const found = new FoundRows(plan);
  const isGrouped = plan.groupTags.length > 0;
  const group = plan.limit === null ? null : plan.rowOffset + plan.limit;
  for (const run of runs) {
    const room = most - found.count;
    const all = isGrouped ? most : Math.min(found.wanted ?? Number.POSITIVE_INFINITY, found.skipped + room);
    const columns = await store.ask(rowsSql(plan, run, { all, group }));
    found.add(columns);
    // An answer that was cut off between groups says nothing of the groups after it: it counts as too much.
    if (isGrouped && (columns[0]?.length ?? 0) >= most) found.count = most;
    if (found.full === groups || found.count >= most) break;
  }
  return found;
}

async function foundAggregates(
  plan: SelectPlan,
  runs: readonly SourceRun[],
  { store, most }: Asked,
): Promise<readonly (readonly Cell[])[]> {
  const [first] = runs;
  if (runs.length === 1 && first !== undefined) return store.ask(aggregatesSql(plan, first, most));
  for (const [index, run] of runs.entries()) await store.ask(keepPartialSql(plan, run, index === 0));
  return store.ask(keptTotalsSql(plan, most));
}

/** Cuts the answer (group, bucket, calls…; sorted by group) into groups. */
function aggregateGroups(
  plan: SelectPlan,
  [numbers = [], times = [], ...cells]: readonly (readonly Cell[])[],
  tagsOf: TagsOf,
): readonly FoundGroup[] {
  // With `showsChosenTime` the one call is followed by the time of its point.
  const shownTimes = plan.showsChosenTime ? (cells[1] ?? []) : times;
  const found: FoundGroup[] = [];
  for (let start = 0, end = 0; start < numbers.length; start = end) {
    end = endOfGroup(numbers, start);
    found.push({
      tags: tagsOf(numbers[start] ?? null),
      times: shownTimes.slice(start, end) as number[],
      values: cells.map((column) => column.slice(start, end)),
    });
  }
  return found;
}
