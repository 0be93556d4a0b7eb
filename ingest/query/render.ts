import type { Precision } from "../../core/influxql/ast.ts";
import type { Cell, ResultTable } from "./table.ts";

const encoder = new TextEncoder();

/** Writes tables as the JSON text of InfluxDB's `series` array. */
export function renderTables(tables: readonly ResultTable[], precision: Precision): Uint8Array {
  return encoder.encode(`[${tables.map((table) => renderTable(table, precision)).join(",")}]`);
}

function renderTable(table: ResultTable, precision: Precision): string {
  const name = table.name === undefined ? "" : `"name":${JSON.stringify(table.name)},`;
  const tags = table.tags === undefined ? "" : `"tags":${JSON.stringify(table.tags)},`;
  return `{${name}${tags}"columns":${JSON.stringify(table.columns)},"values":[${renderRows(table, precision)}]}`;
}

function renderRows(table: ResultTable, precision: Precision): string {
  const { times, values, nanos = 0 } = table;
  const count = times?.length ?? values[0]?.length ?? 0;
  const rows: string[] = [];
  for (let row = 0; row < count; row += 1) {
    let text = times === undefined ? "" : renderTime(times[row] ?? 0, nanos, precision);
    for (const column of values) text += `${text === "" ? "" : ","}${renderCell(column[row] ?? null)}`;
    rows.push(`[${text}]`);
  }
  return rows.join(",");
}

function renderCell(cell: Cell): string {
  if (typeof cell === "number") return renderNumber(cell);
  return typeof cell === "bigint" ? String(cell) : JSON.stringify(cell);
}

/** JSON has no infinity: a sum that ran over is null. */
function renderNumber(value: number): string {
  if (!Number.isFinite(value)) return "null";
  return Object.is(value, -0) ? "-0" : String(value);
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
