import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { systemClocks } from "../../core/io/clock.ts";
import { fileDisk } from "../../core/io/disk.ts";
import { systemRng } from "../../core/io/rng.ts";
import { openInflux2 } from "../../ingest/stores/influx2/io/open.ts";
import { Influx2Server } from "../../ingest/stores/influx2/io/server.ts";
import { type Influx2Stand, startInflux2Stand } from "../support/influx2-server.ts";
import { type Influxd, startInfluxd } from "../support/influxd.ts";
import { batchOf, plainColumns, rowsOf, select, storeContract } from "../support/store-contract.ts";

const org = "water board";
const token = "a-token";
let influxd: Influxd;
let buckets = 0;
beforeAll(async () => {
  influxd = await startInfluxd();
});
afterAll(() => influxd?.stop());

async function newStand(): Promise<{ stand: Influx2Stand; bucket: string }> {
  buckets += 1;
  const bucket = `bucket ${buckets}`;
  await influxd.createDatabase(bucket);
  return { stand: await startInflux2Stand({ influxd: influxd.url, org, bucket, token }), bucket };
}

function ports(directory: string) {
  return { disk: fileDisk(directory), rng: systemRng, world: systemClocks.world };
}

storeContract("influx2", async () => {
  const directory = mkdtempSync(join(tmpdir(), "homeostat-influx2-"));
  const { stand, bucket } = await newStand();
  return {
    make: () => openInflux2({ id: "ingest", url: stand.url, org, bucket, token }, ports(directory)),
    dispose: async () => {
      await stand.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
});

describe("an InfluxDB 2", () => {
  const closing: (() => void | Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  const opened = async () => {
    const { stand, bucket } = await newStand();
    closing.push(() => stand.stop());
    const server = new Influx2Server({ url: stand.url, org, bucket, token, keep: null, timeout: 2_000 });
    return { stand, bucket, server };
  };
  const lines = new TextEncoder().encode("level,site=a v=1 1700000000000\nlevel,site=a v=2 1700000001000\n");

  it("is asked once for each write: what may succeed later is thrown, and not tried again behind our back", async () => {
    const { stand, server } = await opened();
    const troubles = [
      { status: 401, code: "unauthorized", message: "unauthorized access" },
      { status: 404, code: "not found", message: 'bucket "x" not found' },
      { status: 429, code: "too many requests", message: "write rate" },
      { status: 500, code: "internal error", message: "unexpected error" },
      { status: 503, code: "unavailable", message: "shard is full" },
      "reset" as const,
    ];
    for (const [index, trouble] of troubles.entries()) {
      stand.script(trouble);
      await expect(server.write(lines)).rejects.toMatchObject({ code: "store-unavailable" });
      expect(stand.writes()).toBe(index + 1);
    }
    expect(await server.write(lines)).toEqual({ kind: "stored" });
    expect(stand.writes()).toBe(troubles.length + 1);
  });

  it("refuses lines, or more of them than it reads at once, in words we keep", async () => {
    const { stand, server } = await opened();
    stand.script(
      { status: 400, code: "invalid", message: "unable to parse 'x': missing fields" },
      {
        status: 422,
        code: "unprocessable entity",
        message: "failure writing points to database: partial write: points beyond retention policy dropped=2",
      },
      { status: 413, code: "request too large", message: "cannot read data: points in batch is too large" },
    );
    expect(await server.write(lines)).toMatchObject({ kind: "refused", reason: "unable to parse 'x': missing fields" });
    expect(await server.write(lines)).toEqual({
      kind: "refused",
      reason: "points beyond retention policy",
      dropped: 2,
    });
    expect(await server.write(lines)).toMatchObject({ kind: "too-large" });
  });

  it("says at the start when the token is wrong or the bucket cannot be asked", async () => {
    const { stand, bucket } = await opened();
    const wrong = { url: stand.url, org, bucket, token: "another", keep: null, timeout: 2_000 };
    await expect(new Influx2Server(wrong).prepare()).rejects.toThrow("401");
    const elsewhere = { ...wrong, token, bucket: "nowhere" };
    await expect(new Influx2Server(elsewhere).prepare()).rejects.toMatchObject({ code: "store-unavailable" });
  });

  it("keeps all but the refused lines of a batch that it refuses as a whole", async () => {
    const { stand, bucket } = await opened();
    const directory = mkdtempSync(join(tmpdir(), "homeostat-influx2-"));
    closing.push(() => rmSync(directory, { recursive: true, force: true }));
    const refused: string[] = [];
    const store = openInflux2({ id: "ingest", url: stand.url, org, bucket, token }, ports(directory));
    await store.open({ onRefused: (rows) => refused.push(...rows.map(({ reason }) => reason)) });
    const series = { id: 1, region: "north", site: "polder", device: "gauge", variable: "level", commons: "water" };
    const whole = { status: 400, code: "invalid", message: "unable to parse 'reading': bad timestamp" };
    // Of four lines the third is the bad one: the block, then its halves, then the second half's lines.
    stand.script(whole, { ...whole, status: 204 }, whole, whole);
    const begin = Date.UTC(2025, 8, 12);
    await store.append(batchOf({ newSeries: [series], readings: [plainColumns(1, begin, [1, 2, 3, 4])] }));
    expect(refused).toEqual(["unable to parse 'reading': bad timestamp"]);
    expect(rowsOf(await store.query(select("reading", ["value"])))).toEqual([[begin + 3000, 4]]);
    expect(rowsOf(await store.query(select("gap", ["count"]))).map(([, count]) => count)).toEqual([1]);
    await store.close();
  });
});
