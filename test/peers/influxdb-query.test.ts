import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Influxd, startInfluxd } from "../support/influxd.ts";
import { compareQueries } from "../support/query-compare.ts";
import { ownRows } from "../support/query-rows.ts";
import { duckdbStore, type QueryStore, rowStore } from "../support/query-stores.ts";

const count = Number(process.env["QUERIES"] ?? 100);
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

describe("the embedded store beside the reference evaluator", () => {
  it(`answers ${3 * count} generated queries as the evaluator does`, async () => {
    const rows = ownRows(8, true);
    const duckdb = await duckdbStore(rows);
    const answered = await compareQueries({ rows, count: 3 * count, seed, mine: duckdb, peer: rowStore(rows) });
    expect(answered).toBeGreaterThan(count);
    await duckdb.close();
  });
});
