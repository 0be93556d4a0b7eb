import { describe, expect, it } from "vitest";
import { explain } from "../explain.ts";
import { restore, snapshot } from "../snapshot.ts";
import { Bench, pumpWords, type SiteParts, words } from "../testing/site.ts";
import type { Action } from "../types.ts";

const { minute } = Bench;
const pumps = ["pump-1", "pump-2"];
const pump = (device: string) => ({ ...pumpWords(device), safeState: "release" });
const site: SiteParts = {
  actuators: {
    "pump-1": pump("vfd-1"),
    "pump-2": pump("vfd-2"),
    horn: { output: "io/horn", class: "B", safeState: "stop" },
  },
  interlocks: {
    dry: { when: "v('io/float-low')", whenUnknown: "act", force: "stop", actuators: pumps },
    work: { lock: true, refuse: ["start"], actuators: ["pump-2"] },
  },
  charter: {
    reflexes: { drain: { ...words.drain, whenInputBad: [{ do: "hold", for: "1min" }, { do: "safeState" }] } },
  },
};
const lock = (kind: "lock" | "unlock"): Action => ({ kind, id: kind, actor: "anna", lock: "work", reason: "r" });
const released = (bench: Bench) => bench.engine.actuators.slice(0, 2).map((state) => state.released);
const outputs = (bench: Bench, from: number) =>
  bench.log.slice(from).flatMap((effects) => effects.outputs.filter(({ actuator }) => pumps.includes(actuator)));

/** The first pump runs, its level is lost, and the drives have just been let go. */
const blind = () => new Bench(site).set({ "gauge/level": -2.17 }).run(15_000).set({ "gauge/level": null }).run(62_000);

describe("a drive whose safe state is release", () => {
  it("is let go once no level can be trusted: no order stands any more, and the record says so", () => {
    const bench = blind();
    expect(released(bench)).toEqual([true, true]);
    expect(bench.log.flatMap((effects) => effects.outputs).at(-1)).toMatchObject({ released: true });
    expect(bench.decisions("pump-1").at(-1)).toMatchObject({
      value: null,
      layer: "homeostasis",
      reason: "drain: input is bad, safe state release",
    });
    const from = bench.log.length;
    expect(outputs(bench.run(5 * minute), from)).toEqual([]);
    expect(explain(bench.engine, "pump-1", bench.now)?.value).toBeNull();
  });

  it("is followed in what its floats make it do, and taken back as it is found when a level is good again", () => {
    const bench = blind().drive("vfd-2", true).run(minute);
    expect(bench.told("pump-2").run).toBe(true);
    bench.set({ "gauge/level": -2.12 }).run(2_000);
    expect(released(bench)).toEqual([false, false]);
    expect([bench.told("pump-1"), bench.told("pump-2")]).toMatchObject([
      { run: true, speed: 94 },
      { run: true, speed: 94 },
    ]);
    bench.set({ "gauge/level": -2.3 }).run(2_000);
    expect(bench.told("pump-2")).toMatchObject({ run: true, blocked: "minimum-on-time" });
  });

  it("is taken back by whoever has a reason of their own", () => {
    const bench = blind().set({ "io/float-low": 1 }).run(1_000);
    expect(released(bench)).toEqual([false, false]);
    expect(bench.told("pump-1")).toMatchObject({ run: false, layer: "interlock" });
    bench.set({ "io/float-low": 0 }).run(1_000);
    expect(released(bench)).toEqual([true, true]);
  });

  it("is let go also while its switch stands in local, as it does when the relay has taken it, and comes back", () => {
    const bench = blind().set({ "vfd-1/remote": 0, "vfd-2/remote": 0 }).run(minute);
    expect(released(bench)).toEqual([true, true]);
    bench.set({ "gauge/level": -2.17 }).run(1_000);
    expect(released(bench)).toEqual([false, false]);
    const from = bench.log.length;
    bench.set({ "vfd-1/remote": 1, "vfd-2/remote": 1 }).run(1_000);
    expect(outputs(bench, from)).toMatchObject([
      { actuator: "pump-1", run: true, released: false },
      { actuator: "pump-2", run: false, released: false },
    ]);
  });

  it("stays let go through a restart, also before it was read", () => {
    const before = blind();
    const start = { now: before.now + 5_000, prefix: "2-test" };
    const restored = restore(before.engine.compiled, snapshot(before.engine), start);
    if (!restored.ok) throw new Error(restored.error.kind);
    const after = new Bench(restored.value).set({ "gauge/level": null });
    expect(released(after)).toEqual([true, true]);
    after.run(5_000);
    expect(released(after)).toEqual([true, true]);
    expect(outputs(after, 0).filter((output) => !output.released)).toEqual([]);
  });

  it("is never given to floats while somebody is at work at the site: it goes on with what it does", () => {
    const bench = new Bench(site).set({ "gauge/level": -2.17 }).run(15_000);
    bench.scan(0, [lock("lock")]);
    bench.set({ "gauge/level": null }).run(5 * minute);
    expect(released(bench)).toEqual([false, false]);
    expect(bench.told("pump-1")).toMatchObject({ run: true, speed: 80 });
    expect(explain(bench.engine, "pump-1", bench.now)?.reason).toContain("not let go while a lock is on");
    bench.scan(0, [lock("unlock")]);
    bench.run(1_000);
    expect(released(bench)).toEqual([true, true]);
    bench.scan(0, [lock("lock")]);
    expect(released(bench)).toEqual([false, false]);
  });
});

describe("a locked pump that cannot be read", () => {
  it("is given its order no more, because it may have stopped; read again, it goes on or stays off", () => {
    for (const runs of [true, false]) {
      const both = { work: { lock: true, refuse: ["start"], actuators: pumps } };
      const bench = new Bench({ interlocks: both }).set({ "gauge/level": -2.17 }).run(15_000);
      bench.scan(0, [lock("lock")]);
      const from = bench.log.length;
      bench.set({ "vfd-1/running": null }).run(10_000);
      expect(outputs(bench, from).filter(({ actuator }) => actuator === "pump-1")).toMatchObject([{ released: true }]);
      expect(bench.decisions("pump-1").at(-1)?.reason).toContain("cannot be read while a lock is on");
      bench.drive("vfd-1", runs).run(10 * minute);
      expect(bench.told("pump-1")).toMatchObject({ run: runs, layer: runs ? "homeostasis" : "lock" });
    }
  });
});
