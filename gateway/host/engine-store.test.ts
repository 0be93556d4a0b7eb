import { expect, test } from "vitest";
import { AppError } from "../../core/errors.ts";
import type { Disk } from "../../core/ports/disk.ts";
import { SimDisk } from "../../core/sim/disk.ts";
import { compile } from "../../rules/engine/compile.ts";
import { t0, testSite } from "../../rules/engine/test-site.ts";
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

test("a snapshot on a bad sector does not keep a gateway from starting", async () => {
  const disk = (await saved()).mount();
  const bad = { ...disk, read: () => Promise.reject(new AppError("disk-failed", "input/output error")) };
  expect((await recall(bad)).setAside).toBe(true);
  expect((await recall(disk)).setAside).toBe(false);
});
