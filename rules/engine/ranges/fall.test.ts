import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explain } from "../explain.ts";
import { restore, snapshot } from "../snapshot.ts";
import { Bench, pumpWords, type SiteParts, slowPoints, words } from "../testing/site.ts";

const { minute } = Bench;
const hour = 60 * minute;
const target = -2.2;
const fall = { most: 0.15, per: "24h", below: "target" };
const exercise = { every: "1h", for: "5min", between: ["00:00", "23:59"] };
/** A reflex that would draw the level half a metre below its target, and a range that lets it do so by 15 cm a day. */
const deep = { ...words.drain, stages: [{ start: 0.02, stop: -0.5 }], lead: "fixed" };
const site = (more: object = {}): SiteParts => ({
  points: slowPoints(),
  actuators: {
    "pump-1": { ...pumpWords("vfd-1"), minOn: "1min", minOff: "1min", startsPerHour: undefined, ...more },
    "pump-2": pumpWords("vfd-2"),
    horn: { output: "io/horn", class: "B", safeState: "stop" },
  },
  charter: {
    ranges: { "gauge/level": { ...words.range, viable: { lo: -3, hi: -1.5 }, fall } },
    reflexes: { drain: deep },
  },
});

/** Minutes of a polder: a running pump lowers the level by 1 mm a minute, rain and seepage raise it. */
function live(bench: Bench, minutes: number, inflow = 0): number[] {
  const levels: number[] = [];
  let level = bench.held.get("gauge/level") ?? target;
  for (let passed = 0; passed < minutes; passed += 1) {
    bench.obey(bench.scan(minute));
    level += inflow - (bench.told("pump-1").run ? 0.001 : 0);
    bench.set({ "gauge/level": level });
    levels.push(level);
  }
  return levels;
}
const at = (level: number, parts = site()) => new Bench(parts).set({ "gauge/level": level });
/** As far as it may, with the minute in which it is noticed, the minute that a pump runs at least, and a scan. */
const slack = 0.003;

describe("a limit on how fast a level may be lowered", () => {
  it("does not hold while a flood is drained, and then stops the pump so far below the target", () => {
    const bench = at(-1.9);
    const levels = live(bench, 10 * 60);
    const lowest = Math.min(...levels);
    expect(lowest).toBeLessThan(target - 0.149);
    expect(lowest).toBeGreaterThan(target - 0.15 - slack);
    expect(bench.told("pump-1")).toMatchObject({ run: false, layer: "homeostasis" });
    const reason = "lowered by 0.15 in 1d below its target, as far as agreed";
    expect(bench.decisions("pump-1").at(-1)?.reason).toContain(reason);
    expect(explain(bench.engine, "gauge/level", bench.now)?.reason).toContain(reason);
  });

  it("gives room again as the day goes by", () => {
    const bench = at(-2.17);
    live(bench, 4 * 60);
    const levels = live(bench, 48 * 60);
    expect(Math.min(...levels.slice(0, 20 * 60))).toBeGreaterThan(target - 0.15 - slack);
    expect(Math.min(...levels)).toBeLessThan(target - 0.25);
  });

  it("keeps a pump from being exercised, and lets an override run it", () => {
    const bench = at(-2.17, site({ exercise }));
    live(bench, 4 * 60);
    live(bench, 10 * 60);
    expect(bench.decisions("pump-1").filter(({ layer }) => layer === "exercise")).toEqual([]);
    const until = bench.now + hour;
    bench.scan(0, [{ kind: "override", id: "o", actor: "anna", actuator: "pump-1", value: 80, until, reason: "r" }]);
    expect(bench.run(15_000).told("pump-1")).toMatchObject({ run: true, layer: "override" });
  });

  it("is remembered through a restart", () => {
    const before = at(-2.17);
    live(before, 4 * 60);
    const start = { now: before.now + 5_000, prefix: "2-test" };
    const restored = restore(before.engine.compiled, snapshot(before.engine), start);
    if (!restored.ok) throw new Error(restored.error.kind);
    const after = new Bench(restored.value).set({ "gauge/level": -2.349 });
    live(after, 60);
    expect(after.told("pump-1").run).toBe(false);
  });

  it("is not set off by a value that is not known", () => {
    const bench = at(-2.17);
    live(bench, 30);
    bench.set({ "gauge/level": null }).run(minute);
    expect(bench.engine.falls[0]?.limited).toBe(false);
  });

  it("holds in every window of a day, whatever rain there is", () => {
    const rain = fc.array(fc.tuple(fc.constantFrom(0, 0.0001, 0.0003, 0.002), fc.integer({ min: 30, max: 600 })), {
      minLength: 3,
      maxLength: 8,
    });
    fc.assert(
      fc.property(rain, fc.constantFrom(-1.9, -2.17, -2.19), (showers, level) => {
        const bench = at(level);
        const levels = showers.flatMap(([inflow, minutes]) => live(bench, minutes, inflow));
        for (const [now, low] of levels.entries()) {
          const window = levels.slice(Math.max(0, now - 24 * 60), now + 1);
          const high = Math.min(target, Math.max(...window));
          if (high - low > 0.15 + slack) expect({ now, fallen: high - low }).toEqual({ now, fallen: 0.15 });
        }
      }),
      { numRuns: 12 },
    );
  });
});
