import { describe, expect, it } from "vitest";
import { Bench, type SiteParts, t0 } from "../testing/site.ts";
import { countsSince, depthOf, dischargeOf, fromCurrent, waterDensity } from "./physics.ts";

const metre = { unit: "m", type: "number", writable: false, staleAfter: 10_000 } as const;
const variable = { commons: "water", unit: "m" };

/** A site without pumps: only points and what is made of them. */
const made = (points: readonly string[], variables: Record<string, unknown>): SiteParts => ({
  points: Object.fromEntries(points.map((path) => [path, metre])),
  variables,
  actuators: {},
  charter: { ranges: {}, reflexes: {} },
});

const last = (bench: Bench, path: string) =>
  bench.log.flatMap((effects) => effects.derived).findLast((one) => one.path === path);

describe("physics", () => {
  it("knows the density of water", () => {
    expect(waterDensity(4)).toBeCloseTo(999.972, 2);
    expect(waterDensity(20)).toBeCloseTo(998.204, 2);
  });

  it("makes 1.0342 bar at 11.87 Cel a depth of 10.55 m", () => {
    expect(depthOf(1.0342, 11.87)).toBeCloseTo(10.5513, 3);
  });

  it.each([
    [4, -4],
    [12, -2.5],
    [20, -1],
    [3.7, -4.05625],
    [3.6, undefined],
    [21, undefined],
    [20.9, -0.83125],
  ])("reads a loop of %d mA as %s", (current, value) => {
    const made = fromCurrent(current, -4, -1);
    if (value === undefined) expect(made).toBeUndefined();
    else expect(made).toBeCloseTo(value, 9);
  });

  it.each([
    [10, 13, undefined, 3],
    [65_534, 2, 65_536, 4],
    [10, 2, undefined, undefined],
  ])("counts from %i to %i (wraps at %s) as %s", (from, to, wrapsAt, counts) => {
    expect(countsSince(from, to, wrapsAt)).toBe(counts);
  });

  it("interpolates a pump curve in head and speed, and never lifts less than nothing", () => {
    const curve = [
      { speed: 65, head: 0, discharge: 0.4 },
      { speed: 65, head: 2, discharge: 0 },
      { speed: 100, head: 0, discharge: 0.7 },
      { speed: 100, head: 2, discharge: 0.5 },
    ];
    expect(dischargeOf(curve, 1, 100)).toBeCloseTo(0.6, 9);
    expect(dischargeOf(curve, 1, 82.5)).toBeCloseTo(0.4, 9);
    expect(dischargeOf(curve, 9, 65)).toBe(0);
  });
});

describe("a level from pressure", () => {
  const zero = [
    { since: "2019-05-14", at: -4.18 },
    { since: "2025-04-02", at: -4.195 },
  ];
  const level = { ...variable, from: { pressure: "probe/p1", temperature: "probe/tob1", as: "depth" }, zero };
  const site = made(["probe/p1", "probe/tob1"], { "probe/level": level });

  it("stands on the zero in force when it was measured", () => {
    const bench = new Bench(site).set({ "probe/p1": 0.2, "probe/tob1": 10 });
    bench.scan(1_000);
    expect(last(bench, "probe/level")).toMatchObject({ quality: "good", measuredAt: t0 + 1_000, substituted: false });
    expect(last(bench, "probe/level")?.value).toBeCloseTo(-4.195 + depthOf(0.2, 10), 9);
  });

  it("is put out once for each read, and not without one", () => {
    const bench = new Bench(site).set({ "probe/p1": 0.2, "probe/tob1": 10 });
    bench.scan(1_000);
    bench.silence("probe/p1", "probe/tob1");
    expect(bench.scan(1_000).derived).toEqual([]);
  });

  it("is uncertain without its thermometer, and bad without its pressure", () => {
    const bench = new Bench(site).set({ "probe/p1": 0.2, "probe/tob1": null });
    bench.scan(1_000);
    expect(last(bench, "probe/level")).toMatchObject({ quality: "uncertain", reasons: ["comms"] });
    bench.set({ "probe/p1": null }).scan(1_000);
    expect(last(bench, "probe/level")).toMatchObject({ value: null, quality: "bad", reasons: ["comms"] });
  });

  it("turns bad when its input goes stale, and the input says so itself", () => {
    const bench = new Bench(site).set({ "probe/p1": 0.2, "probe/tob1": 10 });
    bench.scan(1_000);
    bench.silence("probe/p1", "probe/tob1");
    const { nextAt } = bench.scan(1_000);
    expect(nextAt).toBe(t0 + 11_001);
    const effects = bench.scan(9_001);
    expect(effects.judged.map(({ path, value, reasons }) => [path, value, reasons])).toEqual([
      ["probe/p1", null, ["stale"]],
      ["probe/tob1", null, ["stale"]],
    ]);
    expect(effects.derived).toMatchObject([{ path: "probe/level", value: null, quality: "bad", reasons: ["stale"] }]);
  });
});

describe("rain from a counter", () => {
  it("is the amount since the last read, nothing for the first, and survives a wrap", () => {
    const rain = { ...variable, unit: "mm", kind: "total", from: { counter: "io/tips", each: 0.2 } };
    const site = made([], { "site/rain": rain });
    const points = { "io/tips": { ...metre, wrapsAt: 100 } };
    const bench = new Bench({ ...site, points });
    const values = [10, 12, 12, 99, 1].map((tips) => {
      bench.set({ "io/tips": tips }).scan(1_000);
      return bench.log.at(-1)?.derived[0]?.value ?? null;
    });
    expect(values.map((value) => value && Math.round(value * 10) / 10)).toEqual([null, 0.4, 0, 17.4, 0.4]);
  });
});

describe("a level with two sources", () => {
  const sources = {
    order: ["a/level", "b/level"],
    disagree: { more: 0.05, for: "5min", use: "highest" },
    rideThrough: "60s",
  };
  const site = made(["a/level", "b/level"], { "site/level": { ...variable, sources } });
  const both = () => new Bench(site).set({ "a/level": -2.2, "b/level": -2.21 });
  const told = (bench: Bench) => {
    const { value, quality, reasons, substituted } = last(bench, "site/level")!;
    return [value, quality, reasons.join(), substituted];
  };

  it("takes the first good one, and the next when that is bad, and tells of the change", () => {
    const bench = both();
    bench.scan(1_000);
    expect(told(bench)).toEqual([-2.2, "good", "", false]);
    bench.set({ "a/level": null }).scan(1_000);
    expect(told(bench)).toEqual([-2.21, "good", "", true]);
    expect(bench.decisions("site/level")[0]?.reason).toBe("source changed from a/level to b/level");
  });

  it("holds the last value for the agreed time, told once, then turns bad", () => {
    const bench = both();
    bench.scan(1_000);
    bench.set({ "a/level": null, "b/level": null });
    const before = bench.log.length;
    bench.run(59_000);
    const held = bench.log.slice(before).flatMap((effects) => effects.derived);
    expect(held).toMatchObject([{ value: -2.2, quality: "uncertain", reasons: ["comms"], substituted: true }]);
    bench.run(1_000);
    expect(told(bench)).toEqual([null, "bad", "comms", false]);
  });

  it("is uncertain on the highest while they disagree for too long", () => {
    const bench = both().set({ "b/level": -2.1 }).run(299_000);
    expect(told(bench)).toEqual([-2.2, "good", "", false]);
    bench.run(3_000);
    expect(told(bench)).toEqual([-2.1, "uncertain", "disagree", true]);
    bench.set({ "b/level": -2.21 }).run(1_000);
    expect(told(bench)).toEqual([-2.2, "good", "", false]);
  });
});

describe("a calculated variable", () => {
  it("is worked out after what it needs, in whatever order the file has them", () => {
    const site = made(["a/x"], {
      "site/third": { ...variable, from: { cel: "v('site/second') * 2" } },
      "site/second": { ...variable, from: { cel: "v('a/x') + 1.0" } },
    });
    const bench = new Bench(site).set({ "a/x": 1 });
    bench.scan(1_000);
    expect(last(bench, "site/third")?.value).toBe(4);
    bench.set({ "a/x": null }).scan(1_000);
    expect(last(bench, "site/third")).toMatchObject({ value: null, quality: "bad", reasons: ["comms"] });
  });
});
