import { expect, test } from "vitest";
import { AppError } from "../../core/errors.ts";
import type { Disk } from "../../core/ports/disk.ts";
import { SimDisk } from "../../core/sim/disk.ts";
import { compile } from "../../rules/engine/compile/compile.ts";
import { standingLocks } from "../../rules/engine/explain.ts";
import { t0, testSite } from "../../rules/engine/testing/site.ts";
import { EngineKeeper, recallEngine } from "./engine-store.ts";

const clock = { now: () => 0, schedule: () => () => undefined };
const compiled = compile(testSite());
const recall = (disk: Disk) => recallEngine(disk, compiled, { now: t0, prefix: "1-test" });

async function saved(): Promise<SimDisk> {
  const sim = new SimDisk();
  const { engine } = await recall(sim.mount());
  engine.lastStartAt = 4711;
  await new EngineKeeper(engine, sim.mount(), clock).save();
  return sim;
}

test("an engine goes on from its snapshot, also after a power cut", async () => {
  const sim = await saved();
  sim.crash();
  const { engine, setAside } = await recall(sim.mount());
  expect({ lastStartAt: engine.lastStartAt, setAside }).toEqual({ lastStartAt: 4711, setAside: false });
});

test("a damaged snapshot is set aside, and said so", async () => {
  const sim = await saved();
  sim.corrupt("engine.snapshot", (bytes) => bytes.fill(0, 20, 40));
  expect((await recall(sim.mount())).setAside).toBe(true);
  expect(sim.paths()).toEqual(["engine.snapshot.damaged"]);
});

test("a damaged snapshot puts every lock on: who was at work is not known; a first start puts none on", async () => {
  const site = compile(testSite({ interlocks: { work: { lock: true, refuse: ["start"], actuators: ["pump-1"] } } }));
  const start = { now: t0, prefix: "1-test" };
  const sim = new SimDisk();
  const first = await recallEngine(sim.mount(), site, start);
  expect(standingLocks(first.engine)).toEqual([]);
  await new EngineKeeper(first.engine, sim.mount(), clock).save();
  sim.corrupt("engine.snapshot", (bytes) => bytes.fill(0, 20, 40));
  const { engine } = await recallEngine(sim.mount(), site, start);
  expect(standingLocks(engine)).toMatchObject([{ lock: "work", by: "restart", since: t0 }]);
});

test("a snapshot on a bad sector does not keep a gateway from starting", async () => {
  const disk = (await saved()).mount();
  const bad = { ...disk, read: () => Promise.reject(new AppError("disk-failed", "input/output error")) };
  expect((await recall(bad)).setAside).toBe(true);
  expect((await recall(disk)).setAside).toBe(false);
});
