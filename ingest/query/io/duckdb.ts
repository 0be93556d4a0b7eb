import type { DuckDBConnection } from "@duckdb/node-api";
import { AppError, messageOf } from "../../../core/errors.ts";
import { answerFromSql, type QueryRequest } from "../answer.ts";
import type { SqlQuery } from "../sql.ts";
import type { Cell } from "../table.ts";

/**
 * Answers one statement from a DuckDB file laid out as `stores/duckdb/schema.ts` says, in one read transaction. Nothing else
 * may use the connection meanwhile; `connection.interrupt()` breaks it off, which throws `query-limit`.
 */
export async function answerFromDuckdb(
  connection: DuckDBConnection,
  request: QueryRequest,
  days: Iterable<number>,
): Promise<Uint8Array> {
  await connection.run("BEGIN TRANSACTION READ ONLY");
  try {
    return await answerFromSql(request, { ask: (query) => ask(connection, query), days });
  } finally {
    await connection.run("ROLLBACK").catch(() => undefined);
  }
}

async function ask(connection: DuckDBConnection, { sql, params }: SqlQuery): Promise<readonly (readonly Cell[])[]> {
  try {
    const reader = await connection.runAndReadAll(sql, [...params]);
    return reader.getColumns().map((column) => column.map(cell));
  } catch (error) {
    const reason = messageOf(error);
    if (/INTERRUPT/i.test(reason)) throw new AppError("query-limit", "the query was broken off", error);
    if (/Out of Memory/i.test(reason))
      throw new AppError("query-limit", "the query needs more memory than allowed", error);
    throw error;
  }
}

function cell(value: unknown): Cell {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value === null || typeof value === "number" || typeof value === "string" || typeof value === "boolean")
    return value;
  throw new TypeError(`DuckDB answered with a ${typeof value}`);
}
