import type { Condition } from "./ast.ts";
import { type Cursor, refuse } from "./cursor.ts";
import type { Token } from "./lexer.ts";
import { always, both, bounded, expectMoment, type Moments } from "./moments.ts";

/** Deepest nesting of parentheses, and most comparisons, in one WHERE. */
const deepest = 64;
const mostComparisons = 500;

/** What a WHERE says: a condition on tags, and bounds on time that always hold. */
export interface Where {
  readonly condition: Condition | null;
  readonly time: Moments;
}

interface Scope {
  readonly cursor: Cursor;
  /** Epoch ms that `now()` stands for. */
  readonly now: number;
  comparisons: number;
}

/** A part of a WHERE, and the place of the first time bound in it. */
interface Part extends Where {
  readonly timeAt: Token | null;
}

/** Reads `WHERE …` where one stands. */
export function parseWhere(cursor: Cursor, now: number): Where {
  if (!cursor.takeKeyword("WHERE")) return { condition: null, time: always };
  return anyOf({ cursor, now, comparisons: 0 }, 0);
}

function anyOf(scope: Scope, depth: number): Part {
  let left = allOf(scope, depth);
  while (scope.cursor.takeKeyword("OR")) {
    const right = allOf(scope, depth);
    const timeAt = left.timeAt ?? right.timeAt;
    if (timeAt !== null)
      refuse("time cannot stand beside OR", timeAt.span, "put the OR in parentheses: (…) AND time >= …");
    left = { condition: joined("or", left.condition, right.condition), time: always, timeAt: null };
  }
  return left;
}

function allOf(scope: Scope, depth: number): Part {
  let left = comparison(scope, depth);
  while (scope.cursor.takeKeyword("AND")) {
    const right = comparison(scope, depth);
    left = {
      condition: joined("and", left.condition, right.condition),
      time: both(left.time, right.time),
      timeAt: left.timeAt ?? right.timeAt,
    };
  }
  return left;
}

function joined(kind: "and" | "or", left: Condition | null, right: Condition | null): Condition | null {
  return left === null || right === null ? (left ?? right) : { kind, left, right };
}

function comparison(scope: Scope, depth: number): Part {
  const { cursor } = scope;
  if (cursor.takeSymbol("(")) {
    if (depth >= deepest) refuse(`parentheses are nested deeper than ${deepest}`, cursor.peek().span);
    const inner = anyOf(scope, depth + 1);
    cursor.expectSymbol(")");
    return inner;
  }
  scope.comparisons += 1;
  if (scope.comparisons > mostComparisons) refuse(`more than ${mostComparisons} comparisons`, cursor.peek().span);
  const key = cursor.expectName("time or a tag");
  if (key.text.toLowerCase() === "time") return timeBound(scope, key);
  return { condition: tagCondition(cursor, key), time: always, timeAt: null };
}

function timeBound({ cursor, now }: Scope, key: Token): Part {
  const operator = cursor.next();
  const known = operator.kind === "symbol" && bounded(operator.text, 0n) !== undefined;
  if (!known)
    refuse(`time cannot be compared with ${operator.text || "nothing"}`, operator.span, "use =, <, <=, > or >=");
  const time = bounded(operator.text, expectMoment(cursor, now)) ?? always;
  return { condition: null, time, timeAt: key };
}

function tagCondition(cursor: Cursor, key: Token): Condition {
  const operator = cursor.next();
  const value = cursor.peek();
  const span = { start: key.span.start, end: value.span.end };
  switch (operator.kind === "symbol" ? operator.text : "") {
    case "=":
    case "!=":
    case "<>":
      if (value.kind !== "string")
        cursor.expected("a string in single quotes", "conditions are on tags, and tag values are strings: site = 'a'");
      return {
        kind: "compare",
        key: key.text,
        operator: operator.text === "=" ? "=" : "!=",
        value: cursor.next().text,
        span,
      };
    case "=~":
    case "!~":
      return {
        kind: "match",
        key: key.text,
        operator: operator.text === "=~" ? "=~" : "!~",
        pattern: cursor.next().text,
        span,
      };
    default:
      return refuse(
        `a tag cannot be compared with ${operator.text || "nothing"}`,
        operator.span,
        "use =, !=, =~ or !~; conditions on fields are not supported",
      );
  }
}
