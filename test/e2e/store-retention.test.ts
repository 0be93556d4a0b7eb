import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { systemClocks } from "../../core/io/clock.ts";
import { SimProcesses } from "../../core/sim/process.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { databaseProgram } from "../../ingest/stores/duckdb/io/program.ts";
import { duckdbOptionsSchema } from "../../ingest/stores/duckdb/options.ts";
import { DuckdbStore } from "../../ingest/stores/duckdb/store.ts";
import { batchOf, plainColumns, rowsOf, select } from "../support/store-contract.ts";

const day = 86_400_000;
const noon = Date.UTC(2025, 8, 12, 12);
const series = { id: 1, region: "north", site: "polder", device: "gauge", variable: "level", commons: "water" };

let folder: string;
let now = noon;
let store: DuckdbStore;

/** The child's program in this process, on a wall clock that the test sets. */
async function openStore(): Promise<void> {
  const world = { ...systemClocks.world, now: () => now };
  const options = duckdbOptionsSchema.parse({ path: join(folder, "store.duckdb"), retentionMs: 7 * day });
  const ports = { clocks: { world, io: systemClocks.io }, rng: seededRng(1), complain: () => undefined };
  store = new DuckdbStore({ processes: new SimProcesses(databaseProgram(options, ports)), clock: systemClocks.io });
  await store.open();
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeostat-retention-"));
  now = noon;
  await openStore();
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function keptDays(): Promise<number[]> {
  const rows = rowsOf(await store.query(select("reading", ["value"])));
  return rows.map(([time]) => Math.round((noon - Number(time)) / day));
}

it("drops a day when it is older than the retention and was not written to since", async () => {
  await store.append(batchOf({ newSeries: [series], readings: [plainColumns(1, noon - 3 * day, [1])] }));
  now = noon + 5 * day;
  await store.append(batchOf({ readings: [plainColumns(1, noon, [2])] }));
  expect(await keptDays()).toEqual([3, 0]);
  now = noon + 9 * day;
  await store.append(batchOf({ readings: [plainColumns(1, now, [3])] }));
  expect(await keptDays()).toEqual([0, -9]);
});

it("keeps an old day as long as its last insert is young, also over a restart", async () => {
  await store.append(batchOf({ newSeries: [series], readings: [plainColumns(1, noon - 300 * day, [1])] }));
  await store.close();
  now = noon + 6 * day;
  await openStore();
  expect(await keptDays()).toEqual([300]);
  await store.close();
  now = noon + 8 * day;
  await openStore();
  expect(await keptDays()).toEqual([]);
});
