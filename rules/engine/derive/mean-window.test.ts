import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../compile/compile.ts";
import { restore, snapshot } from "../snapshot.ts";
import { Bench, type SiteParts, t0, testSite } from "../testing/site.ts";
import { emptyWindow, takeIntoWindow, windowMean } from "./mean-window.ts";

const { minute } = Bench;
const length = 600;
const width = length / 60;

interface Step {
  readonly lasts: number;
  readonly value: number;
  readonly good: boolean;
}

/** The mean by its definition: one value for every ms of the window that ends at the end of what was said. */
function plainMean(steps: readonly Step[]) {
  const said = steps.flatMap((step) => new Array<Step>(step.lasts).fill(step)).slice(-length);
  const known = said.filter(({ value }) => !Number.isNaN(value));
  const mean = known.reduce((sum, { value }) => sum + value, 0) / known.length;
  return { mean, known: known.length, good: known.filter(({ good }) => good).length };
}

function windowOf(steps: readonly Step[]) {
  let window = emptyWindow(length, 0);
  let at = 0;
  for (const { lasts, value, good } of steps) {
    window = takeIntoWindow(window, at, { value, good, reasons: good ? 0 : 4 }, Number.POSITIVE_INFINITY);
    at += lasts;
  }
  return takeIntoWindow(window, at, { value: 0, good: true, reasons: 0 }, Number.POSITIVE_INFINITY);
}

const value = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: -100, max: 100 }) }, fc.constant(Number.NaN));
const steps = (lasts: fc.Arbitrary<number>) =>
  fc.array(fc.record({ lasts, value, good: fc.boolean() }), { minLength: 1, maxLength: 40 });

describe("a sliding window", () => {
  it("has the mean of its definition whenever a part ends", () => {
    fc.assert(
      fc.property(steps(fc.integer({ min: 1, max: 90 })), (some) => {
        const lasts = some.reduce((sum, step) => sum + step.lasts, 0);
        const all = [...some, { lasts: (width - (lasts % width)) % width, value: 7, good: true }];
        const plain = plainMean(all);
        const made = windowMean(windowOf(all));
        expect(made.known).toBeCloseTo(plain.known, 6);
        expect(made.good).toBeCloseTo(plain.good, 6);
        if (plain.known > 0) expect(made.mean).toBeCloseTo(plain.mean, 6);
        else expect(made.mean).toBeNaN();
      }),
    );
  });

  it("is never further from it than its oldest part can weigh, and keeps no more than its parts", () => {
    fc.assert(
      fc.property(steps(fc.integer({ min: 1, max: 300 })), (some) => {
        const plain = plainMean(some);
        const window = windowOf(some);
        const made = windowMean(window);
        expect(window.parts.length).toBeLessThanOrEqual(61);
        expect(Math.abs(made.known - plain.known)).toBeLessThanOrEqual(width);
        if (plain.known > width) {
          expect(Math.abs(made.mean - plain.mean)).toBeLessThanOrEqual((200 * width) / (plain.known - width) + 1e-9);
        }
      }),
    );
  });

  it("knows nothing of a time in which nobody looked, however long", () => {
    const seen = takeIntoWindow(emptyWindow(length, 0), 0, { value: 50, good: true, reasons: 0 }, 120);
    const until = (at: number) => windowMean(takeIntoWindow(seen, at, { value: 50, good: true, reasons: 0 }, 120));
    expect(until(120)).toMatchObject({ mean: 50, known: 120 });
    expect(until(121)).toMatchObject({ known: 0 });
    expect(until(1e12)).toMatchObject({ known: 0 });
  });
});

const point = { unit: "[ppm]", type: "number", writable: false, staleAfter: 30_000 } as const;
const meanSite: SiteParts = {
  points: { "co2/co2": point },
  variables: {
    "site/quarter": { commons: "air", unit: "[ppm]", from: { mean: "co2/co2", window: "15min", atLeast: "75 %" } },
  },
  actuators: {},
  charter: { ranges: {}, reflexes: {} },
};
const told = (bench: Bench) =>
  bench.log.flatMap(({ derived }) => derived).filter(({ path }) => path === "site/quarter");
const last = (bench: Bench) => told(bench).at(-1);

describe("a variable that is a sliding mean", () => {
  it("has no value until enough of its window was seen, and the time-weighted mean from then on", () => {
    const bench = new Bench(meanSite).set({ "co2/co2": 600 }).run(11 * minute);
    expect(last(bench)).toMatchObject({ value: null, quality: "bad", reasons: ["missing"] });
    bench.set({ "co2/co2": 1200 }).run(5 * minute);
    expect(told(bench).find(({ quality }) => quality === "good")?.measuredAt).toBe(t0 + 11 * minute + 16_000);
    expect(last(bench)?.value).toBeCloseTo((10 * 600 + 5 * 1200) / 15, -1);
  });

  it("goes on over a short loss of its source, and has no value after a long one", () => {
    const bench = new Bench(meanSite).set({ "co2/co2": 600 }).run(15 * minute);
    bench.set({ "co2/co2": null }).run(3 * minute + 30_000);
    expect(last(bench)).toMatchObject({ value: 600, quality: "good" });
    bench.run(30_000);
    expect(last(bench)).toMatchObject({ value: null, quality: "bad", reasons: ["missing"] });
    bench.set({ "co2/co2": 600 }).run(minute);
    expect(last(bench)).toMatchObject({ value: null, quality: "bad" });
  });

  it("is uncertain where it takes uncertain values to fill it, and says why", () => {
    const rate = { stale: "30s", rate: { most: 1, per: "1s" } };
    const variables = { ...meanSite.variables, "co2/co2": { commons: "air", unit: "[ppm]", quality: rate } };
    const bench = new Bench({ ...meanSite, variables }).set({ "co2/co2": 600 }).run(10 * minute);
    for (let second = 0; second < 180; second++) bench.set({ "co2/co2": second % 2 === 0 ? 1000 : 600 }).run(1_000);
    expect(last(bench)).toMatchObject({ quality: "uncertain", reasons: ["rate"] });
    bench.set({ "co2/co2": 600 }).run(3 * minute);
    expect(last(bench)).toMatchObject({ quality: "good", reasons: [] });
  });

  it("goes on after a restart and over a step of the clock", () => {
    const bench = new Bench(meanSite).set({ "co2/co2": 600 }).run(14 * minute);
    const start = { now: bench.now + 5_000, prefix: "2-test" };
    const restored = restore(compile(testSite(meanSite)), snapshot(bench.engine), start);
    if (!restored.ok) throw new Error(restored.error.kind);
    const next = new Bench(restored.value).set({ "co2/co2": 900 }).run(5 * minute);
    expect(last(next)?.quality).toBe("good");
    expect(last(next)?.value).toBeCloseTo((10 * 600 + 5 * 900) / 15, -1);
    next.now -= 2 * minute;
    next.run(minute);
    expect(last(next)).toMatchObject({ quality: "good" });
    expect(last(next)?.value).toBeCloseTo((9 * 600 + 6 * 900) / 15, -1);
  });
});
