import type { EpochMs } from "../../core/time.ts";
import type { Series } from "../plants/series.ts";

/** A recording as a table: its header and its rows. */
export interface RecordedTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Takes a recording apart. */
export function recordedTable(text: string, separator: "," | ";"): RecordedTable {
  const [header = [], ...rows] = text.split(/\r?\n/).map((line) => line.split(separator));
  return { header, rows };
}

/**
 * One column of a table, each value at the moment its row tells; rows without a number in it, without a moment or out of order
 * are left out. undefined when nothing is left.
 */
export function columnSeries(
  { header, rows }: RecordedTable,
  column: string,
  momentOf: (row: readonly string[]) => EpochMs,
): Series | undefined {
  const index = header.indexOf(column);
  const at: EpochMs[] = [];
  const values: number[] = [];
  for (const row of rows) {
    const moment = momentOf(row);
    const value = Number.parseFloat(row[index] ?? "");
    if (Number.isNaN(value) || !(moment > (at.at(-1) ?? Number.NEGATIVE_INFINITY))) continue;
    at.push(moment);
    values.push(value);
  }
  return at.length === 0 ? undefined : { at, values };
}
