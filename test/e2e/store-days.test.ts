import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClocks } from "../../core/io/clock.ts";
import { openDuckdb } from "../../ingest/stores/duckdb/io/open.ts";
import { columnsOf, filledStore } from "../support/embedded-store.ts";
import type { MeasuredRow } from "../support/influxd.ts";
import type { QueryStore } from "../support/query-stores.ts";

const days = 300;
const dayMs = 86_400_000;
const first = Date.UTC(2024, 0, 1);
/** What DuckDB may take, MB: about a hundred tables fill it when they are read at once. */
const memoryMb = 64;

const rows: readonly MeasuredRow[] = Array.from({ length: days }, (_, day) => ({
  time: first + day * dayMs + 3_600_000,
  tags: { region: "r", site: "s", device: "d", variable: day % 2 === 0 ? "even" : "odd", commons: "water" },
  fields: { value: day },
}));

let folder: string;
let store: QueryStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeostat-days-"));
  const path = join(folder, "homeostat.duckdb");
  store = await filledStore(openDuckdb({ path, memoryMb }, systemClocks.io), rows, () => undefined);
}, 120_000);
afterAll(async () => {
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});

async function values(text: string): Promise<unknown> {
  const [result] = await store.query(text, 0);
  return result?.series?.map((series) => series.values);
}

/** Few rows in each table: until they are in the file, DuckDB holds some 140 KB for each, twice the memory allowed in all. */
it("stores a few rows of each of many days in little memory", { timeout: 120_000 }, async () => {
  const batches = Array.from({ length: 10 }, (_, batch) =>
    rows.slice(0, 100).map((row) => ({ ...row, time: row.time + batch * 100 * dayMs })),
  );
  const many = openDuckdb({ path: join(folder, "many.duckdb"), memoryMb }, systemClocks.io);
  const asked = await filledStore(many, batches[0] ?? [], () => undefined);
  for (const batch of batches.slice(1)) {
    await many.append({ newSeries: [], readings: [columnsOf(batch).columns], events: [], register: [] });
  }
  const [result] = await asked.query("SELECT count(value) FROM reading", 0);
  expect(result?.series?.[0]?.values).toEqual([[0, 1_000]]);
  await asked.close();
});

/** Queries over more day tables than the memory of the store could hold at once. */
it.each([
  ["rows", "SELECT value FROM reading", [rows.map(({ time, fields }) => [time, fields["value"]])]],
  [
    "rows of each of several groups, the latest first",
    "SELECT value FROM reading GROUP BY variable ORDER BY time DESC LIMIT 2 OFFSET 1",
    [[297, 295].map((day) => [rows[day]?.time, day]), [296, 294].map((day) => [rows[day]?.time, day])],
  ],
  ["a mean of all time", "SELECT mean(value) FROM reading", [[[0, (days - 1) / 2]]]],
  [
    "means of buckets that begin in one run of tables and end in the next",
    "SELECT sum(value), last(value), max(value) FROM reading WHERE variable = 'odd' GROUP BY time(100d) fill(none)",
    undefined,
  ],
])("answers %s", { timeout: 120_000 }, async (_, text, expected) => {
  expect(await values(text)).toEqual(expected ?? [buckets()]);
});

function buckets(): unknown {
  const found = new Map<number, number[]>();
  for (const { time, tags, fields } of rows) {
    if (tags["variable"] !== "odd") continue;
    const bucket = Math.floor(time / (100 * dayMs)) * 100 * dayMs;
    found.set(bucket, [...(found.get(bucket) ?? []), Number(fields["value"])]);
  }
  return [...found].map(([time, list]) => [time, list.reduce((a, b) => a + b), list.at(-1), Math.max(...list)]);
}
