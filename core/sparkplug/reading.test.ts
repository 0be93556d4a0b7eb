import { describe, expect, test } from "vitest";
import { remarkProperties } from "./quality.ts";
import { isControlMetric, readingOf } from "./reading.ts";
import type { Metric } from "./types.ts";

function remarked(value: Metric["value"], remarks: Parameters<typeof remarkProperties>[0]): Metric {
  const properties = remarkProperties(remarks);
  return { timestamp: 5, value, ...(properties === undefined ? {} : { properties }) };
}

describe("a metric as a reading", () => {
  test.each<[string, Metric["value"], number | null, string]>([
    ["a number is good when nothing is said", 2.5, 2.5, "good"],
    ["true is 1", true, 1, "good"],
    ["a whole number beyond 2^53 is rounded", 2n ** 60n, 2 ** 60, "good"],
    ["null is bad", null, null, "bad"],
    ["an infinity is bad", Number.POSITIVE_INFINITY, null, "bad"],
    ["a text is bad", "2.5", null, "bad"],
  ])("%s", (_, said, value, quality) => {
    expect(readingOf({ timestamp: 5, value: said }, 9)).toEqual({ value, quality, reasons: [], measuredAt: 5 });
  });

  test("bad carries no value, whatever stands beside it", () => {
    const metric = remarked(2.5, { quality: "bad", reasons: ["spike"], origin: "measured" });
    expect(readingOf(metric, 9)).toEqual({ value: null, quality: "bad", reasons: ["spike"], measuredAt: 5 });
  });

  test("uncertain keeps its value and its reasons", () => {
    const metric = remarked(2.5, { quality: "uncertain", reasons: ["rate"], origin: "measured" });
    expect(readingOf(metric, 9)).toMatchObject({ value: 2.5, quality: "uncertain", reasons: ["rate"] });
  });

  test("without a time of its own it was measured when its message was sent", () => {
    expect(readingOf({ value: 1 }, 9).measuredAt).toBe(9);
  });
});

test("control metrics are told from readings by their names", () => {
  expect(["bdSeq", "Node Control/Rebirth", "Device Control/Scan Rate", "Properties/Maker"].every(isControlMetric)).toBe(
    true,
  );
  expect(["level", "bdSeq-2", "pump/running"].some(isControlMetric)).toBe(false);
});
