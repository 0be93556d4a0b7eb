import { existsSync, renameSync } from "node:fs";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { AppError, messageOf } from "../../../../core/errors.ts";
import type { Clocks } from "../../../../core/ports/clock.ts";
import type { Rng } from "../../../../core/ports/rng.ts";
import type { RegisterEntry, Series } from "../../../../core/ports/store.ts";
import type { EpochMs } from "../../../../core/time.ts";
import { hexOf } from "../../../../core/wire/bytes.ts";
import { type RunLimits, runLimitsOf } from "../../../query/day-runs.ts";
import { nextGeneration, type StoreMark } from "../generation.ts";
import type { DuckdbOptions } from "../options.ts";
import { baseTables, readingTableDay } from "../schema.ts";
import type { MarkFile } from "./mark-file.ts";

/** What the child works with besides its file. */
export interface DatabasePorts {
  readonly clocks: Clocks;
  readonly rng: Rng;
  /** Told why the process has to end. */
  readonly complain: (reason: string) => void;
}

/** An open store file. Appends use `writer`; each of the readers answers one query at a time beside it. */
export interface Database {
  readonly writer: DuckDBConnection;
  readonly readers: readonly DuckDBConnection[];
  readonly mark: StoreMark;
  /** Days that have a table of readings, and when the last of them was inserted (epoch ms) as far as it was written down. */
  readonly days: Map<number, number>;
  /** How much one statement of a query may read. */
  readonly runs: RunLimits;
  /** Where the file that could not be opened was put, and why. */
  readonly setAside: string | undefined;
  close(): void;
}

/**
 * Opens the store file, or makes it. A file that cannot be opened is set aside and a new one begun: ingest always starts.
 * Throws `store-unavailable` when the cause is not in the file (another process holds it, no permission, no space).
 */
export async function openDatabase(options: DuckdbOptions, marks: MarkFile, ports: DatabasePorts): Promise<Database> {
  const beside = marks.read();
  const { world } = ports.clocks;
  let setAside: string | undefined;
  let opened: Opened;
  try {
    opened = await openFile(options);
  } catch (error) {
    const reason = messageOf(error);
    if (isOutsideFile(reason) || !existsSync(options.path)) throw new AppError("store-unavailable", reason, error);
    setAside = `${putAside(options.path, world.now())}: ${reason.slice(0, 300)}`;
    opened = await openFile(options);
  }
  const inside = await readMark(opened.writer);
  const generation = nextGeneration(inside, beside);
  const session = hexOf(ports.rng.bytes(8));
  const mark = { generation, session, batch: inside?.batch ?? 0 };
  await writeMark(opened.writer, mark);
  marks.write(mark);
  return { ...opened, mark, days: await readDays(opened.writer, world.now()), setAside };
}

type Opened = Pick<Database, "writer" | "readers" | "runs" | "close">;

/**
 * A table takes at least one block. Of DuckDB's usual 262,144 bytes, four years of 11 hourly series make 402 MB; of
 * these, 82 MB, and long tables are read no slower. Bytes; a file that was made with another size keeps it.
 */
const blockSize = "32768";

async function openFile(options: DuckdbOptions): Promise<Opened> {
  const instance = await DuckDBInstance.create(options.path, {
    memory_limit: `${options.memoryMb}MB`,
    threads: String(options.threads),
    default_block_size: blockSize,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    enable_external_access: "false",
  });
  const writer = await instance.connect();
  // What the log still held is in memory now, and stays there until it is in the file.
  await writer.run("CHECKPOINT");
  const readers: DuckDBConnection[] = [];
  for (let index = 0; index < options.queries; index += 1) readers.push(await instance.connect());
  for (const statement of baseTables) await writer.run(statement);
  await writer.run("SET lock_configuration = true");
  const runs = runLimitsOf({ memory: options.memoryMb * 1_000_000, blockSize: await readBlockSize(writer) });
  const close = (): void => {
    for (const reader of readers) reader.closeSync();
    writer.closeSync();
    instance.closeSync();
  };
  return { writer, readers, runs, close };
}

async function readBlockSize(connection: DuckDBConnection): Promise<number> {
  const reader = await connection.runAndReadAll("SELECT block_size FROM pragma_database_size()");
  return Number(reader.getRowsJS()[0]?.[0]);
}

/** Causes that lie in the machine, where trying again later is right and moving the file would be wrong. */
function isOutsideFile(reason: string): boolean {
  return /lock on file|permission denied|no space|too many open files|out of memory|read-only file/i.test(reason);
}

function putAside(path: string, now: EpochMs): string {
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, "-");
  const target = `${path}.quarantined-${stamp}`;
  renameSync(path, target);
  if (existsSync(`${path}.wal`)) renameSync(`${path}.wal`, `${target}.wal`);
  return target;
}

async function readMark(connection: DuckDBConnection): Promise<StoreMark | undefined> {
  const reader = await connection.runAndReadAll(
    "SELECT max(CASE WHEN key = 'generation' THEN CAST(value AS BIGINT) END), max(CASE WHEN key = 'batch' THEN CAST(value AS BIGINT) END), max(CASE WHEN key = 'session' THEN value END) FROM meta WHERE key IN ('generation', 'batch', 'session')",
  );
  const [generation, batch, session] = reader.getRowsJS()[0] ?? [];
  if (generation === null || generation === undefined) return undefined;
  return { generation: Number(generation), batch: Number(batch ?? 0), session: String(session) };
}

async function writeMark(connection: DuckDBConnection, mark: StoreMark): Promise<void> {
  await inTransaction(connection, async () => {
    await connection.run("DELETE FROM meta WHERE key IN ('generation', 'batch', 'session')");
    await connection.run("INSERT INTO meta VALUES ('generation', $1), ('batch', $2), ('session', $3)", [
      String(mark.generation),
      String(mark.batch),
      mark.session,
    ]);
  });
}

async function readDays(connection: DuckDBConnection, now: EpochMs): Promise<Map<number, number>> {
  const tables = await connection.runAndReadAll("SELECT table_name FROM duckdb_tables()");
  const inserts = await connection.runAndReadAll(
    "SELECT key, max(CAST(value AS BIGINT)) FROM meta WHERE key LIKE 'inserted:%' GROUP BY key",
  );
  const last = new Map(inserts.getRowsJS().map(([key, at]) => [String(key), Number(at)]));
  const days = new Map<number, number>();
  for (const [name] of tables.getRowsJS()) {
    const day = readingTableDay(String(name));
    if (day !== undefined) days.set(day, last.get(insertedKey(day)) ?? now);
  }
  return days;
}

/** The key in `meta` under which the last insert into a day's table is noted. */
export function insertedKey(day: number): string {
  return `inserted:${day}`;
}

/** All series and the register, as the parent is given them. */
export async function readImage(
  connection: DuckDBConnection,
): Promise<{ series: (Series & { id: number })[]; register: RegisterEntry[] }> {
  const series = await connection.runAndReadAll(
    "SELECT id, region, site, device, variable, commons FROM series ORDER BY id",
  );
  const register = await connection.runAndReadAll("SELECT region, site, boot, stream, lo, hi, refused FROM register");
  return {
    series: series.getRowsJS().map(([id, region, site, device, variable, commons]) => ({
      id: Number(id),
      region: String(region),
      site: String(site),
      device: String(device),
      variable: String(variable),
      commons: String(commons),
    })),
    register: register.getRowsJS().map(([region, site, boot, stream, lo, hi, refused]) => ({
      region: String(region),
      site: String(site),
      boot: String(boot),
      stream: stream === "events" ? "events" : "readings",
      lo: Number(lo),
      hi: Number(hi),
      ...(refused === null ? {} : { refused: String(refused) }),
    })),
  };
}

/** Runs work between BEGIN and COMMIT; whatever it throws undoes all of it. */
export async function inTransaction(connection: DuckDBConnection, work: () => Promise<void>): Promise<void> {
  await connection.run("BEGIN TRANSACTION");
  try {
    await work();
    await connection.run("COMMIT");
  } catch (error) {
    // A failed rollback changes nothing: the first error is the one that counts, and an invalid database ends the process.
    await connection.run("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
