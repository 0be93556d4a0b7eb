import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Bench, type SiteParts, t0 } from "../testing/site.ts";
import { type Quarter, quarterLength, quarterSoFar, takeIntoQuarter } from "./quarter.ts";

const { minute } = Bench;
const point = { unit: "kW", type: "number", writable: false, staleAfter: 10_000 } as const;

function site(variables: Record<string, unknown>, points = ["grid/power"]): SiteParts {
  return {
    points: Object.fromEntries(points.map((path) => [path, point])),
    variables,
    actuators: {},
    charter: { ranges: {}, reflexes: {} },
  };
}

const quarterSite = site({
  "site/quarter": { commons: "energy", unit: "kW", from: { meanOfQuarterHour: "grid/power" } },
});
const told = (bench: Bench, path = "site/quarter") =>
  bench.log.flatMap(({ derived }) => derived).filter((one) => one.path === path);

/** Readings of a quarter at these moments, ms from its start. */
function play(readings: readonly (readonly [number, number])[], longest = 60_000) {
  let quarter: Quarter | null = null;
  const means: { mean: number; whole: boolean; at: number }[] = [];
  for (const [at, value] of readings) {
    const taken = takeIntoQuarter(quarter, { at, value }, { longest, soon: false });
    quarter = taken.quarter;
    if (taken.tells !== undefined) means.push(taken.tells);
  }
  return { quarter, means };
}

describe("the mean of a clock quarter", () => {
  it("weighs every value by the time it held, not by how often it was read", () => {
    const { means } = play([
      [0, 100],
      [30_000, 10],
      [31_000, 10],
      [32_000, 10],
      [90_000, 10],
    ]);
    expect(means.at(-1)?.mean).toBeCloseTo((30 * 100 + 60 * 10) / 90, 9);
  });

  it("begins anew with each quarter, and tells the last one's mean to its end first", () => {
    const end = quarterLength;
    const steps = Array.from({ length: 16 }, (_, index) => [index * minute, index < 15 ? 60 : 0] as const);
    const { means, quarter } = play([...steps.slice(0, 15), [end + 30_000, 0], [end + 80_000, 0]], 120_000);
    expect(means.at(-2)).toEqual({ mean: 60, whole: true, at: end - 1 });
    expect(means.at(-1)?.mean).toBeCloseTo((30 * 60) / 80, 9);
    expect(quarter?.start).toBe(end);
  });

  it("tells nothing in its first minute, in which one kettle would look like a broken contract", () => {
    expect(
      play([
        [0, 400],
        [30_000, 10],
        [59_000, 10],
      ]).means,
    ).toEqual([]);
  });

  it("counts no time for which nothing was known, and says that it is not whole", () => {
    const { means } = play([
      [0, 100],
      [30_000, Number.NaN],
      [300_000, 40],
      [330_000, 40],
      [360_000, 40],
    ]);
    expect(means.at(-1)?.mean).toBeCloseTo((30 * 100 + 60 * 40) / 90, 9);
    expect(means.at(-1)?.whole).toBe(false);
  });

  it("stays between the lowest and the highest value whatever comes when", () => {
    const reading = fc.tuple(fc.integer({ min: 1, max: 200_000 }), fc.integer({ min: -500, max: 500 }));
    fc.assert(
      fc.property(fc.array(reading, { minLength: 2, maxLength: 60 }), (gaps) => {
        const readings = gaps.map(
          ([, value], index) => [gaps.slice(0, index + 1).reduce((at, [gap]) => at + gap, 0), value] as const,
        );
        const values = readings.map(([, value]) => value);
        for (const { mean } of play(readings, 300_000).means) {
          expect(mean).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
          expect(mean).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
        }
      }),
    );
  });

  it("is known between two readings too", () => {
    const { quarter } = play([
      [0, 100],
      [60_000, 40],
    ]);
    expect(quarterSoFar(quarter, 120_000)).toEqual({ mean: 70, gone: 120_000 });
    expect(quarterSoFar(quarter, quarterLength + 10_000)).toEqual({ mean: 40, gone: 10_000 });
  });
});

describe("a variable made of quarters", () => {
  it("ends each quarter with its mean and survives a step back of the clock", () => {
    const bench = new Bench(quarterSite).set({ "grid/power": 90 }).run(10 * minute);
    bench.set({ "grid/power": 30 }).run(6 * minute);
    const ends = told(bench).find(({ measuredAt }) => measuredAt === t0 + quarterLength - 1);
    expect(ends).toMatchObject({ quality: "good" });
    expect(ends?.value).toBeCloseTo(70, 0);
    bench.now -= 5_000;
    bench.scan(1_000);
    bench.run(2 * minute);
    expect(told(bench).at(-1)).toMatchObject({ value: 30, quality: "good" });
  });

  it("is told from its second reading on after a start, as doubtful, so that nobody is blind for a minute", () => {
    const bench = new Bench(quarterSite).set({ "grid/power": 90 }).run(2_000);
    expect(told(bench).at(-1)).toMatchObject({ value: 90, quality: "uncertain", reasons: ["missing"] });
    bench.run(2 * minute);
    expect(told(bench).at(-1)).toMatchObject({ value: 90, quality: "good" });
  });

  it("is bad as soon as its source is", () => {
    const bench = new Bench(quarterSite).set({ "grid/power": 90 }).run(2 * minute);
    bench.silence("grid/power").run(12_000);
    expect(told(bench).at(-1)).toMatchObject({ value: null, quality: "bad" });
  });
});

describe("the highest of several", () => {
  const phases = ["grid/l1", "grid/l2", "grid/l3"];
  const worst = { "site/worst": { commons: "energy", unit: "kW", from: { maxOf: phases } } };

  it("is the worst phase, and bad as long as one of them is: the lost one could be the worst", () => {
    const bench = new Bench(site(worst, phases)).set({ "grid/l1": 10, "grid/l2": 240, "grid/l3": -3 }).run(1_000);
    expect(told(bench, "site/worst").at(-1)).toMatchObject({ value: 240, quality: "good" });
    bench.set({ "grid/l3": null }).run(1_000);
    expect(told(bench, "site/worst").at(-1)).toMatchObject({ value: null, quality: "bad" });
  });
});
