import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { sleep } from "../../core/ports/clock.ts";
import type { Disk, DiskFile } from "../../core/ports/disk.ts";
import type { Store } from "../../core/ports/store.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { sound } from "../support/oracle.ts";
import { expectedTransitions, makeRecording, removeRecording, transitionOf } from "../support/replay-instance.ts";
import { type Planted, ReplayRig } from "../support/replay-rig.ts";

const rowCount = 400;
const recording = makeRecording(3, rowCount);
afterAll(() => removeRecording(recording));

/** Plays the recording while gateway and hub die at moments of the seed's; every fault must find readings under way. */
async function played(planted: Planted, seed = 1): Promise<ReplayRig> {
  const rng = seededRng(seed);
  const rig = new ReplayRig(recording, planted);
  await rig.startHub();
  await rig.startGateway();
  for (let round = 0; round < 4; round += 1) {
    await rig.scheduler.advance(600 + Math.floor(600 * rng.next()));
    await rig.cutPower(seed + round);
    await rig.scheduler.advance(600 + Math.floor(600 * rng.next()));
    await rig.killHub();
  }
  await rig.finish();
  expect(Math.min(...rig.outstanding)).toBeGreaterThan(0);
  return rig;
}

/** A disk that says its data is on the platter when it is not. */
function withoutSync(disk: Disk): Disk {
  const file = (opened: DiskFile): DiskFile => ({
    get size() {
      return opened.size;
    },
    append: (bytes) => opened.append(bytes),
    read: (offset, length) => opened.read(offset, length),
    sync: async () => undefined,
    truncate: (size) => opened.truncate(size),
    close: () => opened.close(),
  });
  return { ...disk, open: async (path) => file(await disk.open(path)) };
}

/** The methods of a store with some of them replaced. */
function changed(store: Store, changes: Partial<Store>): Store {
  return {
    open: () => store.open(),
    append: (batch) => store.append(batch),
    query: (statement, options) => store.query(statement, options),
    compactRegister: (register) => store.compactRegister(register),
    close: () => store.close(),
    ...changes,
  };
}

/** Says at once that a batch is durable, and makes it so a second later, if it still lives. */
const acknowledgesEarly: Planted = {
  store: (store, io) =>
    changed(store, {
      append: async (batch) => {
        void sleep(io, 1_000)
          .then(() => store.append(batch))
          .catch(() => undefined);
      },
    }),
};

/** Has every reading and forgets, whenever it is opened, whose numbers it has. */
const forgetsDedupe: Planted = {
  store: (store) => changed(store, { open: async () => ({ ...(await store.open()), register: [] }) }),
};

/** Is full for a third of the time; what comes then is dropped without a word. */
const dropsOnFull: Planted = {
  store: (store, io) =>
    changed(store, { append: (batch) => (io.now() % 900 < 300 ? Promise.resolve() : store.append(batch)) }),
};

test("the oracle imports nothing of the product", () => {
  const folder = join(import.meta.dirname, "../oracle");
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  const imported = [...texts.join("\n").matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map(([, name]) => name);
  expect(imported.length).toBeGreaterThan(0);
  expect(imported.filter((name) => !/^(node:|@duckdb\/node-api$|\.\/[a-z]+\.mjs$)/.test(name ?? ""))).toEqual([]);
});

describe("the oracle sees", () => {
  test.each([1, 2, 3])("nothing wrong where nothing was planted (seed %i)", async (seed) => {
    const rig = await played({}, seed);
    expect(rig.finished).toBe(true);
    expect(rig.unexplained).toBe(0);
    expect(await rig.verdict()).toMatchObject({ rows: 3 * rowCount, ...sound });
    const alarms = rig.content.rows("alarm").filter(({ tags }) => tags["condition"] === "high");
    const told = alarms.map(({ time, fields }) => transitionOf(time, String(fields["body"])));
    expect(told.sort()).toEqual(expectedTransitions(recording));
  });

  test("a skipped fsync: what was sent was not kept, and is played again as something new", async () => {
    const rig = await played({ disk: withoutSync });
    expect((await rig.verdict()).doubled).toBeGreaterThan(0);
  });

  test("an early acknowledgement: what was confirmed dies with the hub", async () => {
    const rig = await played(acknowledgesEarly);
    expect((await rig.verdict()).lost).toBeGreaterThan(0);
  });

  test("forgotten deduplication: what was not confirmed in time is stored twice", async () => {
    const rig = await played(forgetsDedupe);
    expect((await rig.verdict()).doubled).toBeGreaterThan(0);
  });

  test("a drop on full: what is confirmed was never stored", async () => {
    const rig = await played(dropsOnFull);
    expect((await rig.verdict()).lost).toBeGreaterThan(0);
  });
});
