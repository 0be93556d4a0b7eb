import type { DuckDBConnection } from "@duckdb/node-api";
import { AppError, messageOf } from "../../../core/errors.ts";
import { answerFromSql, type QueryRequest } from "../answer.ts";
import type { RunLimits } from "../day-runs.ts";
import type { SqlQuery } from "../sql.ts";
import type { Cell } from "../table.ts";

/** How a statement is asked. */
export interface DuckdbAsked {
  /** The days that have a table of readings. */
  readonly days: Iterable<number>;
  /** Whether nobody waits for the answer any more: looked at before each of the statements it takes. */
  readonly isStopped?: () => boolean;
  /** How much one statement may read, when not the usual. */
  readonly runs?: RunLimits;
}

/**
 * Answers one statement from a DuckDB file laid out as `stores/duckdb/schema.ts` says, in one read transaction. Nothing else
 * may use the connection meanwhile; `connection.interrupt()`, once `isStopped` says so, breaks it off, which throws
 * `query-limit`.
 */
export async function answerFromDuckdb(
  connection: DuckDBConnection,
  request: QueryRequest,
  { isStopped = () => false, ...asked }: DuckdbAsked,
): Promise<Uint8Array> {
  await connection.run("BEGIN TRANSACTION READ ONLY");
  try {
    const askOne = (query: SqlQuery): ReturnType<typeof ask> => {
      if (isStopped()) throw new AppError("query-limit", "the query was broken off");
      return ask(connection, query);
    };
    return await answerFromSql(request, { ...asked, ask: async (query) => askOne(query) });
  } finally {
    await connection.run("ROLLBACK").catch(() => undefined);
  }
}

async function ask(connection: DuckDBConnection, { sql, params }: SqlQuery): Promise<readonly (readonly Cell[])[]> {
  try {
    const reader = await connection.runAndReadAll(sql, [...params]);
    return reader.getColumns().map(cells);
  } catch (error) {
    const reason = messageOf(error);
    if (/INTERRUPT/i.test(reason)) throw new AppError("query-limit", "the query was broken off", error);
    if (/Out of Memory/i.test(reason))
      throw new AppError("query-limit", "the query needs more memory than allowed", error);
    throw error;
  }
}

/** Most columns are of numbers throughout: they stay what they are. */
function cells(column: readonly unknown[]): readonly Cell[] {
  return column.every(isPlain) ? column : column.map(cell);
}

function isPlain(value: unknown): value is number | null {
  return value === null || typeof value === "number";
}

function cell(value: unknown): Cell {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value === null || typeof value === "number" || typeof value === "string" || typeof value === "boolean")
    return value;
  throw new TypeError(`DuckDB answered with a ${typeof value}`);
}
