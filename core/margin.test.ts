import fc from "fast-check";
import { expect, it } from "vitest";
import { margin } from "./margin.ts";

const polder = { viableLow: -2.65, viableHigh: -1.85, healthyLow: -2.25, healthyHigh: -2.15 };

it.each([
  [-2.2, 1],
  [-2.15, 1],
  [-2.0, 0.5],
  [-1.85, 0],
  [-1.7, -0.5],
  [-2.45, 0.5],
  [-2.65, 0],
  [-2.85, -0.5],
])("at %d m the margin is %d", (value, expected) => {
  expect(margin(value, polder)).toBeCloseTo(expected, 9);
});

it("steps where healthy touches viable", () => {
  const tight = { viableLow: null, viableHigh: 10, healthyLow: null, healthyHigh: 10 };
  expect([margin(10, tight), margin(10.001, tight)]).toEqual([1, -1]);
});

it("knows none without a viable bound", () => {
  expect(margin(1, { viableLow: null, viableHigh: null, healthyLow: 0, healthyHigh: 2 })).toBeNull();
});

it("never rises on the way out of the range", () => {
  const above = fc.double({ min: -2.15, max: 5, noNaN: true });
  fc.assert(
    fc.property(above, above, (a, b) => {
      const [near, far] = a < b ? [a, b] : [b, a];
      expect(margin(far, polder)!).toBeLessThanOrEqual(margin(near, polder)!);
    }),
  );
});
