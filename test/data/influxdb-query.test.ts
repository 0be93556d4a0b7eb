import { afterAll, beforeAll, expect, it } from "vitest";
import { agencyRows } from "../support/agency-series.ts";
import { embeddedStore } from "../support/embedded-store.ts";
import { type Influxd, type MeasuredRow, startInfluxd } from "../support/influxd.ts";
import { compareQueries } from "../support/query-compare.ts";
import type { QueryStore } from "../support/query-stores.ts";

const count = Number(process.env["QUERIES"] ?? 300);
const seed = Number(process.env["SEED"] ?? 20_250_912);

/** InfluxDB lists only fields that were written once: one reading of another site carries them all. */
const everyField: MeasuredRow = {
  time: Date.parse("2025-08-20T12:00:07Z"),
  tags: { region: "calder", site: "office", device: "desk", variable: "level", commons: "water" },
  fields: { value: 1, quality: 64, reason: "rate", origin: "manual", received: Date.parse("2025-08-20T12:01:00Z") },
};

let rows: readonly MeasuredRow[] = [];
let influxd: Influxd;
let embedded: QueryStore;

beforeAll(async () => {
  rows = [...agencyRows(), everyField];
  influxd = await startInfluxd();
  await influxd.createDatabase("homeostat");
  await influxd.write("homeostat", rows);
  embedded = await embeddedStore(rows);
}, 60_000);
afterAll(async () => {
  await embedded?.close();
  await influxd?.stop();
});

it("holds the 10,985 readings of the four gauges and one more", async () => {
  const [result] = await embedded.query("SELECT count(value) FROM reading", Date.now());
  expect(result?.series?.[0]?.values).toEqual([[0, 10_986]]);
});

it(`answers ${count} generated queries over the Environment Agency's gauges as InfluxDB 1.6 does`, async () => {
  const answered = await compareQueries({ rows, count, seed, mine: embedded, peer: influxd, database: "homeostat" });
  expect(answered).toBeGreaterThan(count / 2);
});
