import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explain } from "../explain.ts";
import { restore, snapshot } from "../snapshot.ts";
import { Bench, pumpWords, type SiteParts, slowPoints, t0 } from "../testing/site.ts";

const { minute } = Bench;
const hour = 60 * minute;
const pumps = ["pump-1", "pump-2"];
const exercise = { every: "2d", for: "2min", between: ["09:00", "15:00"], when: "v('gauge/level') > -2.5" };
const horn = { output: "io/horn", class: "B", safeState: "stop" };
const pump = (device: string, more: object) => ({ ...pumpWords(device), minOn: "1min", exercise, ...more });
const site = (more: object = {}, second: object = { exercise: undefined }): SiteParts => ({
  points: slowPoints(),
  actuators: { "pump-1": pump("vfd-1", more), "pump-2": pump("vfd-2", second), horn },
  interlocks: {
    dry: { when: "v('io/float-low')", whenUnknown: "act", force: "stop", actuators: pumps },
    work: { lock: true, refuse: ["start"], actuators: pumps },
  },
});
/** A polder that needs no pump. */
const quiet = (parts = site()) => new Bench(parts).set({ "gauge/level": -2.3 });

interface Order {
  readonly at: number;
  readonly actuator: string;
  readonly run: boolean;
  readonly layer: string;
}

/**
 * Scans when the engine asks for it; answers what the pumps were told. While all pumps rest, the scan each minute that only
 * tells of ranges is left out: then it scans at the multiples of `resting`, a quarter because hours of exercise begin at one.
 */
function pass(bench: Bench, time: number, broken: readonly string[] = [], resting = 15 * minute): Order[] {
  const orders: Order[] = [];
  const end = bench.now + time;
  let effects = bench.scan(0);
  while (bench.now < end) {
    bench.obey(effects, broken);
    const asks = effects.nextAt - bench.now < minute || pumps.some((pump) => bench.told(pump).run);
    const next = asks ? effects.nextAt : (Math.floor(bench.now / resting) + 1) * resting;
    effects = bench.scan(Math.min(next, end) - bench.now);
    for (const { actuator, run, layer } of effects.outputs)
      if (pumps.includes(actuator)) orders.push({ at: bench.now, actuator, run, layer });
  }
  bench.obey(effects, broken);
  return orders;
}
const runs = (orders: readonly Order[]) => orders.filter(({ run, layer }) => run && layer === "exercise");
/** Nine o'clock in Amsterdam, so many days after the first. */
const nine = (days: number) => t0 + days * 24 * hour + 7 * hour;

describe("a pump that has not run for long", () => {
  it("is run for its time at its lowest speed, once the hour of day has come in the site's own zone", () => {
    const bench = quiet();
    const [start, stop, ...more] = pass(bench, 60 * hour);
    expect(start).toMatchObject({ at: nine(2) + 10_000, actuator: "pump-1", run: true, layer: "exercise" });
    expect(stop).toMatchObject({ run: false, layer: "homeostasis" });
    expect((stop?.at ?? 0) - (start?.at ?? 0)).toBe(2 * minute);
    expect(more).toEqual([]);
    expect(bench.decisions("pump-1").find(({ layer }) => layer === "exercise")).toMatchObject({
      value: 65,
      reason: "exercise: has not run for 2d",
      inputs: [{ path: "gauge/level" }],
    });
  });

  it("is run for its minimum on-time where that is longer", () => {
    const [start, stop] = pass(quiet(site({ minOn: "5min" })), 60 * hour);
    expect((stop?.at ?? 0) - (start?.at ?? 0)).toBe(5 * minute);
  });

  it("waits while its condition does not hold, or is not known", () => {
    for (const level of [-2.6, null]) {
      const bench = quiet().set({ "gauge/level": level });
      expect(runs(pass(bench, 64 * hour))).toEqual([]);
      bench.set({ "gauge/level": -2.3 });
      expect(runs(pass(bench, 24 * hour))).toMatchObject([{ at: nine(3) + 10_000 }]);
    }
  });

  it("is not run again before its time, when the water made it run in between", () => {
    const bench = quiet();
    pass(bench, 40 * hour);
    bench.set({ "gauge/level": -2.17 });
    expect(pass(bench, hour)).toMatchObject([{ run: true, layer: "homeostasis" }]);
    bench.set({ "gauge/level": -2.3 });
    expect(runs(pass(bench, 40 * hour))).toEqual([]);
  });

  it("is due again when its run was cut short", () => {
    const bench = quiet();
    pass(bench, nine(2) - t0 + 70_000);
    expect(bench.told("pump-1").run).toBe(true);
    bench.set({ "io/float-low": 1 }).run(1_000).set({ "io/float-low": 0 });
    expect(runs(pass(bench, hour))).toMatchObject([{ actuator: "pump-1" }]);
  });

  it("remembers its last run through a restart", () => {
    const before = quiet();
    pass(before, 40 * hour);
    const start = { now: before.now + 5_000, prefix: "2-test" };
    const restored = restore(before.engine.compiled, snapshot(before.engine), start);
    if (!restored.ok) throw new Error(restored.error.kind);
    const after = new Bench(restored.value).set({ "gauge/level": -2.3 });
    expect(runs(pass(after, 20 * hour))).toMatchObject([{ at: nine(2) + 10_000 }]);
  });

  it.each([
    ["an interlock", { "io/float-low": 1 }],
    ["the panel switch", { "vfd-1/remote": 0 }],
    ["a fault", { "vfd-1/fault": 1 }],
  ])("is left alone by %s", (_, held) => {
    expect(runs(pass(quiet().set(held), 60 * hour, ["vfd-1"]))).toEqual([]);
  });

  it("is left alone by a lock, by an override that stops it, and while it counts as failed", () => {
    const locked = quiet();
    locked.scan(0, [{ kind: "lock", id: "l", actor: "anna", lock: "work", reason: "r" }]);
    expect(runs(pass(locked, 60 * hour))).toEqual([]);
    const stopped = quiet().run(1_000);
    const until = stopped.now + 100 * hour;
    stopped.scan(0, [{ kind: "override", id: "o", actor: "anna", actuator: "pump-1", value: 0, until, reason: "r" }]);
    expect(runs(pass(stopped, 60 * hour))).toEqual([]);
    expect(runs(pass(quiet(), 60 * hour, ["vfd-1"]))).toHaveLength(1);
  });

  it("takes its turn: two that are due run one after the other", () => {
    const orders = pass(quiet(site({}, {})), 60 * hour);
    expect(orders.map(({ actuator, run }) => [actuator, run])).toEqual([
      ["pump-1", true],
      ["pump-1", false],
      ["pump-2", true],
      ["pump-2", false],
    ]);
  });

  it("yields to the water: the reflex takes over a pump that exercises, and keeps it", () => {
    const bench = quiet();
    pass(bench, nine(2) - t0 + 70_000);
    expect(bench.told("pump-1")).toMatchObject({ run: true, layer: "exercise" });
    bench.set({ "gauge/level": -2.17 }).run(5 * minute);
    expect(bench.told("pump-1")).toMatchObject({ run: true, speed: 80, layer: "homeostasis" });
    expect(explain(bench.engine, "pump-1", bench.now)?.layer).toBe("homeostasis");
  });
});

it("whatever happens, exercise stays in its hours and starts only what its condition allows", () => {
  const move = fc.record({
    level: fc.constantFrom(-2.6, -2.3, -2.3, -2.3, -2.17, null),
    low: fc.constantFrom(0, 0, 0, 0, 1, null),
    hours: fc.integer({ min: 1, max: 20 }),
  });
  const often = { ...exercise, every: "5h" };
  const parts = site({ exercise: often }, { exercise: { ...often, between: ["23:00", "01:30"] } });
  const hours: Record<string, (minutes: number) => boolean> = {
    "pump-1": (minutes) => minutes >= 9 * 60 && minutes <= 15 * 60 - 2,
    "pump-2": (minutes) => minutes >= 23 * 60 || minutes <= 88,
  };
  let seen = 0;
  fc.assert(
    fc.property(fc.array(move, { maxLength: 5 }), (moves) => {
      const bench = quiet(parts);
      for (const { level, low, hours: time } of moves) {
        bench.set({ "gauge/level": level, "io/float-low": low });
        for (const { at, actuator } of runs(pass(bench, time * hour, [], 7 * minute))) {
          seen += 1;
          const local = ((at + 2 * hour) % (24 * hour)) / minute;
          expect(hours[actuator]?.(local)).toBe(true);
          expect([level === null || level > -2.5, low]).toEqual([level !== null, 0]);
        }
      }
    }),
    { numRuns: 30 },
  );
  expect(seen).toBeGreaterThan(5);
});
