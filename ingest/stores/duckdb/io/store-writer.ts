import type { DuckDBConnection } from "@duckdb/node-api";
import type { WorldClock } from "../../../../core/ports/clock.ts";
import type { RegisterEntry, Series } from "../../../../core/ports/store.ts";
import type { DurationMs, EpochMs } from "../../../../core/time.ts";
import type { AppendRest, PackedReadings } from "../frames.ts";
import { dayStart, readingTable } from "../schema.ts";
import { Checkpoints } from "./checkpoints.ts";
import { type Database, insertedKey, inTransaction } from "./database.ts";
import { writeEvents } from "./event-writer.ts";
import type { MarkFile } from "./mark-file.ts";
import { ReadingWriter } from "./reading-writer.ts";

/** The mark beside the file is renewed this often; in between it lags, which is harmless. */
const batchesPerMark = 16;

/** The time of a day's last insert is written down again when it is this much older. */
const insertNoteEvery: DurationMs = 3_600_000;

const retentionEvery: DurationMs = 3_600_000;

/** Turns one frame into one transaction: series, readings, events, register and the number of the batch. */
export class StoreWriter {
  readonly #connection: DuckDBConnection;
  readonly #database: Database;
  readonly #marks: MarkFile;
  readonly #readings: ReadingWriter;
  readonly #checkpoints: Checkpoints;
  readonly #clock: WorldClock;
  readonly #retention: DurationMs | null;
  /** The series in the file; undefined before the first append. */
  #series: Set<number> | undefined;
  #batch: number;
  #sinceMark = 0;
  #retainedAt: EpochMs = 0;

  constructor(database: Database, marks: MarkFile, clock: WorldClock, retention: DurationMs | null) {
    this.#connection = database.writer;
    this.#database = database;
    this.#marks = marks;
    this.#readings = new ReadingWriter(database.writer);
    this.#checkpoints = new Checkpoints(database.writer);
    this.#clock = clock;
    this.#retention = retention;
    this.#batch = database.mark.batch;
  }

  async append(rest: AppendRest, readings: PackedReadings): Promise<void> {
    const now = this.#clock.now();
    const notes = new Map<number, EpochMs>();
    const newSeries = await this.#notYetKept(rest.newSeries);
    let days: readonly number[] = [];
    await inTransaction(this.#connection, async () => {
      days = await this.#readings.write(readings, this.#database.days);
      for (const day of days) {
        if (now - (this.#database.days.get(day) ?? 0) >= insertNoteEvery) notes.set(day, now);
      }
      await this.#appendSeries(newSeries);
      await writeEvents(this.#connection, rest.events);
      await appendRegister(this.#connection, rest.register);
      await this.#appendMeta([
        ["batch", String(rest.batch)],
        ...[...notes].map(([day, at]): [string, string] => [insertedKey(day), String(at)]),
      ]);
    });
    for (const { id } of newSeries) this.#series?.add(id);
    for (const [day, at] of notes) this.#database.days.set(day, at);
    this.#mark(rest.batch);
    await this.#checkpoints.after(days);
    if (now - this.#retainedAt >= retentionEvery) await this.dropOldDays(now);
  }

  /** Replaces the register, and the trail of batch numbers and insert times with it, by their compact images. */
  async compact(register: readonly RegisterEntry[]): Promise<void> {
    await inTransaction(this.#connection, async () => {
      await this.#connection.run("DELETE FROM register");
      await appendRegister(this.#connection, register);
      const kept = await this.#connection.runAndReadAll(
        "SELECT key, CAST(max(CAST(value AS BIGINT)) AS VARCHAR) FROM meta WHERE key = 'batch' OR key LIKE 'inserted:%' GROUP BY key",
      );
      await this.#connection.run("DELETE FROM meta WHERE key = 'batch' OR key LIKE 'inserted:%'");
      await this.#appendMeta(kept.getRowsJS().map(([key, value]): [string, string] => [String(key), String(value)]));
    });
  }

  /** Drops the days whose readings are all older than the retention and that nothing was inserted into since. */
  async dropOldDays(now: EpochMs): Promise<void> {
    this.#retainedAt = now;
    if (this.#retention === null) return;
    const limit = now - this.#retention;
    for (const [day, insertedAt] of [...this.#database.days]) {
      if (insertedAt + insertNoteEvery > limit || dayStart(day + 1) > limit) continue;
      await inTransaction(this.#connection, async () => {
        await this.#connection.run(`DROP TABLE ${readingTable(day)}`);
        await this.#connection.run("DELETE FROM meta WHERE key = $1", [insertedKey(day)]);
      });
      this.#database.days.delete(day);
    }
  }

  /** The mark says exactly what is in the file. */
  finish(): void {
    this.#sinceMark = 0;
    this.#marks.write({ ...this.#database.mark, batch: this.#batch });
  }

  #mark(batch: number): void {
    this.#batch = batch;
    this.#sinceMark += 1;
    if (this.#sinceMark >= batchesPerMark) this.finish();
  }

  /** A series travels with every batch that is given before one with it was durable: the file holds it once. */
  async #notYetKept(series: AppendRest["newSeries"]): Promise<AppendRest["newSeries"]> {
    if (series.length === 0) return series;
    if (this.#series === undefined) {
      const kept = await this.#connection.runAndReadAll("SELECT id FROM series");
      this.#series = new Set(kept.getRowsJS().map(([id]) => Number(id)));
    }
    const known = this.#series;
    return series.filter(({ id }) => !known.has(id));
  }

  async #appendSeries(series: readonly (Series & { readonly id: number })[]): Promise<void> {
    if (series.length === 0) return;
    const appender = await this.#connection.createAppender("series");
    for (const { id, region, site, device, variable, commons } of series) {
      appender.appendInteger(id);
      for (const tag of [region, site, device, variable, commons]) appender.appendVarchar(tag);
      appender.endRow();
    }
    appender.flushSync();
    appender.closeSync();
  }

  async #appendMeta(rows: readonly (readonly [string, string])[]): Promise<void> {
    const appender = await this.#connection.createAppender("meta");
    for (const [key, value] of rows) {
      appender.appendVarchar(key);
      appender.appendVarchar(value);
      appender.endRow();
    }
    appender.flushSync();
    appender.closeSync();
  }
}

async function appendRegister(connection: DuckDBConnection, entries: readonly RegisterEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const appender = await connection.createAppender("register");
  for (const { region, site, boot, stream, lo, hi, refused } of entries) {
    for (const text of [region, site, boot, stream]) appender.appendVarchar(text);
    appender.appendBigInt(BigInt(lo));
    appender.appendBigInt(BigInt(hi));
    if (refused === undefined) appender.appendNull();
    else appender.appendVarchar(refused);
    appender.endRow();
  }
  appender.flushSync();
  appender.closeSync();
}
