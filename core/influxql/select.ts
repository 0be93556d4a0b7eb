import type { DurationMs } from "../time.ts";
import { type Aggregate, aggregates, type Fill, type SelectColumn, type SelectStatement, type Source } from "./ast.ts";
import { type Cursor, refuse } from "./cursor.ts";
import { type Moments, timeRange } from "./moments.ts";
import { parseWhere } from "./where.ts";

const nsPerMs = 1_000_000n;
const mostColumns = 200;

/** Reads a SELECT whose first word has been taken. `now` is epoch ms. */
export function parseSelect(cursor: Cursor, now: number): SelectStatement {
  const columns = parseColumns(cursor);
  cursor.expectKeyword("FROM");
  const from = parseFrom(cursor);
  if (cursor.atSymbol(",")) cursor.expected("one measurement", "one statement for each measurement, separated by ;");
  const where = parseWhere(cursor, now);
  const groups = parseGroupBy(cursor);
  const fill = parseFill(cursor);
  const descending = parseOrderBy(cursor);
  return {
    kind: "select",
    columns,
    ...from,
    where: where.condition,
    time: timeRange(groups.interval === null ? where.time : untilNow(where.time, now)),
    ...groups,
    fill,
    descending,
    limit: parseCount(cursor, "LIMIT") || null,
    rowOffset: parseCount(cursor, "OFFSET"),
    seriesLimit: parseCount(cursor, "SLIMIT") || null,
    seriesOffset: parseCount(cursor, "SOFFSET"),
  };
}

/** With `time()` the default upper bound is now, itself inside. Source: InfluxQL reference 1.6, Time syntax, Absolute time. */
function untilNow(time: Moments, now: number): Moments {
  return time.end === null ? { ...time, end: BigInt(Math.floor(now)) * nsPerMs + 1n } : time;
}

function parseColumns(cursor: Cursor): readonly SelectColumn[] {
  const columns = [parseColumn(cursor)];
  while (cursor.takeSymbol(",")) columns.push(parseColumn(cursor));
  if (columns.length > mostColumns) cursor.expected(`at most ${mostColumns} columns`);
  return columns;
}

function parseColumn(cursor: Cursor): SelectColumn {
  const { start } = cursor.peek().span;
  const isCall = cursor.peek().kind === "word" && cursor.atSymbol("(", 1);
  const aggregate = isCall ? parseFunction(cursor) : null;
  if (aggregate !== null) cursor.expectSymbol("(");
  const token = cursor.peek();
  const field = cursor.takeSymbol("*") ? "*" : cursor.expectName("a field, a tag, * or an aggregate").text;
  if (aggregate !== null) cursor.expectSymbol(")");
  const end = aggregate === null ? token.span.end : cursor.peek(-1).span.end;
  if (/^[-+/%&|^:]$/.test(cursor.peek().text) && cursor.peek().kind === "symbol") {
    cursor.expected("a comma or FROM", "arithmetic and type casts are not supported");
  }
  const alias = cursor.takeKeyword("AS") ? cursor.expectName("an alias").text : null;
  return { aggregate, field, alias, span: { start, end } };
}

function parseFunction(cursor: Cursor): Aggregate {
  const token = cursor.next();
  const name = token.text.toLowerCase();
  const known = aggregates.find((aggregate) => aggregate === name);
  return (
    known ?? refuse(`the function ${token.text}() is not supported`, token.span, `there are ${aggregates.join(", ")}`)
  );
}

interface From extends Source {
  readonly measurement: string;
}

/** Reads `measurement`, `policy.measurement`, `database.policy.measurement` or `database..measurement`. */
export function parseFrom(cursor: Cursor): From {
  if (cursor.atSymbol("(")) cursor.expected("a measurement", "subqueries are not supported");
  if (cursor.atSymbol("/")) cursor.expected("a measurement", "a regular expression cannot name a measurement here");
  const parts = [cursor.expectName("a measurement").text];
  while (parts.length < 3 && cursor.takeSymbol(".")) {
    const skipped = parts.length === 1 && cursor.atSymbol(".");
    parts.push(skipped ? "" : cursor.expectName("a measurement").text);
  }
  const [measurement = "", policy = "", database = ""] = parts.reverse();
  return { database: database || null, policy: policy || null, measurement };
}

type Groups = Pick<SelectStatement, "groupTags" | "interval" | "offset">;

function parseGroupBy(cursor: Cursor): Groups {
  const tags: string[] = [];
  let interval: DurationMs | null = null;
  let offset = 0;
  if (!cursor.takeKeyword("GROUP")) return { groupTags: tags, interval, offset };
  cursor.expectKeyword("BY");
  do {
    if (cursor.atKeyword("TIME") && cursor.atSymbol("(", 1)) {
      if (interval !== null) cursor.expected("a tag", "time() can stand only once in GROUP BY");
      ({ interval, offset } = parseTimeCall(cursor));
    } else {
      tags.push(parseGroupTag(cursor));
    }
    if (tags.length > mostColumns) cursor.expected(`at most ${mostColumns} tags`);
  } while (cursor.takeSymbol(","));
  return { groupTags: tags, interval, offset };
}

function parseGroupTag(cursor: Cursor): string {
  if (cursor.takeSymbol("*")) return "*";
  if (cursor.atSymbol("/")) cursor.expected("a tag, * or time(…)", "a regular expression cannot name tags here");
  const token = cursor.expectName("a tag, * or time(…)");
  if (token.kind === "word" && cursor.atSymbol("(")) {
    refuse(
      `${token.text}() cannot stand in GROUP BY`,
      token.span,
      "only time(…) can; fill(…) follows GROUP BY without a comma",
    );
  }
  if (token.text === "time") refuse("time needs an interval", token.span, "write time(5m)");
  return token.text;
}

function parseTimeCall(cursor: Cursor): { interval: DurationMs; offset: DurationMs } {
  cursor.next();
  cursor.expectSymbol("(");
  const interval = wholeMs(cursor, "an interval such as 5m");
  if (interval <= 0) refuse("the interval must be longer than nothing", cursor.peek(-1).span);
  let offset = 0;
  if (cursor.takeSymbol(",")) {
    const sign = cursor.takeSymbol("-") ? -1 : 1;
    const shift = (sign * wholeMs(cursor, "an offset such as 15m")) % interval;
    offset = shift < 0 ? shift + interval : shift;
  }
  cursor.expectSymbol(")");
  return { interval, offset };
}

function wholeMs(cursor: Cursor, what: string): number {
  const token = cursor.peek();
  if (token.kind !== "duration") cursor.expected(what, "a number and a unit: ms s m h d w");
  const ns = BigInt(cursor.next().text);
  if (ns % nsPerMs !== 0n) refuse("the store keeps whole milliseconds", token.span, "use 1ms or a multiple of it");
  if (ns / nsPerMs > BigInt(Number.MAX_SAFE_INTEGER)) refuse("this is longer than all of time", token.span);
  return Number(ns / nsPerMs);
}

function parseFill(cursor: Cursor): Fill {
  if (!(cursor.atKeyword("FILL") && cursor.atSymbol("(", 1))) return { kind: "null" };
  cursor.next();
  cursor.next();
  const fill = parseFillOption(cursor);
  cursor.expectSymbol(")");
  return fill;
}

function parseFillOption(cursor: Cursor): Fill {
  const kinds = ["null", "none", "previous", "linear"] as const;
  const kind = kinds.find((name) => cursor.takeKeyword(name.toUpperCase()));
  if (kind !== undefined) return { kind };
  const sign = cursor.takeSymbol("-") ? -1 : 1;
  const token = cursor.peek();
  if (token.kind !== "number") cursor.expected("null, none, previous, linear or a number");
  const value = Number(cursor.next().text);
  if (String(value).includes("e")) refuse("this number is too large or too small", token.span);
  return { kind: "value", value: sign * value + 0 };
}

/** Whether the latest comes first. `ORDER BY ASC` and `ORDER BY DESC` mean time, as in InfluxDB. */
function parseOrderBy(cursor: Cursor): boolean {
  if (!cursor.takeKeyword("ORDER")) return false;
  cursor.expectKeyword("BY");
  const isTime = cursor.peek().text.toLowerCase() === "time" && cursor.peek().kind !== "string";
  if (isTime) cursor.next();
  const descending = cursor.takeKeyword("DESC");
  const ascending = !descending && cursor.takeKeyword("ASC");
  if (!(isTime || descending || ascending)) cursor.expected("time, ASC or DESC", "rows are ordered by time only");
  if (cursor.atSymbol(",")) cursor.expected("no second order", "rows are ordered by time only");
  return descending;
}

/** The count after this keyword, 0 without it. `LIMIT 0` is no limit, as in InfluxDB. */
export function parseCount(cursor: Cursor, keyword: string): number {
  return cursor.takeKeyword(keyword) ? cursor.expectCount(keyword) : 0;
}
