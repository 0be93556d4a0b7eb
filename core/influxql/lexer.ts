import { err, ok, type Result } from "../result.ts";
import type { Span } from "./ast.ts";
import type { QueryFault } from "./fault.ts";

/** Longest query text accepted, characters. */
export const longestQuery = 65_536;

/** What sort of word a token is. */
export type TokenKind = "word" | "name" | "string" | "number" | "duration" | "regex" | "symbol" | "end";

/**
 * One word of a query. `text` is the meaning (quotes and escapes removed; a duration in whole nanoseconds); `word` is
 * bare, `name` was in double quotes.
 */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly span: Span;
}

const space = /(?:\s|--[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const duration = /(?:\d+(?:ns|ms|[uµsmhdw]))+(?![A-Za-z0-9_])/y;
const number = /(?:\d+(?:\.\d+)?|\.\d+)(?![A-Za-z0-9_.])/y;
const quoted = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y;
const regex = /\/(?:[^/\\\n]|\\.)*\//y;
const symbol = /=~|!~|!=|<>|<=|>=|[=<>(),.;*+\-/:$%&|^[\]{}]/y;

/** Source: InfluxQL reference 1.6, Literals, Durations. */
const unitNs: Readonly<Record<string, bigint>> = {
  ns: 1n,
  u: 1_000n,
  µ: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};

function durationNs(text: string): bigint {
  let total = 0n;
  for (const [, count = "0", unit = ""] of text.matchAll(/(\d+)(ns|ms|[uµsmhdw])/g)) {
    total += BigInt(count) * (unitNs[unit] ?? 0n);
  }
  return total;
}

/** The text inside quotes; undefined when a backslash stands before a character that cannot be escaped. */
function unquote(raw: string): string | undefined {
  const body = raw.slice(1, -1);
  if (/\\[^n\\'"]/.test(body.replaceAll("\\\\", ""))) return undefined;
  return body.replace(/\\([\s\S])/g, (_, character: string) => (character === "n" ? "\n" : character));
}

function scan(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

type Scanned = Result<{ readonly kind: TokenKind; readonly text: string; readonly length: number }, QueryFault>;

function found(kind: TokenKind, raw: string, text: string = raw): Scanned {
  return ok({ kind, text, length: raw.length });
}

function refuse(message: string, start: number, end: number, hint?: string): Scanned {
  return err({ message, span: { start, end }, ...(hint === undefined ? {} : { hint }) });
}

function scanQuoted(text: string, at: number): Scanned {
  const raw = scan(quoted, text, at);
  const what = text[at] === '"' ? "quoted name" : "string";
  if (raw === undefined)
    return refuse(`this ${what} is not closed`, at, at + 1, `it must end on the same line with ${text[at]}`);
  const body = unquote(raw);
  if (body === undefined)
    return refuse(`bad escape in this ${what}`, at, at + raw.length, "only \\n \\\\ \\' \\\" exist");
  return found(text[at] === '"' ? "name" : "string", raw, body);
}

function scanRegex(text: string, at: number): Scanned {
  const raw = scan(regex, text, at);
  if (raw === undefined)
    return refuse("expected a regular expression", at, at + 1, "write it between slashes: /^pump-/");
  return found("regex", raw, raw.slice(1, -1).replaceAll("\\/", "/"));
}

function scanNumber(text: string, at: number): Scanned {
  const time = scan(duration, text, at);
  if (time !== undefined) return found("duration", time, String(durationNs(time)));
  const plain = scan(number, text, at);
  if (plain !== undefined) return found("number", plain);
  const wrong = scan(/[A-Za-z0-9_.µ]+/y, text, at) ?? "";
  return refuse(
    `${wrong} is neither a number nor a duration`,
    at,
    at + wrong.length,
    "units are ns u ms s m h d w, without a point",
  );
}

function scanOne(text: string, at: number, previous: string): Scanned {
  if (previous === "=~" || previous === "!~") return scanRegex(text, at);
  const first = text[at] ?? "";
  if (text.startsWith("/*", at)) return refuse("this comment is not closed", at, at + 2, "it must end with */");
  if (first === '"' || first === "'") return scanQuoted(text, at);
  if (/\d/.test(first) || (first === "." && /\d/.test(text[at + 1] ?? ""))) return scanNumber(text, at);
  const bare = scan(word, text, at);
  if (bare !== undefined) return found("word", bare);
  const mark = scan(symbol, text, at);
  if (mark !== undefined) return found("symbol", mark);
  return refuse(`unexpected character ${JSON.stringify(first)}`, at, at + 1);
}

/** Splits a query into tokens, the last of kind `end`. Comments (from `--` to the end of the line, and C's) count as white space. */
export function tokenise(text: string): Result<readonly Token[], QueryFault> {
  if (text.length > longestQuery) {
    const span = { start: longestQuery, end: text.length };
    return err({ message: `the query is longer than ${longestQuery} characters`, span });
  }
  const tokens: Token[] = [];
  let at = 0;
  let previous = "";
  for (;;) {
    at += scan(space, text, at)?.length ?? 0;
    if (at >= text.length) break;
    const scanned = scanOne(text, at, previous);
    if (!scanned.ok) return scanned;
    const { kind, text: meaning, length } = scanned.value;
    tokens.push({ kind, text: meaning, span: { start: at, end: at + length } });
    previous = kind === "symbol" ? meaning : "";
    at += length;
  }
  tokens.push({ kind: "end", text: "", span: { start: text.length, end: text.length } });
  return ok(tokens);
}
