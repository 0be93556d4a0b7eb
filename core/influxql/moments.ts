import type { TimeRange } from "./ast.ts";
import { type Cursor, refuse } from "./cursor.ts";
import type { Token } from "./lexer.ts";

const nsPerMs = 1_000_000n;
/**
 * InfluxDB's times are signed 64-bit nanoseconds; ours end at a whole millisecond before that.
 * Source: InfluxDB 1.6, frequently asked questions, minimum and maximum timestamps.
 */
const earliest = -9_223_372_036_854_000_000n;
const latest = 9_223_372_036_854_000_000n;
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Bounds on time in nanoseconds: from `first` (inside) up to `end` (outside). */
export interface Moments {
  readonly first: bigint | null;
  readonly end: bigint | null;
}

/** No bound on either side. */
export const always: Moments = { first: null, end: null };

/** What lies inside both. */
export function both(a: Moments, b: Moments): Moments {
  return {
    first: a.first === null || b.first === null ? (a.first ?? b.first) : most(a.first, b.first),
    end: a.end === null || b.end === null ? (a.end ?? b.end) : least(a.end, b.end),
  };
}

/** The bounds of `time <operator> moment`; undefined for an operator that times do not have. */
export function bounded(operator: string, moment: bigint): Moments | undefined {
  switch (operator) {
    case "=":
      return { first: moment, end: moment + 1n };
    case ">":
      return { first: moment + 1n, end: null };
    case ">=":
      return { first: moment, end: null };
    case "<":
      return { first: null, end: moment };
    case "<=":
      return { first: null, end: moment + 1n };
    default:
      return undefined;
  }
}

function ceilMs(ns: bigint): number {
  const quotient = ns / nsPerMs;
  return Number(ns % nsPerMs > 0n ? quotient + 1n : quotient);
}

/** The range in milliseconds that holds the same readings. */
export function timeRange(moments: Moments): TimeRange {
  const first = moments.first === null ? null : least(moments.first, latest);
  const end = moments.end === null ? null : least(moments.end, latest);
  const from = first === null ? null : ceilMs(first);
  const lead = first === null || from === null ? 0 : Number(BigInt(from) * nsPerMs - first);
  return { from, to: end === null ? null : ceilMs(end), lead };
}

const literal = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?)?$/;

/** Reads `'2025-09-12T08:00:00Z'`, `'2025-09-12 08:00:00.5'` or `'2025-09-12'` as nanoseconds; without a zone it is UTC. */
export function parseMoment(text: string): bigint | undefined {
  const match = literal.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = match;
  const date = `${year}-${month}-${day}`;
  const ms = Date.parse(`${date}T${hour}:${minute}:${second}${zone}`);
  // Date.parse takes 30 February for 2 March; a moment that does not come out as it went in does not exist.
  const exists = !Number.isNaN(ms) && new Date(Date.parse(`${date}T00:00:00Z`)).toISOString().startsWith(date);
  return exists ? BigInt(ms) * nsPerMs + BigInt(fraction.padEnd(9, "0")) : undefined;
}

function term(cursor: Cursor, now: number): bigint {
  const token = cursor.peek();
  if (token.kind === "string") return stringTerm(cursor.next());
  if (token.kind === "duration") return BigInt(cursor.next().text);
  if (token.kind === "number" && /^\d{1,20}$/.test(token.text)) return BigInt(cursor.next().text);
  if (cursor.atKeyword("NOW") && cursor.atSymbol("(", 1)) {
    cursor.next();
    cursor.next();
    cursor.expectSymbol(")");
    return BigInt(Math.floor(now)) * nsPerMs;
  }
  return cursor.expected("a time", "'2025-09-12T08:00:00Z', 1757664000000ms, whole nanoseconds or now() - 1h");
}

function stringTerm(token: Token): bigint {
  const moment = parseMoment(token.text);
  if (moment === undefined) return refuse(`'${token.text}' is not a time`, token.span, "write '2025-09-12T08:00:00Z'");
  return moment;
}

/** A moment with durations added and taken off: `now() - 1h`, `'2025-09-12' + 30m`. In nanoseconds. */
export function expectMoment(cursor: Cursor, now: number): bigint {
  const start = cursor.peek().span.start;
  let total = cursor.takeSymbol("-") ? -term(cursor, now) : term(cursor, now);
  let end = cursor.peek().span.start;
  while (cursor.atSymbol("+") || cursor.atSymbol("-")) {
    const sign = cursor.next().text === "-" ? -1n : 1n;
    if (cursor.peek().kind !== "duration")
      cursor.expected("a duration", "only durations are added and taken off: now() - 1h");
    const token = cursor.next();
    total += sign * BigInt(token.text);
    end = token.span.end;
  }
  if (total < earliest || total > latest)
    refuse("this time is out of range", { start, end }, "between the years 1677 and 2262");
  return total;
}
