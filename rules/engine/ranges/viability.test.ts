import { describe, expect, it } from "vitest";
import { Bench, type SiteParts, t0, words } from "../testing/site.ts";

const minute = 60_000;
const told = (bench: Bench) => bench.log.flatMap((effects) => effects.viability);

/** The level of the small polder and, for a second commons, another gauge of the same kind. */
const twoCommons: SiteParts = {
  variables: {
    "gauge/level": { commons: "water", unit: "m", quality: { stale: "10s" } },
    "site/co2": { commons: "air", unit: "m", from: { cel: "v('gauge/level') - 1.0" }, quality: { stale: "10s" } },
  },
  charter: { ranges: { "gauge/level": words.range, "site/co2": { ...words.range, viable: { lo: -3.2 } } } },
};

describe("viability", () => {
  it("is told on every whole minute, the first time once everything could be read", () => {
    const bench = new Bench({}, { now: t0 + 20_000 }).run(3 * minute);
    expect(told(bench).map(({ at }) => at - t0)).toEqual([minute, 2 * minute, 3 * minute]);
  });

  it("asks to be told in time where nothing else asks for a scan", () => {
    const bench = new Bench({}, { now: t0 + 20_000 });
    expect(bench.scan(1_000).nextAt).toBeLessThanOrEqual(t0 + minute);
  });

  it("counts what is outside its viable range and names the least margin", () => {
    const bench = new Bench();
    bench.set({ "gauge/level": -1.7 }).run(minute);
    expect(told(bench)).toMatchObject([
      { commons: "water", variables: 1, outside: 1, unknown: 0, worst: [{ device: "gauge", variable: "level" }] },
    ]);
    expect(told(bench)[0]?.worst[0]?.margin).toBeCloseTo(-0.5, 9);
  });

  it("tells what nothing is known of apart from what is outside", () => {
    const bench = new Bench();
    bench.set({ "gauge/level": null }).run(minute);
    expect(told(bench)).toMatchObject([{ variables: 1, outside: 0, unknown: 1, worst: [] }]);
  });

  it("speaks of each commons by itself", () => {
    const bench = new Bench(twoCommons);
    bench.set({ "gauge/level": -2.3 }).run(minute);
    expect(told(bench).map(({ commons, outside }) => ({ commons, outside }))).toEqual([
      { commons: "water", outside: 0 },
      { commons: "air", outside: 1 },
    ]);
  });

  it("does not wait for the old time when the clock goes back", () => {
    const bench = new Bench();
    bench.run(10 * minute);
    bench.now -= 5 * minute;
    bench.run(2 * minute);
    expect(
      told(bench)
        .slice(-2)
        .map(({ at }) => at - t0),
    ).toEqual([6 * minute, 7 * minute]);
  });
});
