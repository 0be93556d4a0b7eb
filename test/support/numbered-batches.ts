import type { RegisterEntry, StoreBatch } from "../../core/ports/store.ts";
import { batchOf, plainColumns } from "./store-contract.ts";

/** The series of all readings in the batches. */
export const series = { id: 1, region: "north", site: "polder", device: "gauge", variable: "level", commons: "water" };
/** Whose numbers they carry. */
export const place = { region: "north", site: "polder", boot: "1-00000000000000aa", stream: "readings" } as const;
/** Time of the first reading. */
export const begin = Date.UTC(2025, 8, 12);
export const rowsPerBatch = 500;

/** The readings of one batch: each has its number as its value. The first batch brings the series. */
export function numberedBatch(number: number, events: StoreBatch["events"] = []): StoreBatch {
  const lo = number * rowsPerBatch;
  const values = Array.from({ length: rowsPerBatch }, (_, index) => lo + index);
  return batchOf({
    newSeries: number === 0 ? [series] : [],
    readings: [plainColumns(series.id, begin + lo * 1000, values)],
    events,
    register: [{ ...place, lo, hi: lo + rowsPerBatch - 1 }],
  });
}

/** How many numbers a register calls closed. */
export function closedNumbers(register: readonly RegisterEntry[]): number {
  return register.reduce((sum, { lo, hi }) => sum + hi - lo + 1, 0);
}
