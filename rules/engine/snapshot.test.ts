import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "./compile/compile.ts";
import { step } from "./engine.ts";
import { standingAlarms } from "./explain.ts";
import { restore, snapshot } from "./snapshot.ts";
import { alarmWords, Bench, type SiteParts, t0, testSite } from "./testing/site.ts";

const { minute } = Bench;
const hi = alarmWords({ variable: "gauge/level", type: "hi", limit: -2.18, deadband: 0.02, onDelay: "2min" });
const site: SiteParts = { charter: { alarms: { "level-hi": hi } } };

function resumed(bench: Bench, after: number, parts: SiteParts = site, justStopped = false): Bench {
  const start = { now: bench.now + after, prefix: "2-test", justStopped };
  const restored = restore(compile(testSite(parts)), snapshot(bench.engine), start);
  if (!restored.ok) throw new Error(restored.error.kind);
  const next = new Bench(restored.value);
  for (const [path, value] of bench.held) next.set({ [path]: value });
  return next;
}

const pumping = () => new Bench(site).set({ "gauge/level": -2.17 }).run(minute);

describe("a snapshot", () => {
  it("changes nothing, and what is restored from it gives the same bytes each time", () => {
    const bench = pumping();
    const bytes = snapshot(bench.engine);
    expect(snapshot(bench.engine)).toEqual(bytes);
    const again = (from: Uint8Array) => {
      const restored = restore(bench.engine.compiled, from, { now: bench.now, prefix: "1-test" });
      if (!restored.ok) throw new Error(restored.error.kind);
      return snapshot(restored.value);
    };
    expect(again(again(bytes))).toEqual(again(bytes));
  });

  it("keeps timers: an alarm's delay and a pump's minimum on-time run through a restart", () => {
    const bench = resumed(pumping(), 5_000);
    bench.run(54_000);
    expect(bench.alarms()).toEqual([]);
    bench.run(3_000);
    expect(bench.alarms()[0]).toMatchObject({ transition: "raise", onset: t0 + 1_000 });
    bench.set({ "gauge/level": -2.3 }).run(2 * minute);
    expect(bench.told("pump-1").run).toBe(true);
    bench.run(2 * minute);
    expect(bench.told("pump-1").run).toBe(false);
  });

  it("lets a restart of five seconds stop no pump, and tells each its standing command once it was read", () => {
    const bench = resumed(pumping(), 5_000);
    bench.silence("vfd-1/running");
    expect(bench.scan(0).outputs.filter((output) => output.actuator === "pump-1")).toEqual([]);
    bench.drive("vfd-1", true);
    const outputs = bench.scan(1_000).outputs.filter((output) => output.actuator === "pump-1");
    expect(outputs).toMatchObject([{ run: true, speed: 80 }]);
  });

  it("takes a pump that stopped meanwhile for just stopped", () => {
    const bench = resumed(pumping().drive("vfd-1", false), 5_000);
    bench.run(4 * minute);
    expect(bench.decisions("pump-1").some((decision) => (decision.value ?? 0) > 0)).toBe(false);
    expect(bench.told("pump-2").run).toBe(true);
  });

  it("keeps the stagger: a start just before a restart still holds the next one back", () => {
    const before = new Bench(site).set({ "gauge/level": -2.17 }).run(12_000);
    const started = before.engine.lastStartAt;
    const bench = resumed(before, 1_000).set({ "gauge/level": -2.1 }).run(minute);
    const start = bench.decisions("pump-2").find((decision) => (decision.value ?? 0) > 0);
    expect((start?.at ?? 0) - started).toBeGreaterThanOrEqual(20_000);
  });

  it("keeps standing alarms and their events, so that an acknowledge given before is still good", () => {
    const before = pumping().run(2 * minute);
    const eventId = before.alarms()[0]!.id;
    const bench = resumed(before, 5_000);
    expect(standingAlarms(bench.engine)).toMatchObject([{ state: "unacknowledged", eventId }]);
    const acknowledge = { kind: "acknowledge", id: "a", actor: "anna", key: "gauge.level.level-hi", eventId } as const;
    expect(bench.scan(1_000, [acknowledge]).results[0]?.accepted).toBe(true);
  });

  it("keeps what a changed configuration still has", () => {
    const { points } = testSite(site);
    const bench = resumed(pumping(), 5_000, { points: { "new/level": points["gauge/level"]!, ...points } });
    expect(bench.engine.compiled.paths[0]).toBe("new/level");
    bench.scan(1_000);
    expect(bench.told("pump-1")).toMatchObject({ run: true, speed: 80 });
    expect(bench.engine.actuators[0]?.startedAt).toBe(t0 + 11_000);
  });

  it("damaged anywhere is refused, and random bytes never throw", () => {
    const bytes = snapshot(pumping().engine);
    const compiled = compile(testSite(site));
    const start = { now: t0, prefix: "x" };
    const position = fc.integer({ min: 0, max: bytes.length - 1 });
    fc.assert(
      fc.property(position, fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const broken = bytes.slice();
        broken[at] = (broken[at] ?? 0) ^ flip;
        expect(restore(compiled, broken, start).ok).toBe(false);
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => !restore(compiled, noise, start).ok));
    expect(restore(compiled, bytes.subarray(0, bytes.length - 1), start).ok).toBe(false);
  });
});

describe("a world clock that goes back", () => {
  it("makes no engine deaf and no timer longer", () => {
    const bench = pumping();
    bench.now -= 3_600_000;
    bench.set({ "gauge/level": -2.3 }).run(3 * minute);
    expect(bench.told("pump-1").run).toBe(true);
    bench.run(3 * minute);
    expect(bench.told("pump-1").run).toBe(false);
  });
});

describe("after a boot of a machine whose clock stood still meanwhile", () => {
  /** Pump 1 has run and has stood for four of its five minutes. */
  const rested = () =>
    pumping()
      .run(5 * minute)
      .set({ "gauge/level": -2.3 })
      .run(4 * minute);
  const startsAfter = (bench: Bench) => {
    const from = bench.now;
    bench.set({ "gauge/level": -2.17 }).run(8 * minute);
    const start = bench.decisions("pump-1").find((decision) => (decision.value ?? 0) > 0);
    return Math.round(((start?.at ?? 0) - from) / 1000);
  };

  it("minimum off-time starts anew, however long the machine says that it was off", () => {
    const before = rested();
    expect(before.told("pump-1").run).toBe(false);
    expect(startsAfter(resumed(before, 5_000))).toBeLessThan(80);
    for (const away of [5_000, 3 * 3_600_000, -3_600_000]) {
      expect(startsAfter(resumed(before, away, site, true))).toBeGreaterThanOrEqual(300);
    }
  });

  it("starts of the last hour are as old as they were", () => {
    const before = pumping();
    const [start = 0] = before.engine.actuators[0]?.starts ?? [];
    const bench = resumed(before, 3 * 3_600_000, site, true);
    expect(bench.now - (bench.engine.actuators[0]?.starts[0] ?? 0)).toBe(before.now - start);
  });
});

describe("a world clock that is set forward", () => {
  it("ends no minimum time early, and a record says so", () => {
    const bench = pumping();
    const day = 86_400_000;
    bench.now += day;
    const { decisions } = step(bench.engine, { inputs: [], actions: [], clockSetBy: day }, bench.now);
    expect(decisions[0]).toMatchObject({ actuator: "clock", layer: "quality" });
    expect(decisions[0]?.reason).toContain("set forward by 86400 s");
    bench.set({ "gauge/level": -2.3 }).run(3 * minute);
    expect(bench.told("pump-1").run).toBe(true);
    bench.run(3 * minute);
    expect(bench.told("pump-1").run).toBe(false);
  });
});
