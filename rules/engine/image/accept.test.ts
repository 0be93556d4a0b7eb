import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accept, sweepStale } from "./accept.ts";
import {
  type Arena,
  F,
  num,
  Q,
  qualityCodeAt,
  qualityOfCode,
  reasonsAt,
  reasonsOf,
  setWord,
  takeListed,
  U,
  word,
} from "./arena.ts";
import type { VariableRules } from "./plan.ts";
import { recordsOf } from "./records.ts";

const plain: VariableRules = {
  span: { lo: -10, hi: 10 },
  stale: 10_000,
  rate: undefined,
  spike: undefined,
  flatline: undefined,
  limits: [],
};
const minute = 60_000;
const day = 1440 * minute;

const arenaOf = (rules: Partial<VariableRules>): Arena => recordsOf([{ ...plain, ...rules }]);

/** Feeds values one interval apart and answers each verdict. */
function feed(arena: Arena, values: readonly number[], every = 1_000, from = 0): string[] {
  return values.map((value, order) => {
    accept(arena, 0, value, Q.good, 0, from + order * every);
    return verdict(arena);
  });
}

function verdict(arena: Arena): string {
  const quality = qualityOfCode(qualityCodeAt(arena, 0));
  return [quality, ...reasonsOf(reasonsAt(arena, 0))].join(" ");
}

describe("quality of a reading", () => {
  it("is bad outside what the instrument can read", () => {
    expect(feed(arenaOf({}), [9, 11, -11, 0])).toEqual(["good", "bad sensor-range", "bad sensor-range", "good"]);
  });

  it("keeps the device's own reasons", () => {
    const arena = arenaOf({});
    accept(arena, 0, Number.NaN, Q.bad, 1 << 2, 0);
    expect(verdict(arena)).toBe("bad comms");
    accept(arena, 0, Number.NaN, Q.good, 0, 1);
    expect(verdict(arena)).toBe("bad missing");
    accept(arena, 0, 1, Q.uncertain, 1 << 1, 2);
    expect(verdict(arena)).toBe("uncertain clock");
  });

  it("ignores a reading that is not newer", () => {
    const arena = arenaOf({});
    accept(arena, 0, 1, Q.good, 0, 1_000);
    expect(accept(arena, 0, 2, Q.good, 0, 1_000)).toBe(false);
    expect(num(arena, 0, F.value)).toBe(1);
  });

  it("is uncertain, never bad, when it changes faster than agreed", () => {
    const rate = { most: 0.3, per: 10 * minute };
    const slow = Array.from({ length: 60 }, (_, order) => order * 0.028);
    expect(new Set(feed(arenaOf({ rate }), slow, minute))).toEqual(new Set(["good"]));
    const fast = Array.from({ length: 15 }, (_, order) => order * 0.08);
    expect(feed(arenaOf({ rate }), fast, minute).at(-1)).toBe("uncertain rate");
  });

  it("does not take noise for speed", () => {
    const noise = Array.from({ length: 600 }, (_, order) => (order % 2) * 0.01);
    expect(new Set(feed(arenaOf({ rate: { most: 0.3, per: 10 * minute } }), noise))).toEqual(new Set(["good"]));
  });

  it("judges the average speed after a silence longer than the window", () => {
    const rate = { most: 0.3, per: 10 * minute };
    expect(feed(arenaOf({ rate }), [0, 0.5], 20 * minute)).toEqual(["good", "good"]);
    expect(feed(arenaOf({ rate }), [0, 0.7], 20 * minute)).toEqual(["good", "uncertain rate"]);
  });

  it("decides on a jump only once enough reads agree", () => {
    const arena = arenaOf({ spike: { height: 0.1, confirm: 3 } });
    expect(feed(arena, [1, 2])).toEqual(["good", "uncertain spike"]);
    expect([num(arena, 0, F.value), num(arena, 0, F.decided)]).toEqual([2, 1]);
    expect(feed(arena, [1.01], 1_000, 2_000)).toEqual(["good"]);
    expect(feed(arena, [2, 2.01, 2.02], 1_000, 3_000)).toEqual(["uncertain spike", "uncertain spike", "good"]);
    expect(num(arena, 0, F.decided)).toBe(2.02);
  });

  it("starts counting anew when the reads of a jump do not agree", () => {
    const arena = arenaOf({ spike: { height: 0.1, confirm: 2 } });
    expect(feed(arena, [1, 2, 3, 3.01])).toEqual(["good", "uncertain spike", "uncertain spike", "good"]);
  });

  it("is uncertain when it stands still for a day", () => {
    const still = Array.from({ length: 26 }, () => 1);
    const flatline = { for: day, change: 0.001, conditional: false };
    const verdicts = feed(arenaOf({ flatline }), still, 60 * minute);
    expect(verdicts.slice(0, 24)).not.toContain("uncertain flatline");
    expect(verdicts.at(-1)).toBe("uncertain flatline");
  });

  it("counts standing still only while something says it must move", () => {
    const arena = arenaOf({ flatline: { for: 2 * minute, change: 0.001, conditional: true } });
    expect(feed(arena, [1, 1, 1, 1], minute).at(-1)).toBe("good");
    setWord(arena, 0, U.moving, 1);
    expect(feed(arena, [1, 1, 1], minute, 4 * minute).at(-1)).toBe("uncertain flatline");
  });

  it("turns bad when there is no read for too long, and says when the next one would", () => {
    const arena = arenaOf({});
    feed(arena, [1]);
    const found: number[] = [];
    sweepStale(arena, 10_000, found);
    expect([arena.sweepAt, found]).toEqual([10_000, []]);
    sweepStale(arena, 10_001, found);
    expect(arena.sweepAt).toBe(Number.POSITIVE_INFINITY);
    expect([verdict(arena), found]).toEqual(["bad stale", [0]]);
  });
});

describe("the next sweep for stale variables", () => {
  it("comes in time for a variable that was bad when the last one was made", () => {
    const arena = arenaOf({});
    sweepStale(arena, 0, []);
    accept(arena, 0, 1, Q.good, 0, 5_000);
    expect(arena.sweepAt).toBe(15_000);
  });
});

describe("limits of a variable", () => {
  const limitsWith = (deadband: number) => [
    { value: 5, deadband, high: true },
    { value: -5, deadband, high: false },
  ];
  const limits = limitsWith(0.5);
  const bits = (values: readonly number[], deadband = 0.5) => {
    const arena = arenaOf({ limits: limitsWith(deadband) });
    return values.map((value, order) => {
      accept(arena, 0, value, Q.good, 0, order);
      return word(arena, 0, U.limits);
    });
  };

  it("hold beyond the limit and let go a deadband inside it", () => {
    expect(bits([5, 5.1, 4.6, 4.5, 4.4, 4.6])).toEqual([0, 1, 1, 1, 0, 0]);
    expect(bits([-5, -5.1, -4.6, -4.4])).toEqual([0, 2, 2, 0]);
  });

  it("hold exactly beyond the limit where there is no deadband", () => {
    expect(bits([5, 5.1, 5, 5.1, 4.9], 0)).toEqual([0, 1, 0, 1, 0]);
    expect(bits([-5, -5.1, -5, -4.9], 0)).toEqual([0, 2, 0, 0]);
  });

  it("put the variable on the list of changes once", () => {
    const arena = arenaOf({ limits });
    feed(arena, [6, 0, 6]);
    expect([takeListed(arena), takeListed(arena)]).toEqual([0, -1]);
  });

  it("agree with the definition for any run of values", () => {
    const values = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, (run) => {
        let holds = false;
        const wanted = run.map((value) => {
          holds = value > 5 || (holds && !(value < 4.5));
          return holds;
        });
        expect(bits(run).map((word) => (word & 1) === 1)).toEqual(wanted);
      }),
    );
  });
});
