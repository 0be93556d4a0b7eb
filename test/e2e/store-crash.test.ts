import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClocks } from "../../core/io/clock.ts";
import { childProcesses } from "../../core/io/process.ts";
import { sleep } from "../../core/ports/clock.ts";
import type { Child, ProcessPort } from "../../core/ports/process.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { openDuckdb } from "../../ingest/stores/duckdb/io/open.ts";
import { duckdbOptionsSchema } from "../../ingest/stores/duckdb/options.ts";
import { DuckdbStore } from "../../ingest/stores/duckdb/store.ts";
import { closedNumbers, numberedBatch, rowsPerBatch } from "../support/numbered-batches.ts";
import { rowsOf, select } from "../support/store-contract.ts";
import { until } from "../support/until.ts";

let folder: string;
let path: string;
const open: DuckdbStore[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeostat-crash-"));
  path = join(folder, "store.duckdb");
});
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** A store whose running child the test can kill. */
function killableStore(): { store: DuckdbStore; kill: () => void; restarts: () => number } {
  const module = new URL("../../ingest/stores/duckdb/io/main.ts", import.meta.url);
  const real = childProcesses({ module, arguments: [JSON.stringify(duckdbOptionsSchema.parse({ path }))] });
  let running: Child | undefined;
  let restarts = 0;
  const processes: ProcessPort = {
    spawn: async (events) => {
      running = await real.spawn(events);
      return running;
    },
  };
  const store = new DuckdbStore(
    { processes, clock: systemClocks.io },
    {
      onRestart: () => {
        restarts += 1;
      },
    },
  );
  open.push(store);
  return { store, kill: () => running?.kill(), restarts: () => restarts };
}

function plainStore(onSetAside?: (detail: string) => void): DuckdbStore {
  const store = openDuckdb({ path }, systemClocks.io, onSetAside === undefined ? {} : { onSetAside });
  open.push(store);
  return store;
}

async function storedValues(store: DuckdbStore): Promise<number[]> {
  return rowsOf(await store.query(select("reading", ["value"]))).map(([, value]) => Number(value));
}

describe("the store child", () => {
  it("may be killed at any moment: every append still becomes durable once, and nothing twice", async () => {
    const rng = seededRng(7);
    const { store, kill, restarts } = killableStore();
    await store.open();
    const kills = 5;
    let wasOutstanding = 0;
    const inFlight: Promise<void>[] = [];
    let number = 0;
    for (let killed = 0; killed < kills; killed += 1) {
      // Some batches in peace, then one more and the kill at a random moment of its life.
      for (let calm = 0; calm < 4; calm += 1, number += 1) inFlight.push(store.append(numberedBatch(number)));
      await Promise.all(inFlight);
      let outstanding = 0;
      for (const _ of [1, 2]) {
        outstanding += 1;
        const settle = (): void => {
          outstanding -= 1;
        };
        inFlight.push(store.append(numberedBatch(number)).then(settle));
        number += 1;
      }
      await sleep(systemClocks.io, rng.next() * 6);
      wasOutstanding += outstanding;
      kill();
    }
    await Promise.all(inFlight);
    const batches = number;
    expect(wasOutstanding).toBeGreaterThan(0);
    expect(restarts()).toBe(kills);
    await store.close();
    const after = plainStore();
    const image = await after.open();
    expect(image.generation).toBe(1);
    expect(closedNumbers(image.register)).toBe(batches * rowsPerBatch);
    const values = await storedValues(after);
    expect(values).toEqual(Array.from({ length: batches * rowsPerBatch }, (_, index) => index));
  });

  it("loses nothing it acknowledged when it is killed and another opens its file", async () => {
    const { store, kill } = killableStore();
    await store.open();
    await store.append(numberedBatch(0));
    await store.append(numberedBatch(1));
    kill();
    await store.close();
    const after = plainStore();
    const { register } = await after.open();
    expect(closedNumbers(register)).toBe(2 * rowsPerBatch);
    expect((await storedValues(after)).length).toBe(2 * rowsPerBatch);
  });

  it("sets a file aside that cannot be opened, says so, and begins a new generation", async () => {
    const store = plainStore();
    await store.open();
    await store.append(numberedBatch(0));
    await store.close();
    await writeFile(path, "this is not a database, and never was one".repeat(200));
    const said: string[] = [];
    const after = plainStore((detail) => said.push(detail));
    expect(await after.open()).toMatchObject({ generation: 2, register: [] });
    expect(said).toHaveLength(1);
    expect(readdirSync(folder).some((name) => name.startsWith("store.duckdb.quarantined-"))).toBe(true);
  });

  it("raises the generation when an older copy of the file is put back", async () => {
    const first = plainStore();
    await first.open();
    await first.append(numberedBatch(0));
    await first.close();
    await copyFile(path, join(folder, "backup"));
    const second = plainStore();
    await second.open();
    await second.append(numberedBatch(1));
    await second.close();
    await copyFile(join(folder, "backup"), path);
    if (existsSync(`${path}.wal`)) await rm(`${path}.wal`);
    const restored = plainStore();
    const image = await restored.open();
    expect(image.generation).toBe(2);
    expect(closedNumbers(image.register)).toBe(rowsPerBatch);
  });

  it("waits for a file that another process still holds, and does not set it aside", async () => {
    const holder = plainStore();
    await holder.open();
    const second = plainStore();
    await expect(second.open()).rejects.toMatchObject({ code: "store-unavailable" });
    await holder.close();
    expect(await second.open()).toMatchObject({ generation: 1 });
  });

  it("lets go of its file when its parent is killed in the middle of queries, time and again", async () => {
    const asker = fileURLToPath(new URL("../support/programs/store-asker/main.ts", import.meta.url));
    for (let killed = 0; killed < 3; killed += 1) {
      const place = join(folder, `asked-${killed}.duckdb`);
      const parent = spawn(process.execPath, ["--import", "tsx", asker, place], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await Promise.race([once(parent.stdout, "data"), once(parent, "exit")]);
      expect(parent.kill("SIGKILL"), "the parent asks").toBe(true);
      const after = openDuckdb({ path: place }, systemClocks.io);
      open.push(after);
      await until("the file is free", async () => (await after.open().catch(() => undefined)) !== undefined, 90_000);
    }
  });

  it("breaks off a query that nobody waits for any more", async () => {
    const store = plainStore();
    await store.open();
    await expect(store.query(select("reading", ["value"]), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "query-limit",
    });
  });
});
