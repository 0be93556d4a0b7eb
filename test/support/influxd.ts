import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measurements } from "../../ingest/measurements.ts";
import type { Row } from "../../ingest/query/evaluate.ts";
import type { Cell } from "../../ingest/query/table.ts";
import { stopped } from "./mosquitto.ts";
import { freePort } from "./ports.ts";
import { until } from "./until.ts";

/** An InfluxDB 1.6 of our own. */
export interface Influxd {
  readonly url: string;
  /** Makes a database whose shards are so long that all of a test lies in one. */
  createDatabase(name: string): Promise<void>;
  write(database: string, rows: readonly Row[]): Promise<void>;
  /** The `results` of `/query`, times in ms. Throws InfluxDB's error. */
  query(database: string, text: string): Promise<readonly InfluxResult[]>;
  /** Ends it as a power cut of its process does; its files stay. */
  kill(): Promise<void>;
  /** Starts it again on the same port and files, without those when `empty` says so. */
  restart(how?: { readonly empty?: boolean }): Promise<void>;
  stop(): Promise<void>;
}

/** One statement's result in the JSON of `/query`. */
export interface InfluxResult {
  readonly error?: string;
  readonly series?: readonly InfluxSeries[];
}

/** One series of a result. */
export interface InfluxSeries {
  readonly name?: string;
  readonly tags?: Record<string, string>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly Exclude<Cell, bigint>[])[];
}

function configuration(directory: string, http: number, rpc: number): string {
  return [
    "reporting-disabled = true",
    `bind-address = "127.0.0.1:${rpc}"`,
    `[meta]\ndir = "${join(directory, "meta")}"\nlogging-enabled = false`,
    `[data]\ndir = "${join(directory, "data")}"\nwal-dir = "${join(directory, "wal")}"\nquery-log-enabled = false`,
    `[http]\nbind-address = "127.0.0.1:${http}"\nlog-enabled = false`,
    "[monitor]\nstore-enabled = false",
    "[subscriber]\nenabled = false",
    "[continuous_queries]\nenabled = false\n",
  ].join("\n");
}

/** Starts Debian's `influxd` on free loopback ports, in a directory that goes with it. */
export async function startInfluxd(): Promise<Influxd> {
  const directory = mkdtempSync(join(tmpdir(), "influxd-"));
  const port = await freePort();
  const file = join(directory, "influxdb.conf");
  writeFileSync(file, configuration(directory, port, await freePort()));
  const url = `http://127.0.0.1:${port}`;
  const start = async (): Promise<ChildProcess> => {
    const started = spawn("influxd", ["-config", file], { stdio: "ignore" });
    await until("influxd answers", () => answers(url), 30_000);
    return started;
  };
  let child = await start();
  return {
    url,
    createDatabase: async (name) => {
      const q = `CREATE DATABASE "${name}" WITH DURATION INF REPLICATION 1 SHARD DURATION 5200w`;
      await post(`${url}/query?q=${encodeURIComponent(q)}`, "");
    },
    write: async (database, rows) => {
      for (let start = 0; start < rows.length; start += 5_000) {
        const lines = rows.slice(start, start + 5_000).map((row) => lineOf(row));
        await post(`${url}/write?db=${database}&precision=ms`, lines.join("\n"));
      }
    },
    query: async (database, text) => {
      const answer = await post(`${url}/query?db=${database}&epoch=ms`, `q=${encodeURIComponent(text)}`);
      return (JSON.parse(answer) as { results: readonly InfluxResult[] }).results;
    },
    kill: () => stopped(child),
    restart: async ({ empty = false } = {}) => {
      await stopped(child);
      for (const name of empty ? ["meta", "data", "wal"] : [])
        rmSync(join(directory, name), { recursive: true, force: true });
      child = await start();
    },
    stop: () => stopped(child).finally(() => rmSync(directory, { recursive: true, force: true })),
  };
}

function answers(url: string): Promise<boolean> {
  return fetch(`${url}/ping`).then(
    ({ status }) => status === 204,
    () => false,
  );
}

async function post(url: string, body: string): Promise<string> {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answer = await fetch(url, { method: "POST", body, headers });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`influxd answered ${answer.status}: ${text}`);
  return text;
}

/** A row whose measurement is known. */
export type MeasuredRow = Row & { readonly measurement?: keyof typeof measurements };

/** The line protocol of a row (of `reading` unless it says otherwise). */
function lineOf(row: MeasuredRow): string {
  const name = row.measurement ?? "reading";
  const types: Readonly<Record<string, string>> = measurements[name].fields;
  const tags = Object.entries(row.tags).filter(([, value]) => value !== "");
  const key = [name, ...tags.map(([tag, value]) => `${tag}=${value.replace(/[ ,=]/g, "\\$&")}`)].join(",");
  const fields = Object.entries(row.fields).filter(([, value]) => value !== null);
  return `${key} ${fields.map(([field, value]) => `${field}=${fieldText(value, types[field])}`).join(",")} ${row.time}`;
}

function fieldText(value: Cell, type: string | undefined): string {
  if (typeof value === "string") return `"${value.replace(/["\\]/g, "\\$&")}"`;
  return type === "integer" ? `${value}i` : String(value);
}
