import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LiveLine, type Point } from "./live-line.ts";

const slot = 1_000;

function drawnOf(points: readonly Point[]): readonly Point[] {
  const line = new LiveLine(slot);
  for (const point of points) line.push(point);
  return pointsOf(line);
}

function pointsOf(line: LiveLine): readonly Point[] {
  const [time, value] = line.data(undefined);
  return time.map((at, index) => [Math.round(at * 1_000), value[index] ?? null]);
}

const flow = (value: fc.Arbitrary<number | null>) =>
  fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), value), { maxLength: 200 }).map((steps): readonly Point[] => {
    let at = 0;
    return steps.map(([pause, one]) => {
      at += pause;
      return [at, one];
    });
  });
const number = fc.integer({ min: -50, max: 50 });

describe("a live line", () => {
  it("keeps every point that is no denser than it is drawn", () => {
    const points = Array.from({ length: 500 }, (_, index): Point => [index * 300, index % 7 === 6 ? null : index]);
    expect(drawnOf(points)).toEqual(points);
  });

  it("has four points in a slot at the most, its first, least, greatest and last value among them", () => {
    fc.assert(
      fc.property(flow(number), (points) => {
        const drawn = drawnOf(points);
        const within = (list: readonly Point[], index: number): readonly Point[] =>
          list.filter(([at]) => Math.floor(at / slot) === index);
        for (const index of new Set(points.map(([at]) => Math.floor(at / slot)))) {
          const [some, all] = [within(drawn, index), within(points, index)];
          const values = (list: readonly Point[]): number[] => list.map(([, value]) => value ?? 0);
          expect(some.length).toBeLessThanOrEqual(4);
          expect([some[0], some.at(-1)]).toEqual([all[0], all.at(-1)]);
          expect(Math.min(...values(some))).toBe(Math.min(...values(all)));
          expect(Math.max(...values(some))).toBe(Math.max(...values(all)));
        }
      }),
    );
  });

  it("keeps every gap, and invents nothing", () => {
    fc.assert(
      fc.property(flow(fc.oneof(number, fc.constant(null))), (points) => {
        const drawn = drawnOf(points);
        const isGap = ([, value]: Point): boolean => value === null;
        expect(drawn.filter(isGap)).toEqual(points.filter(isGap));
        const known = new Map(points);
        for (const [at, value] of drawn) expect(known.get(at)).toBe(value);
      }),
    );
  });

  it("takes nothing up that is not newer", () => {
    expect(
      drawnOf([
        [10, 1],
        [10, 2],
        [5, 3],
        [11, 4],
      ]),
    ).toEqual([
      [10, 1],
      [11, 4],
    ]);
  });

  it("begins with what was recorded, and goes on with what came since", () => {
    const line = new LiveLine(slot);
    line.push([4_000, 4]);
    line.push([5_000, 5]);
    line.join([
      [2_000, 2],
      [3_000, null],
      [4_000, 4],
    ]);
    line.push([6_000, 6]);
    expect(pointsOf(line)).toEqual([
      [2_000, 2],
      [3_000, null],
      [4_000, 4],
      [5_000, 5],
      [6_000, 6],
    ]);
    expect(line.last).toEqual([6_000, 6]);
  });

  it("forgets what is before a moment, but not the value that holds then", () => {
    const line = new LiveLine(slot);
    for (const at of [1_000, 2_000, 3_000]) line.push([at, at]);
    line.dropBefore(2_500);
    expect(pointsOf(line)).toEqual([
      [2_000, 2_000],
      [3_000, 3_000],
    ]);
    line.dropBefore(9_000);
    expect(pointsOf(line)).toEqual([[3_000, 3_000]]);
  });

  it("thins on after something was forgotten", () => {
    const line = new LiveLine(slot);
    for (let at = 0; at < 20_000; at += 50) {
      line.push([at, at % 900]);
      line.dropBefore(at - 5_000);
    }
    expect(pointsOf(line).length).toBeLessThanOrEqual(4 * 6 + 1);
  });

  it("is held to a moment without taking it up", () => {
    const line = new LiveLine(slot);
    line.push([1_000, 7]);
    expect(line.data([3_000, 7])).toEqual([
      [1, 3],
      [7, 7],
    ]);
    expect(line.data(undefined)).toEqual([[1], [7]]);
  });
});
