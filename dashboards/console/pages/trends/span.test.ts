import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { followed, marked, spanNames, spans, stepped, windowOf, zoomed } from "./span.ts";

const now = 1_780_000_000_000;

describe("the time that is drawn", () => {
  it.each([
    [{}, "hour"],
    [{ last: "week" }, "week"],
    [{ last: "century" }, "hour"],
    [{ from: 5 }, "hour"],
    [{ from: 9, to: 9, last: "day" }, "day"],
    [{ from: 5, to: 9, last: "day" }, undefined],
  ] as const)("%j follows %s", (asked, name) => {
    expect(followed(asked)).toBe(name);
  });

  it.each(spanNames)("the last %s ends now", (last) => {
    expect(windowOf({ last }, now + 0.7)).toEqual({ from: now - spans[last], to: now });
  });

  it("two moments stay where they are", () => {
    expect(windowOf({ from: 5, to: 9 }, now)).toEqual({ from: 5, to: 9 });
  });

  it("steps by half of itself, and never beyond now", () => {
    expect(stepped({ from: now - 100, to: now - 60 }, -1, now)).toEqual({ from: now - 120, to: now - 80 });
    expect(stepped({ from: now - 100, to: now - 60 }, 1, now)).toEqual({ from: now - 80, to: now - 40 });
    expect(stepped({ from: now - 50, to: now - 10 }, 1, now)).toEqual({ from: now - 40, to: now });
  });

  it("zooms around its middle, in as out, and ends now at the latest", () => {
    const window = { from: now - 3_000_000, to: now - 2_000_000 };
    expect(zoomed(window, 0.5, now)).toEqual({ from: now - 2_750_000, to: now - 2_250_000 });
    fc.assert(
      fc.property(
        fc.nat(10_000_000),
        fc.integer({ min: 1, max: 1_000_000_000 }),
        fc.constantFrom(0.5, 2),
        (ago, length, factor) => {
          const zoom = zoomed({ from: now - ago - length, to: now - ago }, factor, now);
          expect(zoom.to).toBeLessThanOrEqual(now);
          expect(zoom.to - zoom.from).toBeGreaterThanOrEqual(9_999);
        },
      ),
    );
  });

  it("is what was marked, from either side; a click marks nothing", () => {
    const drawn = { from: 0, to: 1_000_000 };
    expect(marked(700_000, 200_000, drawn)).toEqual({ from: 200_000, to: 700_000 });
    expect(marked(-50, 2_000_000, drawn)).toEqual(drawn);
    expect(marked(500, 501, drawn)).toBeUndefined();
  });
});
