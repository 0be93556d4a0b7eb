import { describe, expect, it } from "vitest";
import { rangeSchema } from "../../charter/schema.ts";
import { seasonStarts } from "../compile/ranges.ts";
import { Bench, testSite, words } from "../testing/site.ts";
import { boundsAt, marginOf, rangePeriod, targetAt } from "./ranges.ts";

const seasons = { summer: { from: "04-15" }, winter: { from: "10-01" } };
const seasonal = { ...words.range, target: { summer: -2.2, winter: -2.4 }, season: { most: 0.01, per: "24h" } };
const starts = seasonStarts(testSite({ charter: { seasons } }));
const config = rangeSchema.parse(seasonal);
const bounds = (more: Record<string, unknown>) =>
  boundsAt({ config: rangeSchema.parse({ owner: "o", basis: "b", ...more }), seasons: [] }, 0);

describe("a seasonal target", () => {
  it("begins at the site's own midnight", () => {
    const autumn = starts.find((start) => start.at > Date.UTC(2025, 8, 1));
    expect(autumn).toEqual({ at: Date.UTC(2025, 8, 30, 22), season: "winter" });
  });

  it.each([
    [Date.UTC(2025, 7, 1), -2.2],
    [Date.UTC(2025, 8, 30, 22), -2.2],
    [Date.UTC(2025, 9, 1, 22), -2.21],
    [Date.UTC(2025, 9, 10, 22), -2.3],
    [Date.UTC(2025, 9, 21, 22), -2.4],
    [Date.UTC(2026, 0, 1), -2.4],
  ])("walks no faster than agreed: at %i it is %d", (at, target) => {
    expect(targetAt(config, starts, at)).toBeCloseTo(target, 9);
  });

  it("changes at once where nothing limits it", () => {
    const { season: _, ...jumping } = config;
    expect(targetAt(jumping, starts, Date.UTC(2025, 9, 1))).toBe(-2.4);
  });
});

describe("the margin", () => {
  const around = bounds({ viable: { lo: -2.65, hi: -1.85 }, target: -2.2, healthy: { below: 0.05, above: 0.05 } });

  it.each([
    [-2.2, 1],
    [-2.15, 1],
    [-2, 0.5],
    [-1.85, 0],
    [-1.7, -0.5],
    [-2.45, 0.5],
    [-2.85, -0.5],
  ])("of %d is %d", (value, margin) => {
    expect(marginOf(value, around)).toBeCloseTo(margin, 9);
  });

  it("is unknown for an unknown value", () => {
    expect(marginOf(Number.NaN, around)).toBeNaN();
  });

  it("steps where the band touches the viable bound", () => {
    const touching = bounds({ viable: { hi: 55 } });
    expect(marginOf(55, touching)).toBe(1);
    expect(marginOf(56, touching)).toBeLessThan(0);
  });

  it("knows one side alone", () => {
    const quarter = bounds({ viable: { hi: 55 }, healthy: { hi: 45 } });
    expect([marginOf(-900, quarter), marginOf(50, quarter)]).toEqual([1, 0.5]);
  });
});

describe("range events", () => {
  it("come at the start and every five minutes", () => {
    const bench = new Bench().run(2 * rangePeriod + 1_000);
    const events = bench.log.flatMap((effects) => effects.ranges);
    expect(events.map((event) => event.at - events[0]!.at)).toEqual([0, rangePeriod, 2 * rangePeriod]);
    expect(events[0]).toMatchObject({
      device: "gauge",
      variable: "level",
      target: -2.2,
      healthyHigh: -2.15,
      version: "1",
    });
  });
});
