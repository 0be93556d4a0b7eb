import type { Span } from "./ast.ts";

/** Why a query is refused: what is wrong, where, and what would be right. */
export interface QueryFault {
  readonly message: string;
  readonly span: Span;
  readonly hint?: string;
}

/** A place people can find: both count from 1, the column in characters. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The line and column of an offset in the query text. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

/** A fault on one line, as the HTTP answer carries it: `1:8: expected a field, found FROM (hint)`. */
export function faultLine(text: string, fault: QueryFault): string {
  const { line, column } = positionAt(text, fault.span.start);
  const hint = fault.hint === undefined ? "" : ` (${fault.hint})`;
  return `${line}:${column}: ${fault.message}${hint}`;
}

/** A fault with the source line and carets under the place, as a terminal shows it. */
export function faultText(text: string, fault: QueryFault): string {
  const { line, column } = positionAt(text, fault.span.start);
  const source = (text.split("\n")[line - 1] ?? "").replaceAll("\t", " ");
  const width = Math.max(1, Math.min(fault.span.end - fault.span.start, source.length - column + 1));
  return `${faultLine(text, fault)}\n  ${source}\n  ${" ".repeat(column - 1)}${"^".repeat(width)}`;
}
