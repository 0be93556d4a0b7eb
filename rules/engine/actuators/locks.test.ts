import { describe, expect, it } from "vitest";
import { compile } from "../compile/compile.ts";
import { createEngine } from "../engine.ts";
import { standingLocks } from "../explain.ts";
import { restore, snapshot } from "../snapshot.ts";
import { Bench, type SiteParts, t0, testSite, words } from "../testing/site.ts";
import type { Action } from "../types.ts";

const { minute } = Bench;
const pumps = ["pump-1", "pump-2"];
const atWork = { lock: true, refuse: ["start"], actuators: pumps };
const always = { when: "v('io/mains-ok')", whenUnknown: "ignore", force: "run", actuators: pumps };
const highFloat = { kind: "on-off", layer: "protection", start: "v('io/float-high')", stop: "!v('io/float-high')" };
const site = (interlocks: Record<string, unknown> = {}): SiteParts => ({
  interlocks: { ...interlocks, "person-at-work": atWork },
  charter: { reflexes: { drain: words.drain, "high-float": { ...highFloat, actuators: pumps } } },
});

const lock = (actor = "anna"): Action => {
  return { kind: "lock", id: `lock-${actor}`, actor, lock: "person-at-work", reason: "trash rack" };
};
const unlock = (actor = "anna"): Action => ({ kind: "unlock", id: `unlock-${actor}`, actor, lock: "person-at-work" });
const override = (bench: Bench, value: number): Action => {
  return { kind: "override", id: "o", actor: "bob", actuator: "pump-1", value, until: bench.now + minute, reason: "r" };
};

/** A polder whose second pump runs, and whose lock is then put on. */
function locked(parts = site()): Bench {
  const bench = new Bench(parts).set({ "gauge/level": -2.17 }).run(15_000);
  bench.scan(1_000, [lock()]);
  return bench;
}
const locks = (bench: Bench) => standingLocks(bench.engine);

describe("a lock", () => {
  it("does not stop a pump that runs, and lets it be slowed and stopped", () => {
    const bench = locked().run(minute);
    expect(bench.told("pump-1")).toMatchObject({ run: true, speed: 80, layer: "homeostasis" });
    bench.set({ "gauge/level": -2.15 }).run(1_000);
    expect(bench.told("pump-1").speed).toBe(85);
    bench.set({ "gauge/level": -2.3 }).run(6 * minute);
    expect(bench.told("pump-1").run).toBe(false);
  });

  it("keeps a standing pump from being started by the reflex, and the record says who locked it and why", () => {
    const bench = locked()
      .set({ "gauge/level": -2.1 })
      .run(10 * minute);
    expect(bench.told("pump-2")).toMatchObject({ run: false, layer: "lock" });
    expect(bench.decisions("pump-2").at(-1)).toMatchObject({
      value: 0,
      layer: "lock",
      reason: "person-at-work: locked by anna: trash rack",
      refused: [{ layer: "homeostasis", value: 100, by: "lock person-at-work" }],
    });
    expect(bench.told("horn").run).toBe(false);
  });

  it("goes before protection, and before an interlock that forces a start", () => {
    const bench = new Bench(site({ always }));
    bench.scan(0, [lock()]);
    bench.set({ "io/float-high": 1 }).run(10 * minute);
    expect(bench.told("pump-1")).toMatchObject({ run: false, layer: "lock" });
  });

  it("refuses an override that would start, by its name, and takes one that stops", () => {
    const bench = new Bench(site()).run(1_000);
    const [, refused] = bench.scan(0, [lock(), override(bench, 80)]).results;
    const detail = "person-at-work: locked by anna: trash rack";
    expect(refused).toEqual({ id: "o", accepted: false, refusal: "locked", detail });
    expect(bench.scan(0, [override(bench, 0)]).results[0]?.accepted).toBe(true);
  });

  it("lets nobody else order more of a pump that runs, or keep it running; less and a stop are taken", () => {
    const bench = locked().set({ "gauge/level": -2.15 }).run(minute);
    expect(bench.told("pump-1")).toMatchObject({ run: true, speed: 85 });
    const answer = (value: number, actor = "bob") =>
      bench.scan(0, [{ ...override(bench, value), actor } as Action]).results[0];
    for (const value of [85, 100]) {
      expect(answer(value)).toMatchObject({ refusal: "locked", detail: "person-at-work: locked by anna: trash rack" });
    }
    expect([answer(80)?.accepted, answer(90, "anna")?.accepted, answer(0)?.accepted]).toEqual([true, true, true]);
  });

  it("says of what it holds what runs all the same", () => {
    const bench = new Bench(site()).set({ "gauge/level": -2.17 }).run(15_000);
    expect(bench.scan(1_000, [lock()]).results[0]).toMatchObject({
      accepted: true,
      detail: "pump-1 is running; this lock stops nothing that runs",
    });
    bench.scan(1_000, [unlock()]);
    bench.set({ "gauge/level": -2.3 }).run(6 * minute);
    expect(bench.scan(1_000, [lock()]).results[0]).toEqual({ id: "lock-anna", accepted: true });
  });

  it("ends a warning that sounds already: the pump does not start after it", () => {
    const bench = new Bench(site()).set({ "gauge/level": -2.17 }).run(5_000);
    expect(bench.told("horn").run).toBe(true);
    bench.scan(1_000, [lock()]);
    expect(bench.run(minute).told("pump-1").run).toBe(false);
    expect(bench.told("horn").run).toBe(false);
  });

  it("takes back an order that has not made its pump run, so that mending it starts nothing", () => {
    const bench = locked().drive("vfd-1", false);
    const { outputs } = bench.scan(1_000);
    expect(outputs).toMatchObject([{ actuator: "pump-1", run: false, layer: "lock" }]);
    bench.run(20 * minute);
    expect(bench.told("pump-1")).toMatchObject({ run: false, layer: "lock" });
  });

  it("lets the pumps start again once it is off", () => {
    const bench = locked().set({ "gauge/level": -2.1 }).run(minute);
    bench.scan(1_000, [unlock()]);
    expect(bench.run(40_000).told("pump-2")).toMatchObject({ run: true, layer: "homeostasis" });
  });

  it("is put on once, and taken off by its owner alone", () => {
    const bench = locked();
    expect(bench.scan(0, [lock("bob")]).results[0]).toMatchObject({ accepted: false, refusal: "locked" });
    expect(bench.scan(0, [unlock("bob")]).results[0]).toMatchObject({ accepted: false, refusal: "not-authorised" });
    expect(locks(bench)).toEqual([{ lock: "person-at-work", by: "anna", reason: "trash rack", since: t0 + 16_000 }]);
    expect(bench.scan(0, [unlock()])).toMatchObject({ results: [{ accepted: true }], locksChanged: true });
    expect(bench.scan(0, [unlock()]).results[0]).toMatchObject({ accepted: false, refusal: "not-active" });
    expect(locks(bench)).toEqual([]);
  });

  it("is not confused with an interlock, or with what does not exist", () => {
    const bench = new Bench(site({ always })).run(1_000);
    for (const name of ["always", "nothing"]) {
      const { results, locksChanged } = bench.scan(0, [{ ...lock(), lock: name } as Action]);
      expect([results[0]?.refusal, locksChanged]).toEqual(["unknown-target", false]);
    }
  });

  it("leaves a record each time it is put on and taken off", () => {
    const bench = locked();
    bench.scan(1_000, [unlock()]);
    expect(bench.decisions("person-at-work").map(({ layer, reason }) => [layer, reason])).toEqual([
      ["lock", "put on by anna: trash rack"],
      ["lock", "taken off by anna; person-at-work: locked by anna: trash rack"],
    ]);
  });

  it("is seen by conditions, for itself and for what it holds", () => {
    const stops = { when: "locked('person-at-work')", whenUnknown: "ignore", force: "stop", actuators: ["siren"] };
    const bench = locked(site({ stops })).run(1_000);
    expect(bench.engine.interlocks[0]?.active).toBe(true);
  });
});

describe("after a restart", () => {
  it("a lock is still on, with its owner", () => {
    const before = locked();
    const restored = restore(compile(testSite(site())), snapshot(before.engine), { now: before.now, prefix: "2-test" });
    if (!restored.ok) throw new Error(restored.error.kind);
    const bench = new Bench(restored.value).set({ "gauge/level": -2.1 }).run(10 * minute);
    expect(locks(bench)).toEqual(locks(before));
    expect([bench.told("pump-1").run, bench.told("pump-2").run]).toEqual([false, false]);
  });

  it("without what was known every lock is on, and anybody takes it off", () => {
    const engine = createEngine(compile(testSite(site())), { now: t0, prefix: "1-test", locksUnknown: true });
    const bench = new Bench(engine).set({ "gauge/level": -2.1 }).run(minute);
    expect(bench.told("pump-1")).toMatchObject({ run: false, layer: "lock" });
    expect(bench.decisions("person-at-work").map(({ reason }) => reason)).toEqual([
      "person-at-work: locked by restart: what was locked before could not be read",
    ]);
    bench.scan(0, [unlock("bob")]);
    expect(bench.run(minute).told("pump-1").run).toBe(true);
  });
});
