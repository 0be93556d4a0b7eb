import { err, ok, type Result } from "../result.ts";
import type { EpochMs } from "../time.ts";
import type { Statement } from "./ast.ts";
import { Cursor, Refusal } from "./cursor.ts";
import type { QueryFault } from "./fault.ts";
import { tokenise } from "./lexer.ts";
import { parseSelect } from "./select.ts";
import { parseShow } from "./show.ts";

/** Most statements in one query. */
const mostStatements = 100;

/**
 * Reads a query: SELECT and SHOW statements separated by `;`. `now` is what `now()` means, and where a SELECT with `time()`
 * ends when it does not say so itself. Anything outside the subset of docs/influxql.md is a fault at its place.
 */
export function parseQuery(text: string, now: EpochMs): Result<readonly Statement[], QueryFault> {
  const tokens = tokenise(text);
  if (!tokens.ok) return tokens;
  try {
    return ok(parseStatements(new Cursor(tokens.value), now));
  } catch (refusal) {
    if (refusal instanceof Refusal) return err(refusal.fault);
    throw refusal;
  }
}

function parseStatements(cursor: Cursor, now: EpochMs): readonly Statement[] {
  const statements: Statement[] = [];
  for (;;) {
    while (cursor.takeSymbol(";"));
    if (cursor.peek().kind === "end") break;
    statements.push(parseStatement(cursor, now));
    if (statements.length > mostStatements) cursor.expected(`at most ${mostStatements} statements`);
    if (cursor.peek().kind !== "end" && !cursor.atSymbol(";")) cursor.expected('";" or the end of the query');
  }
  if (statements.length === 0) cursor.expected("SELECT or SHOW");
  return statements;
}

function parseStatement(cursor: Cursor, now: EpochMs): Statement {
  if (cursor.takeKeyword("SELECT")) return parseSelect(cursor, now);
  if (cursor.takeKeyword("SHOW")) return parseShow(cursor, now);
  return cursor.expected("SELECT or SHOW", "nothing else can be asked here: the store is written by ingest alone");
}
