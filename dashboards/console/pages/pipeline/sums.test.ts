import { describe, expect, it } from "vitest";
import { type Boot, isFresh, lagOf, sumOf, verdictOf } from "./sums.ts";

function boot(changes: Partial<Boot>): Boot {
  const events = { durable: 0, refused: 0, gaps: 0, stored: 0, last: -1 };
  const nothing = { measured: null, folded: null, superseded: null, assigned: 0, stored: 0 };
  return { boot: "b", ...nothing, refused: 0, gaps: 0, inFlight: 0, unexplained: 0, events, ...changes };
}

describe("the books of a site", () => {
  it("are those of its boots together; what no boot has said is not known", () => {
    const boots = [boot({ assigned: 10, stored: 8, inFlight: 2 }), boot({ assigned: 5, stored: 4, gaps: 1 })];
    expect(sumOf(boots)).toMatchObject({ assigned: 15, stored: 12, gaps: 1, inFlight: 2, measured: null });
    expect(sumOf([...boots, boot({ measured: 30, folded: 4 })])).toMatchObject({ measured: 30, folded: 4 });
  });

  it.each([
    [{ unexplained: 1, inFlight: 9_000 }, "unexplained"],
    [{ unexplained: 0, inFlight: 9_000 }, "behind"],
    [{ unexplained: 0, inFlight: 40 }, "whole"],
  ] as const)("of %j are %s", (books, verdict) => {
    expect(verdictOf(books)).toBe(verdict);
  });
});

it.each([
  [0, false, true],
  [12_000, false, true],
  [12_001, false, false],
  [0, true, false],
])("an answer of %d ms ago, the server gone %s, tells how things stand: %s", (silence, gone, fresh) => {
  expect(isFresh(silence, gone)).toBe(fresh);
});

it.each([
  [undefined, 5, { kind: "none" }],
  [10_000, 4_000, { kind: "by", lag: 6_000 }],
  [10_000, 12_000, { kind: "by", lag: 0 }],
  [40_000, 10_000, { kind: "by", lag: 30_000 }],
  [40_001, 10_000, { kind: "late", lag: 30_001 }],
  [10_000, undefined, { kind: "over", lag: 60 }],
] as const)("measured at %s and stored up to %s, the store is behind: %j", (measured, stored, lag) => {
  expect(lagOf(measured, stored, 60)).toEqual(lag);
});
