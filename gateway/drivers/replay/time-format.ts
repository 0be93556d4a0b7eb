import type { DurationMs } from "../../../core/time.ts";
import { offsetIn } from "../../../core/zone.ts";

/** A date and time as a recorded file writes it. */
export interface WrittenTime {
  /** What the clock on the wall showed, as if it were UTC; epoch ms. */
  readonly wall: number;
  /** Its distance from UTC, where the text carries it. */
  readonly offset?: DurationMs;
}

/** Reads one text; undefined when it is not written so, or when there is no such day or time. */
export type ReadWritten = (text: string) => WrittenTime | undefined;

type Parts = Partial<Record<"year" | "month" | "day" | "hour" | "minute" | "second" | "ms" | "offset", number>>;
type PartName = keyof Parts | "half";

interface Token {
  readonly part: PartName;
  readonly pattern: string;
  readonly read: (text: string) => number;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const half = 12;

function digits(part: PartName, count: string): Token {
  return { part, pattern: `\\d{${count}}`, read: Number };
}

/** Letters in the manner of Unicode's date fields. Source: Unicode TR35 part 4, Date Field Symbol Table. */
const tokens: Readonly<Record<string, Token>> = {
  yyyy: digits("year", "4"),
  // Source: POSIX strptime, %y: 69 to 99 are of the last century.
  yy: { ...digits("year", "2"), read: (text) => Number(text) + (Number(text) < 69 ? 2000 : 1900) },
  MMM: { part: "month", pattern: `(?:${months.join("|")})`, read: (text) => months.indexOf(text.toLowerCase()) + 1 },
  MM: digits("month", "2"),
  M: digits("month", "1,2"),
  dd: digits("day", "2"),
  d: digits("day", "1,2"),
  HH: digits("hour", "2"),
  H: digits("hour", "1,2"),
  hh: digits("hour", "2"),
  h: digits("hour", "1,2"),
  a: { part: "half", pattern: "[ap]m", read: (text) => (text.toLowerCase() === "pm" ? half : 0) },
  mm: digits("minute", "2"),
  m: digits("minute", "1,2"),
  ss: digits("second", "2"),
  s: digits("second", "1,2"),
  S: { part: "ms", pattern: "\\d{1,9}", read: (text) => Number(text.slice(0, 3).padEnd(3, "0")) },
  XXX: { part: "offset", pattern: "(?:Z|[+-]\\d{2}:?\\d{2})", read: (text) => offsetIn(text.toUpperCase()) },
};

/** What a format may consist of, for messages. */
export const formatSpelling =
  "a date and time in yyyy yy MM M MMM dd d HH H hh h a mm m ss s S XXX, such as dd/MM/yyyy HH.mm.ss; or unix, unix-ms";

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s?(Z|[+-]\d{2}:?\d{2})?$/;
const isoTokens = ["yyyy", "MM", "dd", "HH", "mm", "ss", "S", "XXX"];

/** Reads times such as 2025-09-12T08:00:00: a blank for the T, the time, seconds and an offset may be missing. */
export const readIso: ReadWritten = reader(iso, isoTokens);

/** A reader for a format; undefined when the format is none. */
export function timeFormat(format: string): ReadWritten | undefined {
  if (format === "unix") return unix(1000);
  if (format === "unix-ms") return unix(1);
  const pieces = format.match(/([A-Za-z])\1*|[^A-Za-z]+/g) ?? [];
  const used = pieces.filter((piece) => /[A-SU-Za-z]/.test(piece)).map((piece) => (/^S+$/.test(piece) ? "S" : piece));
  const parts = used.map((name) => (Object.hasOwn(tokens, name) ? tokens[name]?.part : undefined));
  const needs: PartName[] = ["year", "month", "day", ...(/h/.test(format) ? (["half"] as const) : [])];
  const isSound = !parts.includes(undefined) && new Set(parts).size === parts.length;
  if (!isSound || !needs.every((part) => parts.includes(part))) return undefined;
  const pattern = pieces.map((piece) => {
    const token = tokens[/^S+$/.test(piece) ? "S" : piece];
    return token === undefined ? piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : `(${token.pattern})`;
  });
  return reader(new RegExp(`^${pattern.join("")}$`, "i"), used);
}

function reader(pattern: RegExp, names: readonly string[]): ReadWritten {
  const read = names.map((name) => tokens[name] as Token);
  return (text) => {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const parts: Parts & { half?: number } = {};
    for (const [index, token] of read.entries()) {
      const written = match[index + 1];
      if (written !== undefined) parts[token.part] = token.read(written);
    }
    const wall = wallTime(parts);
    if (wall === undefined) return undefined;
    return parts.offset === undefined ? { wall } : { wall, offset: parts.offset };
  };
}

function wallTime({ half: after, hour: shown = 0, ...parts }: Parts & { half?: number }): number | undefined {
  const { year = 0, month = 0, day = 0, minute = 0, second = 0, ms = 0 } = parts;
  if (after !== undefined && (shown < 1 || shown > half)) return undefined;
  const hour = after === undefined ? shown : (shown % half) + after;
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  const isTime = hour < 24 && minute < 60 && second < 60;
  // The end of a day. Source: ISO 8601-1:2019, 5.3.1.1 with amendment 1.
  const isMidnight = hour === 24 && minute === 0 && second === 0 && ms === 0;
  return isDay && (isTime || isMidnight) ? Date.UTC(year, month - 1, day, hour, minute, second, ms) : undefined;
}

function daysIn(year: number, month: number): number {
  return (Date.UTC(year, month, 1) - Date.UTC(year, month - 1, 1)) / 86_400_000;
}

function unix(scale: number): ReadWritten {
  return (text) => {
    const wall = Math.round(Number(text) * scale);
    return /^\d{1,15}(\.\d+)?$/.test(text) && wall <= 8.64e15 ? { wall, offset: 0 } : undefined;
  };
}
