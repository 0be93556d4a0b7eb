import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startInfluxd } from "./influxd.ts";
import { askOracle, type Gauge, type Verdict } from "./oracle.ts";
import { type Finished, homeostat } from "./running.ts";

const root = join(import.meta.dirname, "../..");

/** A file of the folder with measured series. Throws when the folder is absent. */
export function seriesFile(name: string): string {
  const data = resolve(process.env["HOMEOSTAT_DATA"] ?? join(root, "../shared/data"));
  const file = join(data, "series", name);
  if (!existsSync(file)) throw new Error(`${file} is absent: set HOMEOSTAT_DATA to the folder with series/`);
  process.env["HOMEOSTAT_DATA"] = data;
  return file;
}

/** A map of examples/, played. */
export interface PlayedData {
  readonly finished: Finished;
  readonly summary: ReplaySummary;
  /** What the oracle finds in the store, which it asks without us where it can. */
  readonly verdict: Verdict;
}

/** What `replay --json` prints. */
export interface ReplaySummary {
  readonly recording: { readonly readings: number; readonly withoutValue: number; readonly badRows: number };
  readonly values: Readonly<Record<string, number>>;
  readonly alarms: { readonly raised: number; readonly cleared: number };
  readonly books: Readonly<Record<string, number>>;
}

/** The stores that a recording is played into. */
export const stores = ["DuckDB", "InfluxDB 1.6.7"] as const;

/** Plays a map of examples/ as fast as it goes into a new store, and lets the oracle compare that with the files. */
export async function playData(
  map: string,
  gauges: readonly Gauge[],
  store: (typeof stores)[number],
): Promise<PlayedData> {
  const folder = mkdtempSync(join(tmpdir(), "homeostat-replay-"));
  const data = join(folder, "data");
  const words = ["replay", join(root, "examples", map), "--data", data, "--speed", "max", "--json"];
  try {
    if (store === "DuckDB") {
      const finished = await homeostat(...words);
      const ask = { command: [process.execPath, join(root, "dist/cli/main.js"), "query", "--json", "--data", data] };
      return told(finished, await askOracle({ gauges, ask, store: join(data, "hub/store.duckdb") }));
    }
    const influxd = await startInfluxd();
    try {
      const finished = await homeostat(...words, "--store", `${influxd.url}/replayed`);
      return told(finished, await askOracle({ gauges, ask: { url: influxd.url, database: "replayed" } }));
    } finally {
      await influxd.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function told(finished: Finished, verdict: Verdict): PlayedData {
  if (finished.code !== 0) throw new Error(`the replay ended with ${finished.code}: ${finished.stderr}`);
  return { finished, verdict, summary: JSON.parse(finished.stdout) as ReplaySummary };
}
