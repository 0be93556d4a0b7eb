import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Reading } from "../../core/reading.ts";
import { carried, rowOf } from "../spool/columns.ts";
import { dictionaryOf } from "../spool/dictionary.ts";
import { Numbering } from "./numbering.ts";
import type { PublishRule } from "./publish-filter.ts";

const paths = ["gauge/level", "pump/running", "gauge/flow"];
const dictionary = dictionaryOf(
  {
    site: "polder",
    variables: paths.map((path) => {
      const [device = "", variable = ""] = path.split("/");
      return { device, variable, type: "Double", unit: "m", commons: "water" };
    }),
  },
  "0123456789abcdef",
);
const make = (publish: Record<string, PublishRule> = {}, last: Record<string, number> = {}): Numbering =>
  new Numbering({
    dictionary,
    publish: new Map(Object.entries(publish)),
    lastMeasuredAt: new Map(Object.entries(last)),
  });

const reading = (measuredAt: number, value: number | null = 1, more: Partial<Reading> = {}): Reading => ({
  path: "gauge/level",
  measuredAt,
  value,
  quality: "good",
  reasons: [],
  origin: "measured",
  ...more,
});
const bad = (measuredAt: number): Reading => reading(measuredAt, null, { quality: "bad", reasons: ["comms"] });
const qualities = (numbering: Numbering, readings: readonly Reading[]): number[] =>
  readings.map((one) => numbering.take([one])?.batch.quality?.[0] ?? carried.omitted);

describe("numbering", () => {
  test("readings of one device that come together get consecutive numbers", () => {
    const numbering = make();
    const batch = numbering.take([
      reading(1),
      reading(1, 1, { path: "pump/running" }),
      reading(1, 2, { path: "gauge/flow" }),
    ])!.batch;
    expect([0, 1, 2].map((row) => rowOf(batch, row, paths).path)).toEqual([
      "gauge/level",
      "gauge/flow",
      "pump/running",
    ]);
    expect(batch.firstSeq).toBe(0);
    expect(numbering.take([reading(2)])?.batch.firstSeq).toBe(3);
  });

  test("the second reading of a moment is superseded, in order or late", () => {
    const numbering = make();
    numbering.take([reading(10), reading(20), reading(30)]);
    expect(numbering.take([reading(20), reading(30), reading(10)])).toBeUndefined();
    expect(numbering.take([reading(25)])?.batch.length).toBe(1);
    expect(numbering.counts).toEqual({ measured: 7, folded: 0, superseded: 3 });
  });

  test("a moment that an earlier boot has on disk is taken", () => {
    const numbering = make({}, { "gauge/level": 10 });
    expect(numbering.take([reading(10)])).toBeUndefined();
    expect(numbering.take([reading(11)])?.batch.length).toBe(1);
  });

  test("quality is said at the boot, when not good, and on the first good after that", () => {
    const { omitted, good, bad: isBad, uncertain } = carried;
    const readings = [
      reading(1),
      reading(2),
      bad(3),
      bad(4),
      reading(5),
      reading(6),
      reading(7, 1, { quality: "uncertain" }),
      reading(8),
    ];
    expect(qualities(make(), readings)).toEqual([good, omitted, isBad, isBad, good, omitted, uncertain, good]);
  });

  test("a number that is none becomes bad with a reason, never a value", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, null]) {
      const batch = make().take([reading(1, value)])!.batch;
      expect(rowOf(batch, 0, paths)).toMatchObject({ value: null, quality: "bad", reasons: ["device-fault"] });
    }
  });

  test("refuses a path that the definition does not have", () => {
    expect(() => make().take([reading(1, 1, { path: "gauge/unknown" })])).toThrow("gauge/unknown");
  });
});

describe("deadband", () => {
  const rule = { "gauge/level": { change: 0.005, every: 900_000 } };

  test("folds small changes, sends those of the asked size and the first after the longest time", () => {
    const numbering = make(rule);
    const sent = (measuredAt: number, value: number): boolean =>
      numbering.take([reading(measuredAt, value)]) !== undefined;
    expect(sent(0, -2.13)).toBe(true);
    expect(sent(1000, -2.134)).toBe(false);
    expect(sent(2000, -2.135)).toBe(true);
    expect(sent(3000, -2.131)).toBe(false);
    expect(sent(901_000, -2.135)).toBe(false);
    expect(sent(902_000, -2.135)).toBe(true);
    expect(numbering.counts).toEqual({ measured: 6, folded: 3, superseded: 0 });
  });

  test("never folds a change of quality, of its reasons or of origin", () => {
    const numbering = make(rule);
    const steps = [
      reading(0),
      bad(1),
      bad(2),
      reading(3, null, { quality: "bad", reasons: ["stale"] }),
      reading(4),
      reading(5, 1, { origin: "manual" }),
      reading(6, 1, { origin: "manual" }),
    ];
    expect(steps.map((one) => numbering.take([one]) !== undefined)).toEqual([
      true,
      true,
      false,
      true,
      true,
      true,
      false,
    ]);
  });
});

test("every read ends in exactly one class, and no (variable, moment) gets two numbers", () => {
  const any = fc.record({
    path: fc.constantFrom(...paths),
    measuredAt: fc.nat(60),
    value: fc.option(fc.double({ min: -1, max: 1, noNaN: true })),
    quality: fc.constantFrom("good" as const, "uncertain" as const, "bad" as const),
    reasons: fc.constant([]),
    origin: fc.constant("measured" as const),
  });
  fc.assert(
    fc.property(fc.array(fc.array(any, { maxLength: 8 }), { maxLength: 20 }), (rounds) => {
      const numbering = make({ "gauge/flow": { change: 0.2, every: 20 } });
      const taken = new Set<string>();
      let assigned = 0;
      for (const batch of rounds.map((round) => numbering.take(round)?.batch)) {
        if (batch === undefined) continue;
        expect(batch.firstSeq).toBe(assigned);
        assigned += batch.length;
        for (let row = 0; row < batch.length; row++) taken.add(`${batch.variable[row]} ${batch.measuredAt[row]}`);
      }
      const { measured, folded, superseded } = numbering.counts;
      expect(taken.size).toBe(assigned);
      expect(measured).toBe(rounds.flat().length);
      expect(assigned + folded + superseded).toBe(measured);
    }),
  );
});
