import fc from "fast-check";
import { expect, test } from "vitest";
import { Intervals } from "./intervals.ts";

const stretch = fc.tuple(fc.nat(60), fc.nat(9)).map(([lo, length]) => [lo, lo + length - 1] as const);
const action = fc.tuple(fc.constantFrom("add" as const, "remove" as const), stretch);

function build(actions: readonly (readonly ["add" | "remove", readonly [number, number]])[]) {
  const set = new Intervals();
  const model = new Set<number>();
  for (const [what, [lo, hi]] of actions) {
    set[what](lo, hi);
    for (let i = lo; i <= hi; i++) {
      if (what === "add") model.add(i);
      else model.delete(i);
    }
  }
  return { set, model };
}

const members = (set: Intervals): number[] =>
  set.ranges.flatMap(([lo, hi]) => Array.from({ length: hi - lo + 1 }, (_, i) => lo + i));
const sorted = (model: Iterable<number>): number[] => [...model].sort((a, b) => a - b);

test("holds exactly what was added and not removed, in as few ranges as possible", () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
      const { set, model } = build(actions);
      expect(members(set)).toEqual(sorted(model));
      expect(set.count).toBe(model.size);
      expect(set.highest).toBe(Math.max(-1, ...model));
      for (let i = 1; i < set.ranges.length; i++) {
        expect(set.ranges[i]![0]).toBeGreaterThan(set.ranges[i - 1]![1] + 1);
      }
    }),
  );
});

test("covers, without and within agree with sets", () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 12 }), fc.array(action, { maxLength: 12 }), stretch, (a, b, [lo, hi]) => {
      const left = build(a);
      const right = build(b);
      expect(members(left.set.without(right.set))).toEqual(sorted([...left.model].filter((i) => !right.model.has(i))));
      expect(members(left.set.within(lo, hi))).toEqual(sorted([...left.model].filter((i) => i >= lo && i <= hi)));
      const all = Array.from({ length: Math.max(0, hi - lo + 1) }, (_, i) => lo + i);
      expect(left.set.covers(lo, hi)).toBe(all.every((i) => left.model.has(i)));
    }),
  );
});

test("what of a stretch is missing, and how many stretches it would make, is told before it is added", () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 30 }), fc.nat(60), fc.nat(12), (actions, lo, length) => {
      const { set, model } = build(actions);
      const all = Array.from({ length: length + 1 }, (_, i) => lo + i);
      const missing = set.missing(lo, lo + length);
      expect(members(Intervals.of(missing))).toEqual(all.filter((n) => !model.has(n)));
      expect(missing).toEqual(Intervals.of(missing).ranges);
      const promised = set.sizeWith(lo, lo + length);
      set.add(lo, lo + length);
      expect(set.size).toBe(promised);
    }),
  );
});

test("names the first number that has not come", () => {
  const set = new Intervals();
  expect(set.firstMissing).toBe(0);
  set.add(5, 9);
  expect(set.firstMissing).toBe(0);
  set.add(0, 3);
  expect(set.firstMissing).toBe(4);
  set.add(4, 4);
  expect(set.firstMissing).toBe(10);
  expect(set.size).toBe(1);
});
