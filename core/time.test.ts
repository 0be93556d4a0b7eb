import fc from "fast-check";
import { expect, it } from "vitest";
import { formatDuration, parseDuration } from "./time.ts";

it.each([
  ["300ms", 300],
  ["10s", 10_000],
  ["5min", 300_000],
  ["2h", 7_200_000],
  ["7d", 604_800_000],
  ["1 week", 604_800_000],
  ["1.5s", 1_500],
])("reads %s", (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

it.each(["10", "", "5 minutes", "-1s", "1e3s", "s"])("a text without number and unit is no duration: %j", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

it("what is written is read back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 ** 10 }), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
  );
});
