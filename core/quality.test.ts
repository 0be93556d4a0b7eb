import fc from "fast-check";
import { expect, test } from "vitest";
import { joinReasons, qualityCode, qualityOf, reasons, splitReasons } from "./quality.ts";

test("a set of reasons is spelled one way, whatever its order", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...reasons)), (set) => {
      const text = joinReasons(set);
      expect(joinReasons(set.toReversed())).toBe(text);
      expect(splitReasons(text)).toEqual(reasons.filter((reason) => set.includes(reason)));
    }),
  );
});

test("a word that is no reason is left out", () => {
  expect(splitReasons("comms,bored,stale")).toEqual(["comms", "stale"]);
});

test("a code that stands for no quality is bad", () => {
  expect([qualityCode.good, qualityCode.uncertain, qualityCode.bad, 193, -1].map(qualityOf)).toEqual([
    "good",
    "uncertain",
    "bad",
    "bad",
    "bad",
  ]);
});
