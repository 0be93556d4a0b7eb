import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IntervalSet } from "./intervals.ts";

const stretch = fc.tuple(fc.nat(60), fc.nat(12)).map(([lo, length]) => [lo, lo + length] as const);

function plain(stretches: readonly (readonly [number, number])[]): { set: IntervalSet; model: Set<number> } {
  const set = new IntervalSet();
  const model = new Set<number>();
  for (const [lo, hi] of stretches) {
    expect(set.sizeWith(lo, hi)).toBeGreaterThan(0);
    const promised = set.sizeWith(lo, hi);
    set.add(lo, hi);
    expect(set.size).toBe(promised);
    for (let n = lo; n <= hi; n += 1) model.add(n);
  }
  return { set, model };
}

describe("interval set", () => {
  it("holds exactly the numbers that were added, in stretches that do not touch", () => {
    fc.assert(
      fc.property(fc.array(stretch), (stretches) => {
        const { set, model } = plain(stretches);
        const ranges = set.ranges();
        const listed = ranges.flatMap(([lo, hi]) => Array.from({ length: hi - lo + 1 }, (_, i) => lo + i));
        expect(listed).toEqual([...model].sort((a, b) => a - b));
        expect(set.total).toBe(model.size);
        expect(ranges.every(([lo], i) => i === 0 || lo > ranges[i - 1]![1] + 1)).toBe(true);
      }),
    );
  });

  it("tells what of a stretch is missing, and covers it exactly when nothing is", () => {
    fc.assert(
      fc.property(fc.array(stretch), stretch, (stretches, [lo, hi]) => {
        const { set, model } = plain(stretches);
        const missing = set.missing(lo, hi).flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => a + i));
        const wanted = Array.from({ length: hi - lo + 1 }, (_, i) => lo + i).filter((n) => !model.has(n));
        expect(missing).toEqual(wanted);
        expect(set.covers(lo, hi)).toBe(wanted.length === 0);
      }),
    );
  });

  it("names the first number that has not come", () => {
    const set = new IntervalSet();
    expect(set.firstMissing).toBe(0);
    set.add(5, 9);
    expect(set.firstMissing).toBe(0);
    set.add(0, 3);
    expect(set.firstMissing).toBe(4);
    set.add(4, 4);
    expect(set.firstMissing).toBe(10);
    expect(set.size).toBe(1);
  });
});
