import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bounds, gaugeOf } from "./gauge.ts";

const level: Bounds = { viableLow: 0, healthyLow: 4, target: 5, healthyHigh: 6, viableHigh: 10 };
const open: Bounds = { viableLow: null, healthyLow: null, target: null, healthyHigh: 6, viableHigh: 10 };

describe("a gauge", () => {
  it("shows viable and healthy bounds in their order, with room beyond them", () => {
    const gauge = gaugeOf(level, 5, 0);
    expect(gauge?.marks.map(({ kind, value }) => [kind, value])).toEqual([
      ["viable", 10],
      ["healthy", 6],
      ["target", 5],
      ["healthy", 4],
      ["viable", 0],
    ]);
    expect(gauge?.pointer).toBeCloseTo(0.5);
    expect(gauge?.outside.map(({ from, to }) => to - from)).toEqual([
      expect.closeTo(0.12 / 1.24),
      expect.closeTo(0.12 / 1.24),
    ]);
  });

  it("keeps a value beyond its scale at the end, and says so", () => {
    expect(gaugeOf(level, 50, 0)).toMatchObject({ pointer: 1, beyond: true });
    expect(gaugeOf(level, -50, 0)).toMatchObject({ pointer: 0, beyond: true });
    expect(gaugeOf(level, 11, 0)).toMatchObject({ beyond: false });
  });

  it("has no pointer without a value", () => {
    expect(gaugeOf(level, null, 0)?.pointer).toBeUndefined();
  });

  it("reaches, on a side nobody has bounded, as far as the value does", () => {
    const gauge = gaugeOf(open, -20, 0);
    expect(gauge).toMatchObject({ beyond: false, healthy: { from: 0 } });
    expect(gauge?.outside).toHaveLength(1);
  });

  it("is none without bounds", () => {
    const none = { viableLow: null, healthyLow: null, target: null, healthyHigh: null, viableHigh: null };
    expect(gaugeOf(none, 5, 0)).toBeUndefined();
  });

  it("keeps its texts apart, inside and in order, however near its bounds are", () => {
    const number = fc.integer({ min: -1_000, max: 1_000 });
    fc.assert(
      fc.property(fc.array(number, { minLength: 5, maxLength: 5 }), number, (levels, value) => {
        const [viableLow = 0, healthyLow = 0, target = 0, healthyHigh = 0, viableHigh = 0] = levels.sort(
          (a, b) => a - b,
        );
        const gauge = gaugeOf({ viableLow, healthyLow, target, healthyHigh, viableHigh }, value, 0.13);
        const texts = gauge?.marks.map(({ text }) => text) ?? [];
        for (const [index, text] of texts.entries()) {
          expect(text).toBeGreaterThanOrEqual(0);
          expect(text).toBeLessThanOrEqual(1);
          if (index > 0) expect((texts[index - 1] ?? 0) - text).toBeGreaterThanOrEqual(0.13 - 1e-9);
        }
      }),
    );
  });
});
