import { AppError } from "../../core/errors.ts";
import type { Condition, Precision, Statement } from "../../core/influxql/ast.ts";
import type { QueryFault } from "../../core/influxql/fault.ts";
import { type MeasurementName, measurements } from "../measurements.ts";
import { evaluate, meets, type RowSource } from "./evaluate.ts";
import { foundBySql, type SqlStore } from "./find.ts";
import { planSelect, type SelectPlan } from "./plan.ts";
import { renderTables } from "./render.ts";
import { tablesOf } from "./series.ts";
import { type Dictionary, showFault, showTables } from "./show.ts";
import { dictionarySql, Params, quoted, whereSql } from "./sql.ts";
import { Budget, type QueryLimits } from "./table.ts";

/** One statement and how its answer is written. */
export interface QueryRequest {
  readonly statement: Statement;
  readonly precision: Precision;
  readonly limits: QueryLimits;
}

/** Why a statement cannot be answered whatever the store holds; undefined when it can. */
export function statementFault(statement: Statement): QueryFault | undefined {
  if (statement.kind === "show") return showFault(statement);
  const plan = planSelect(statement);
  return plan.ok ? undefined : plan.error;
}

/**
 * Answers from DuckDB: the JSON of InfluxDB's `series` array. Throws `query-invalid` for what `statementFault` finds and for
 * patterns that are not RE2, `query-limit` when it would be too much.
 */
export async function answerFromSql(request: QueryRequest, store: SqlStore): Promise<Uint8Array> {
  const { statement, precision, limits } = request;
  await checkPatterns(statement.where, store);
  if (statement.kind === "show") {
    refuseFault(showFault(statement));
    return renderTables(await showTables(statement, sqlDictionary(store)), precision);
  }
  const plan = planned(request);
  if (plan === null) return renderTables([], precision);
  const budget = new Budget(limits);
  return renderTables(tablesOf(plan, await foundBySql(plan, store, { limits, budget }), budget), precision);
}

/** Answers from rows in memory, with the same outcome and the same refusals. */
export async function answerFromRows(request: QueryRequest, source: RowSource): Promise<Uint8Array> {
  const { statement, precision, limits } = request;
  try {
    if (statement.kind === "show") {
      refuseFault(showFault(statement));
      return renderTables(await showTables(statement, rowDictionary(source)), precision);
    }
    const plan = planned(request);
    if (plan === null) return renderTables([], precision);
    const budget = new Budget(limits);
    const groups = evaluate(plan, source.rows(plan.measurement));
    budget.checkGroups(groups.length);
    for (const group of groups) budget.spendRows(group.times.length);
    return renderTables(tablesOf(plan, groups, budget), precision);
  } catch (error) {
    if (error instanceof SyntaxError) throw new AppError("query-invalid", error.message, error);
    throw error;
  }
}

function refuseFault(fault: QueryFault | undefined): void {
  if (fault !== undefined) throw new AppError("query-invalid", fault.message);
}

function planned({ statement }: QueryRequest): SelectPlan | null {
  if (statement.kind !== "select") return null;
  const plan = planSelect(statement);
  if (!plan.ok) throw new AppError("query-invalid", plan.error.message);
  return plan.value;
}

/** DuckDB alone knows what RE2 takes, so each pattern is tried before the query. */
async function checkPatterns(where: Condition | null, store: SqlStore): Promise<void> {
  if (where === null) return;
  if ("left" in where) {
    await checkPatterns(where.left, store);
    await checkPatterns(where.right, store);
  } else if (where.kind === "match") {
    const params = new Params();
    const sql = `SELECT regexp_matches('', ${params.bind(where.pattern)})`;
    await store.ask({ sql, params: params.list }).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message.replace(/^Invalid Input Error: /, "") : String(error);
      throw new AppError("query-invalid", `/${where.pattern}/ is not a regular expression: ${reason}`, error);
    });
  }
}

function sqlDictionary(store: SqlStore): Dictionary {
  const ask = async (name: MeasurementName, where: Condition | null, select: (from: string) => string) => {
    const params = new Params();
    const condition = whereSql(where, measurements[name], params);
    const [column = []] = await store.ask({ sql: select(`${dictionarySql(name)}${condition}`), params: params.list });
    return column;
  };
  return {
    exists: async (name) => (await ask(name, null, (from) => `SELECT 1 FROM ${from} LIMIT 1`)).length > 0,
    values: async (name, tag, where) => {
      const values = await ask(
        name,
        where,
        (from) => `SELECT DISTINCT ${quoted(tag)} AS value FROM ${from} ORDER BY value`,
      );
      return values.map(String).filter((value) => value !== "");
    },
  };
}

function rowDictionary(source: RowSource): Dictionary {
  const tagsMeeting = (name: MeasurementName, where: Condition | null) =>
    [...source.rows(name)].map(({ tags }) => tags).filter((tags) => meets(tags, where, measurements[name]));
  return {
    exists: (name) => Promise.resolve(tagsMeeting(name, null).length > 0),
    values: (name, tag, where) => {
      const values = new Set(tagsMeeting(name, where).map((tags) => tags[tag] ?? ""));
      return Promise.resolve([...values].filter((value) => value !== "").sort());
    },
  };
}
