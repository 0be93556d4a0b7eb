import { qualityCode, qualityOf } from "../../core/quality.ts";
import type { EpochMs } from "../../core/time.ts";
import { whereOf } from "./series.ts";
import type { Ask } from "./why.ts";

/** Whose readings are written, and what is written beside each. */
export interface CsvAsked {
  readonly region: string;
  readonly site: string;
  readonly device: string;
  readonly variable: string;
  readonly unit: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

const heads = ["time", "region", "site", "device", "variable", "unit", "value", "quality", "reason"];
const pageRows = 20_000;

/**
 * The readings of one variable as CSV, oldest first, a page of lines at a time: never more than a page is held. A series has
 * one reading for each moment, so that the next page begins a millisecond after this one ended.
 */
export async function* csvOf(asked: CsvAsked, ask: Ask): AsyncGenerator<string> {
  yield lineOf(heads);
  let from = asked.from;
  while (from <= asked.to) {
    const where = whereOf({ ...asked, from });
    const rows = await ask(
      `SELECT value, quality, reason FROM reading WHERE ${where} ORDER BY time ASC LIMIT ${pageRows}`,
    );
    if (rows.length > 0) yield rows.map((row) => rowLine(asked, row)).join("");
    if (rows.length < pageRows) return;
    from = Number(rows.at(-1)?.["time"]) + 1;
  }
}

function rowLine({ region, site, device, variable, unit }: CsvAsked, row: Readonly<Record<string, unknown>>): string {
  const { time, value, quality, reason } = row;
  const known = typeof value === "number" ? String(value) : "";
  const code = typeof quality === "number" ? quality : qualityCode.good;
  const texts = [region, site, device, variable, unit].map(harmless);
  const written = typeof reason === "string" ? harmless(reason) : "";
  return lineOf([new Date(Number(time)).toISOString(), ...texts, known, qualityOf(code), written]);
}

/** A text that no spreadsheet takes for a formula. Source: OWASP, CSV Injection. */
export function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** One line. Source: RFC 4180, 2: CRLF, and quotes around what has a comma, a quote or a line break, quotes doubled. */
export function lineOf(cells: readonly string[]): string {
  const written = cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${written.join(",")}\r\n`;
}
