import type { ShowStatement } from "./ast.ts";
import { type Cursor, refuse } from "./cursor.ts";
import { parseCount, parseFrom } from "./select.ts";
import { parseWhere } from "./where.ts";

type What = ShowStatement["what"];

const subjects: readonly (readonly [What, readonly string[]])[] = [
  ["measurements", ["MEASUREMENTS"]],
  ["tag-keys", ["TAG", "KEYS"]],
  ["tag-values", ["TAG", "VALUES"]],
  ["field-keys", ["FIELD", "KEYS"]],
  ["databases", ["DATABASES"]],
  ["retention-policies", ["RETENTION", "POLICIES"]],
];

/** Reads a SHOW whose first word has been taken. `now` is epoch ms. */
export function parseShow(cursor: Cursor, now: number): ShowStatement {
  const what = parseSubject(cursor);
  const database = what !== "databases" && cursor.takeKeyword("ON") ? cursor.expectName("a database").text : null;
  const rest = { kind: "show", what, database, policy: null, measurement: null, keys: [], where: null } as const;
  if (what === "databases" || what === "retention-policies") return { ...rest, limit: null, rowOffset: 0 };
  const from = what === "measurements" ? withMeasurement(cursor) : fromMeasurement(cursor);
  const keys = what === "tag-values" ? parseKeys(cursor) : [];
  // Series are listed whenever they were written: bounds on time are read and leave none out.
  const where = what === "field-keys" ? null : parseWhere(cursor, now).condition;
  const limit = parseCount(cursor, "LIMIT") || null;
  return {
    ...rest,
    ...from,
    database: from.database ?? database,
    keys,
    where,
    limit,
    rowOffset: parseCount(cursor, "OFFSET"),
  };
}

function parseSubject(cursor: Cursor): What {
  const found = subjects.find(([, words]) => cursor.takeKeyword(...words));
  if (found !== undefined) return found[0];
  return cursor.expected(subjects.map(([, words]) => words.join(" ")).join(", "));
}

type Found = Pick<ShowStatement, "database" | "policy" | "measurement">;
const nowhere: Found = { database: null, policy: null, measurement: null };

function fromMeasurement(cursor: Cursor): Found {
  return cursor.takeKeyword("FROM") ? parseFrom(cursor) : nowhere;
}

function withMeasurement(cursor: Cursor): Found {
  if (!cursor.takeKeyword("WITH")) return nowhere;
  cursor.expectKeyword("MEASUREMENT");
  if (!cursor.takeSymbol("=")) cursor.expected('"="', "a regular expression cannot name measurements here");
  return { ...nowhere, measurement: cursor.expectName("a measurement").text };
}

function parseKeys(cursor: Cursor): readonly string[] {
  if (!cursor.atKeyword("WITH")) cursor.expected("WITH KEY", 'name the tag: SHOW TAG VALUES WITH KEY = "site"');
  cursor.next();
  cursor.expectKeyword("KEY");
  if (cursor.takeSymbol("=")) return [cursor.expectName("a tag").text];
  if (!cursor.takeKeyword("IN")) cursor.expected('"=" or IN');
  cursor.expectSymbol("(");
  const keys = [cursor.expectName("a tag").text];
  while (cursor.takeSymbol(",")) keys.push(cursor.expectName("a tag").text);
  cursor.expectSymbol(")");
  if (keys.length > 100) refuse("more than 100 tags", cursor.peek(-1).span);
  return keys;
}
