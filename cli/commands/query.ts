import { faultText } from "../../core/influxql/fault.ts";
import { parseQuery } from "../../core/influxql/parser.ts";
import { systemClocks } from "../../core/io/clock.ts";
import { printable, printableJson } from "../../core/unseen.ts";
import { rowsOf } from "../../dashboards/server/influx-rows.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { jsonOf } from "../instance.ts";
import { withInstance } from "../io/open-instance.ts";
import type { InstanceOptions } from "../program.ts";

/** `homeostat query`: one InfluxQL text; a table for people, InfluxDB's own JSON for machines. */
export function query(text: string, options: InstanceOptions): Promise<ExitCode> {
  const parsed = parseQuery(text, systemClocks.world.now());
  if (!parsed.ok) {
    process.stderr.write(`homeostat: ${faultText(text, parsed.error)}\n`);
    return Promise.resolve(exitCodes.faults);
  }
  return withInstance(options, async (instance) => {
    const answer = await instance.get("/query", { db: "homeostat", q: text, ...(options.json ? { epoch: "ms" } : {}) });
    jsonOf(answer);
    if (options.json) process.stdout.write(printableJson(new TextDecoder().decode(answer.body)));
    const rows = rowsOf(answer.body);
    if (!options.json) process.stdout.write(table(rows));
    return exitCodes.ok;
  });
}

/** Rows as tab-separated text with one line of column names; nothing for no rows. */
export function table(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return "";
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join("\t"));
  return `${columns.map(cell).join("\t")}\n${lines.join("\n")}\n`;
}

function cell(value: unknown): string {
  return value === null || value === undefined ? "" : printable(String(value).replaceAll(/[\t\r\n]/g, " "));
}
