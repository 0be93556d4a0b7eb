import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClocks } from "../../core/io/clock.ts";
import { fileDisk } from "../../core/io/disk.ts";
import { systemRng } from "../../core/io/rng.ts";
import { openInflux1 } from "../../ingest/stores/influx1/io/open.ts";
import { embeddedStore, filledStore } from "../support/embedded-store.ts";
import { type Influxd, startInfluxd } from "../support/influxd.ts";
import { compareQueries } from "../support/query-compare.ts";
import { ownRows } from "../support/query-rows.ts";
import type { QueryStore } from "../support/query-stores.ts";

const count = Number(process.env["QUERIES"] ?? 300);
const seed = Number(process.env["SEED"] ?? 20_250_913);

describe("the same readings in DuckDB and in InfluxDB 1.6", () => {
  const rows = ownRows(9, false).filter(({ measurement }) => measurement === undefined);
  let influxd: Influxd;
  let stored: QueryStore;
  let embedded: QueryStore;

  beforeAll(async () => {
    influxd = await startInfluxd();
    // All of a test lies in one shard: across shards InfluxDB 1.6 adds in another order.
    await influxd.createDatabase("readings");
    const directory = mkdtempSync(join(tmpdir(), "homeostat-influx1-"));
    const ports = { disk: fileDisk(directory), rng: systemRng, world: systemClocks.world };
    const store = openInflux1({ id: "ingest", url: influxd.url, database: "readings" }, ports);
    stored = await filledStore(store, rows, () => rmSync(directory, { recursive: true, force: true }));
    embedded = await embeddedStore(rows);
  });
  afterAll(async () => {
    await stored?.close();
    await embedded?.close();
    await influxd?.stop();
  });

  it("answer which databases, policies and measurements there are in the same words, without a mark of our own", async () => {
    const questions = [
      "SHOW DATABASES",
      "SHOW RETENTION POLICIES",
      "SHOW MEASUREMENTS",
      "SHOW TAG KEYS",
      "SHOW FIELD KEYS",
    ];
    for (const text of questions) {
      expect(await stored.query(text, 0)).toEqual(await embedded.query(text, 0));
    }
  });

  it(`answer ${count} generated queries alike`, async () => {
    const peer = { query: (_: string, text: string) => stored.query(text, Date.now()) };
    const answered = await compareQueries({ rows, count, seed, mine: embedded, peer });
    expect(answered).toBeGreaterThan(count / 2);
  });
});
