import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClocks } from "../../core/io/clock.ts";
import { fileDisk } from "../../core/io/disk.ts";
import { systemRng } from "../../core/io/rng.ts";
import { sleep } from "../../core/ports/clock.ts";
import type { RefusedRow } from "../../core/ports/store.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { openInflux1 } from "../../ingest/stores/influx1/io/open.ts";
import type { LineStore } from "../../ingest/stores/line-protocol/line-store.ts";
import { type Influxd, startInfluxd } from "../support/influxd.ts";
import { begin, closedNumbers, numberedBatch, place, rowsPerBatch, series } from "../support/numbered-batches.ts";
import { batchOf, plainColumns, rowsOf, select } from "../support/store-contract.ts";

let influxd: Influxd;
let folder: string;
const open: LineStore[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "homeostat-influx1-"));
  influxd = await startInfluxd();
});
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
  await influxd?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function newStore(): LineStore {
  const ports = { disk: fileDisk(folder), rng: systemRng, world: systemClocks.world };
  const store = openInflux1({ id: "ingest", url: influxd.url, database: "homeostat", timeout: 5_000 }, ports);
  open.push(store);
  return store;
}

/** Numbered readings, and with every batch an event. */
function batch(number: number) {
  return numberedBatch(number, [{ region: "north", site: "polder", event: gap(number) }]);
}

function gap(number: number) {
  const what = { device: "gauge", variable: "level", startAt: begin, endAt: begin, count: number, reason: "restart" };
  return { kind: "gap" as const, at: begin, id: `g${number}`, ...what, estimated: false };
}

async function stored(store: LineStore, measurement: string, field: string): Promise<number[]> {
  return rowsOf(await store.query(select(measurement, [field]))).map(([, value]) => Number(value));
}

describe("a store on an influxd that is killed", () => {
  it("has every acknowledged batch once when it is back, and takes up where that ends", async () => {
    const rng = seededRng(11);
    let store = newStore();
    await store.open();
    let next = 0;
    let acknowledged = 0;
    let failures = 0;
    for (let killed = 0; killed < 5; killed += 1) {
      const killing = sleep(systemClocks.io, 5 + rng.next() * 60).then(() => influxd.kill());
      for (let broken = false; !broken; ) {
        broken = await store.append(batch(next)).then(
          () => false,
          (error: unknown) => {
            expect(error).toMatchObject({ code: "store-unavailable" });
            return true;
          },
        );
        if (!broken) next += 1;
      }
      failures += 1;
      acknowledged = next;
      await killing;
      await influxd.restart();
      // Half of the time we die as well: only what is on the disk counts.
      if (killed % 2 === 0) store = newStore();
      const image = await store.open();
      expect(image.generation).toBe(1);
      expect(closedNumbers(image.register)).toBe(acknowledged * rowsPerBatch);
      expect((await stored(store, "reading", "value")).length).toBeGreaterThanOrEqual(acknowledged * rowsPerBatch);
    }
    await store.append(batch(next));
    expect(failures).toBe(5);
    expect(next).toBeGreaterThan(0);
    const all = Array.from({ length: (next + 1) * rowsPerBatch }, (_, index) => index);
    expect(await stored(store, "reading", "value")).toEqual(all);
    // Events of one moment lie behind one another, each once, although some were written twice.
    expect(await stored(store, "gap", "count")).toEqual(Array.from({ length: next + 1 }, (_, index) => index));
  });

  it("begins a new generation when the server comes back empty", async () => {
    const store = newStore();
    await store.open();
    await store.append(batch(0));
    await influxd.restart({ empty: true });
    await expect(store.append(batch(1))).rejects.toMatchObject({ code: "store-unavailable" });
    expect(await store.open()).toEqual({ generation: 2, series: [], register: [] });
  });

  it("notices before it acknowledges that another server's data took the place of its own", async () => {
    const store = newStore();
    await store.open();
    await store.append(batch(0));
    await influxd.query("homeostat", 'DROP MEASUREMENT "homeostat_mark"');
    await expect(store.append(batch(1))).rejects.toThrow("lost points");
    expect((await store.open()).generation).toBe(2);
  });

  it("notices that readings it had stored are gone, although its mark is there", async () => {
    const store = newStore();
    await store.open();
    await store.append(batch(0));
    await influxd.query("homeostat", 'DROP MEASUREMENT "reading"');
    await expect(store.append(batch(1))).rejects.toThrow("lost points");
    expect((await store.open()).generation).toBe(2);
  });

  it("begins a new generation when the register is lost; what is sent again overwrites itself", async () => {
    const store = newStore();
    await store.open();
    await store.append(batch(0));
    await store.close();
    rmSync(join(folder, "register.log"));
    const after = newStore();
    expect(await after.open()).toEqual({ generation: 2, series: [], register: [] });
    await after.append(batch(0));
    expect((await stored(after, "reading", "value")).length).toBe(rowsPerBatch);
    expect(await stored(after, "gap", "count")).toEqual([0]);
  });
});

describe("lines that influxd refuses", () => {
  it("cost none of the others, and are kept as gap records in its words", async () => {
    await influxd.createDatabase("homeostat");
    const lines = "reading,commons=water,device=gauge,region=north,site=polder,variable=level";
    const posted = await fetch(`${influxd.url}/write?db=homeostat&precision=ms`, {
      method: "POST",
      body: `${lines} quality="good" ${begin}`,
    });
    expect(posted.status).toBe(204);
    const refused: RefusedRow[] = [];
    const store = newStore();
    await store.open({ onRefused: (rows) => refused.push(...rows) });
    const columns = plainColumns(1, begin + 60_000, [1, 2, 3, 4, 5]);
    columns.quality[1] = 64;
    columns.quality[4] = 0;
    await store.append(batchOf({ newSeries: [series], readings: [columns], register: [{ ...place, lo: 0, hi: 4 }] }));
    expect(await stored(store, "reading", "value")).toEqual([1, 3, 4]);
    expect(refused.map(({ text }) => text)).toEqual([
      `${lines} value=2,quality=64i ${begin + 61_000}`,
      `${lines} value=5,quality=0i ${begin + 64_000}`,
    ]);
    const words = 'field type conflict: input field "quality" on measurement "reading" is type integer';
    expect(refused[0]?.reason).toContain(words);
    const gaps = rowsOf(await store.query(select("gap", ["start_at", "end_at", "count", "reason"])));
    expect(gaps).toHaveLength(1);
    expect(gaps[0]?.slice(1, 4)).toEqual([begin + 61_000, begin + 64_000, 2]);
    expect(gaps[0]?.[4]).toContain(words);
  });

  it("are few: what is older than the server keeps is refused once, the rest is stored", async () => {
    await influxd.createDatabase("homeostat");
    await influxd.query("homeostat", 'ALTER RETENTION POLICY "autogen" ON "homeostat" DURATION 7d SHARD DURATION 1d');
    const refused: RefusedRow[] = [];
    const store = newStore();
    await store.open({ onRefused: (rows) => refused.push(...rows) });
    const now = Date.now();
    const columns = plainColumns(1, now, [1, 2, 3, 4, 5, 6, 7]);
    for (const row of [0, 1, 5]) columns.measuredAt[row] = now - 30 * 86_400_000 + row;
    await store.append(batchOf({ newSeries: [series], readings: [columns] }));
    expect(await stored(store, "reading", "value")).toEqual([3, 4, 5, 7]);
    expect(refused).toHaveLength(3);
    expect(refused[0]?.reason).toBe("points beyond retention policy");
  });
});
