import type { Precision } from "../../core/influxql/ast.ts";
import { TextBytes } from "../text-bytes.ts";
import type { Cell, ResultTable } from "./table.ts";

/** Room for a number or a moment, its comma and brackets. */
const cellBytes = 48;
const million = 1_000_000;

const comma = 44;
const opened = 91;
const closed = 93;

/** Writes tables as the JSON text of InfluxDB's `series` array. */
export function renderTables(tables: readonly ResultTable[], precision: Precision): Uint8Array {
  const out = new TextBytes();
  out.text("[");
  for (const [index, table] of tables.entries()) {
    if (index > 0) out.text(",");
    renderTable(table, precision, out);
  }
  out.text("]");
  return out.bytes.subarray(0, out.length);
}

function renderTable(table: ResultTable, precision: Precision, out: TextBytes): void {
  const name = table.name === undefined ? "" : `"name":${JSON.stringify(table.name)},`;
  const tags = table.tags === undefined ? "" : `"tags":${JSON.stringify(table.tags)},`;
  out.text(`{${name}${tags}"columns":${JSON.stringify(table.columns)},"values":[`);
  renderRows(table, precision, out);
  out.text("]}");
}

function renderRows(table: ResultTable, precision: Precision, out: TextBytes): void {
  const { times, values, nanos = 0 } = table;
  const count = times?.length ?? values[0]?.length ?? 0;
  for (let row = 0; row < count; row += 1) {
    out.reserve(cellBytes);
    if (row > 0) out.byte(comma);
    out.byte(opened);
    if (times !== undefined) writeTime(times[row] ?? 0, { nanos, precision }, out);
    for (let index = 0; index < values.length; index += 1) {
      out.reserve(cellBytes);
      if (index > 0 || times !== undefined) out.byte(comma);
      writeCell(values[index]?.[row] ?? null, out);
    }
    out.reserve(cellBytes);
    out.byte(closed);
  }
}

/** Infinity is no JSON: a sum that ran over is null. */
function writeCell(cell: Cell, out: TextBytes): void {
  if (typeof cell === "number" && Number.isFinite(cell)) out.float(cell);
  else if (typeof cell === "number") out.ascii("null");
  else if (typeof cell === "bigint") out.text(String(cell));
  else out.text(JSON.stringify(cell));
}

/** Of a moment in ms the first digits and the last six are written apart, as two small numbers. */
function writeTime(
  ms: number,
  { nanos, precision }: { readonly nanos: number; readonly precision: Precision },
  out: TextBytes,
): void {
  if (precision !== "ms" || ms < million || !Number.isInteger(ms)) {
    out.text(renderTime(ms, nanos, precision));
    return;
  }
  const first = Math.floor(ms / million);
  out.integer(first);
  out.sixDigits(ms - first * million);
}

const msPer: Readonly<Record<"ms" | "s" | "m" | "h", number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A moment, `nanos` nanoseconds after `ms`; fractions of the unit are cut off. */
function renderTime(ms: number, nanos: number, precision: Precision): string {
  switch (precision) {
    case "rfc3339":
      return `"${rfc3339(ms, nanos)}"`;
    case "ns":
      return String(BigInt(ms) * 1_000_000n + BigInt(nanos));
    case "u":
      return String(ms * 1_000 + Math.trunc(nanos / 1_000));
    case "ms":
    case "s":
    case "m":
    case "h":
      return String(Math.trunc(ms / msPer[precision]) + 0);
  }
}

/** RFC 3339 in UTC with as many decimals as needed. */
function rfc3339(ms: number, nanos: number): string {
  const second = Math.floor(ms / 1_000);
  const fraction = (ms - second * 1_000) * 1_000_000 + nanos;
  const text = new Date(second * 1_000).toISOString().slice(0, -5);
  return fraction === 0 ? `${text}Z` : `${text}.${String(fraction).padStart(9, "0").replace(/0+$/, "")}Z`;
}
