import { DOUBLE, type DuckDBConnection, DuckDBDataChunk, INTEGER, SMALLINT, VARCHAR } from "@duckdb/node-api";
import type { PackedReadings } from "../frames.ts";
import { createReadingTable, dayOf, dayStart, readingTable } from "../schema.ts";

/** Rows of one data chunk: DuckDB's vector size. */
const chunkRows = 2048;

/** Times travel as doubles, exact to 2^53; the appender casts them to the table's BIGINT without one value object per row. */
const types = [INTEGER, DOUBLE, DOUBLE, SMALLINT, VARCHAR, VARCHAR, DOUBLE];
const extraColumns = [3, 4, 5, 6] as const;

/** A slice of rows: all between two indexes, or the listed ones. */
type Rows = { readonly from: number; readonly to: number } | { readonly list: readonly number[] };

/** Writes columns of readings into the tables of their days. Most rows have no extras; those columns stay null throughout. */
export class ReadingWriter {
  readonly #connection: DuckDBConnection;
  readonly #plain = nullChunk(chunkRows);

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /** Appends inside the caller's transaction and returns the days that were written to. */
  async write(readings: PackedReadings, knownDays: ReadonlyMap<number, number>): Promise<number[]> {
    if (readings.length === 0) return [];
    const extras = new Map<number, number>();
    for (let index = 0; index < readings.extras.length; index += 1) extras.set(readings.extras.row[index] ?? 0, index);
    const days = splitByDay(readings.measuredAt);
    for (const [day, rows] of days) {
      if (!knownDays.has(day)) await this.#connection.run(createReadingTable(day));
      await this.#append(readingTable(day), readings, rows, extras);
    }
    return [...days.keys()];
  }

  async #append(
    table: string,
    readings: PackedReadings,
    rows: Rows,
    extras: ReadonlyMap<number, number>,
  ): Promise<void> {
    const appender = await this.#connection.createAppender(table);
    const count = "list" in rows ? rows.list.length : rows.to - rows.from;
    for (let done = 0; done < count; done += chunkRows) {
      const size = Math.min(chunkRows, count - done);
      const rowAt = (index: number): number =>
        "list" in rows ? (rows.list[done + index] ?? 0) : rows.from + done + index;
      const hasExtras = extras.size > 0 && someRow(size, (index) => extras.has(rowAt(index)));
      const chunk = size === chunkRows && !hasExtras ? this.#plain : nullChunk(size);
      fillDense(chunk, readings, size, rowAt);
      if (hasExtras) fillExtras(chunk, readings, size, (index) => extras.get(rowAt(index)));
      appender.appendDataChunk(chunk);
    }
    appender.flushSync();
    appender.closeSync();
  }
}

function nullChunk(rows: number): DuckDBDataChunk {
  const chunk = DuckDBDataChunk.create(types, rows);
  for (const column of extraColumns) {
    const vector = chunk.getColumnVector(column);
    for (let index = 0; index < rows; index += 1) vector.setItem(index, null);
    vector.flush();
  }
  return chunk;
}

function someRow(size: number, test: (index: number) => boolean): boolean {
  for (let index = 0; index < size; index += 1) if (test(index)) return true;
  return false;
}

function fillDense(
  chunk: DuckDBDataChunk,
  readings: PackedReadings,
  size: number,
  rowAt: (index: number) => number,
): void {
  const series = chunk.getColumnVector(0);
  const time = chunk.getColumnVector(1);
  const value = chunk.getColumnVector(2);
  for (let index = 0; index < size; index += 1) {
    const row = rowAt(index);
    const number = readings.value[row] ?? Number.NaN;
    series.setItem(index, readings.series[row] ?? 0);
    time.setItem(index, readings.measuredAt[row] ?? 0);
    value.setItem(index, Number.isNaN(number) ? null : number);
  }
  series.flush();
  time.flush();
  value.flush();
}

function fillExtras(
  chunk: DuckDBDataChunk,
  { extras, texts }: PackedReadings,
  size: number,
  extraAt: (index: number) => number | undefined,
): void {
  const [quality, reason, origin, received] = extraColumns.map((column) => chunk.getColumnVector(column));
  for (let index = 0; index < size; index += 1) {
    const extra = extraAt(index);
    if (extra === undefined) continue;
    const code = extras.quality[extra] ?? -1;
    const at = extras.receivedAt[extra] ?? Number.NaN;
    quality?.setItem(index, code === -1 ? null : code);
    reason?.setItem(index, texts[extras.reason[extra] ?? -1] ?? null);
    origin?.setItem(index, texts[extras.origin[extra] ?? -1] ?? null);
    received?.setItem(index, Number.isNaN(at) ? null : at);
  }
  for (const vector of [quality, reason, origin, received]) vector?.flush();
}

/** Live data is of one day, and then no row is looked at twice. */
function splitByDay(times: Float64Array): Map<number, Rows> {
  const first = dayOf(times[0] ?? 0);
  const start = dayStart(first);
  const end = dayStart(first + 1);
  if (times.every((time) => time >= start && time < end)) return new Map([[first, { from: 0, to: times.length }]]);
  const days = new Map<number, { list: number[] }>();
  for (let index = 0; index < times.length; index += 1) {
    const day = dayOf(times[index] ?? 0);
    const rows = days.get(day);
    if (rows === undefined) days.set(day, { list: [index] });
    else rows.list.push(index);
  }
  return days;
}
