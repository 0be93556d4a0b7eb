import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { measurements } from "../../ingest/measurements.ts";
import { type Influxd, type MeasuredRow, startInfluxd } from "../support/influxd.ts";
import { compareQueries } from "../support/query-compare.ts";
import { ownRows } from "../support/query-rows.ts";
import { duckdbStore, type QueryStore, rowStore } from "../support/query-stores.ts";
import { simulatedRows } from "../support/simulated-rows.ts";

const count = Number(process.env["QUERIES"] ?? 300);
const seed = Number(process.env["SEED"] ?? 20_250_912);

describe("the embedded store beside InfluxDB 1.6", () => {
  const rows = ownRows(7, false);
  let influxd: Influxd;
  let duckdb: QueryStore;

  beforeAll(async () => {
    influxd = await startInfluxd();
    await influxd.createDatabase("homeostat");
    await influxd.write("homeostat", rows);
    duckdb = await duckdbStore(rows);
  });
  afterAll(async () => {
    await duckdb?.close();
    await influxd?.stop();
  });

  it(`answers ${count} generated queries as InfluxDB does`, async () => {
    const answered = await compareQueries({ rows, count, seed, mine: duckdb, peer: influxd, database: "homeostat" });
    expect(answered).toBeGreaterThan(count / 2);
  });
});

describe("the embedded store beside InfluxDB 1.6, on what a simulated polder stores", () => {
  let rows: readonly MeasuredRow[];
  let influxd: Influxd;
  let duckdb: QueryStore;

  beforeAll(async () => {
    rows = await simulatedRows(3, 8 * 60_000);
    influxd = await startInfluxd();
    await influxd.createDatabase("homeostat");
    await influxd.write("homeostat", rows);
    duckdb = await duckdbStore(rows);
  }, 120_000);
  afterAll(async () => {
    await duckdb?.close();
    await influxd?.stop();
  });

  it("has rows of every measurement", () => {
    for (const name of Object.keys(measurements)) {
      expect(rows.filter(({ measurement }) => measurement === name).length, name).toBeGreaterThan(1);
    }
  });

  it(`answers ${count} generated queries as InfluxDB does`, async () => {
    const answered = await compareQueries({ rows, count, seed, mine: duckdb, peer: influxd, database: "homeostat" });
    expect(answered).toBeGreaterThan(count / 2);
  });
});

describe("the embedded store beside the reference evaluator", () => {
  it.each([
    ["", undefined],
    [", a day at a time", { tables: 1, rows: 100_000 }],
    [", a few days at a time, some of them too long to be put aside", { tables: 3, rows: 370 }],
  ])(`answers ${count} generated queries as the evaluator does%s`, async (_, runs) => {
    const rows = ownRows(8, true);
    const duckdb = await duckdbStore(rows, runs);
    const answered = await compareQueries({ rows, count, seed, mine: duckdb, peer: rowStore(rows) });
    expect(answered).toBeGreaterThan(count / 3);
    await duckdb.close();
  });
});
