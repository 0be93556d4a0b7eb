import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inTurn, median, quantile } from "./result.ts";

const numbers = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1 });

describe("median", () => {
  it("is the middle one, or half way between the two middle ones", () => {
    expect([median([3]), median([9, 1, 2]), median([4, 1, 3, 2])]).toEqual([3, 2, 2.5]);
  });

  it("has as many values below it as above, in whatever order they come", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const middle = median(values);
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
        // 0 and -0 are one value: which of them stands in the middle is the order's doing.
        expect(median(values.toReversed()) === middle).toBe(true);
      }),
    );
  });

  it("of nothing is not a number", () => {
    expect(median([])).toBeNaN();
  });
});

describe("quantile", () => {
  it("is the value that the share does not exceed", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([quantile(hundred, 0.99), quantile(hundred, 0.5), quantile(hundred, 1), quantile(hundred, 0)]).toEqual([
      99, 50, 100, 1,
    ]);
    expect([quantile([7], 0.99), quantile([], 0.5)]).toEqual([7, Number.NaN]);
  });

  it("is one of the values, with at least the share at or below it", () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const found = quantile(values, share);
        expect(values).toContain(found);
        expect(values.filter((value) => value <= found).length).toBeGreaterThanOrEqual(share * values.length - 1e-9);
      }),
    );
  });
});

describe("inTurn", () => {
  const words = { name: "a", unit: "1/s", peer: "b", lowerIsBetter: false };
  const series = (values: readonly number[], log: string[], name: string) => async (): Promise<number> => {
    log.push(name);
    return values[log.filter((word) => word === name).length - 1] ?? Number.NaN;
  };

  it("measures ours and the peer alternately and takes the median of each, and of their ratios", async () => {
    const log: string[] = [];
    const measure = { ours: series([10, 30, 90], log, "ours"), peer: series([20, 30, 30], log, "peer") };
    const figure = await inTurn({ ...words, perMessage: 5 }, 3, measure);
    expect(log).toEqual(["ours", "peer", "ours", "peer", "ours", "peer"]);
    expect(figure).toEqual({ ...words, perMessage: 5, value: 30, peerValue: 30, ratio: 1, runs: 3 });
  });

  it("pairs each run with its own peer: a machine that slows down slows both", async () => {
    const log: string[] = [];
    const measure = { ours: series([100, 50, 10], log, "ours"), peer: series([200, 100, 20], log, "peer") };
    expect((await inTurn(words, 3, measure)).ratio).toBe(0.5);
  });

  it("fails when a run fails", async () => {
    const measure = { ours: () => Promise.reject(new Error("lost")), peer: () => Promise.resolve(1) };
    await expect(inTurn(words, 3, measure)).rejects.toThrow("lost");
  });
});
