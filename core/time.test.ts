import fc from "fast-check";
import { expect, it } from "vitest";
import { formatDuration, parseDuration, parseMoment } from "./time.ts";

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

it.each([
  ["2026-02-12T08:30:00+01:00", Date.UTC(2026, 1, 12, 7, 30)],
  ["2026-02-12T08:30Z", Date.UTC(2026, 1, 12, 8, 30)],
  ["2026-02-12T08:30:00.250-05:00", Date.UTC(2026, 1, 12, 13, 30, 0, 250)],
])("reads the moment %s", (text, expected) => {
  expect(parseMoment(text)).toBe(expected);
});

it.each(["2026-02-12", "2026-02-12T08:30:00", "2026-02-30T08:30Z", "2026-02-12T25:00Z", "2026-2-12T08:30Z", "8:30"])(
  "a text without a full date, a time and an offset is no moment: %j",
  (text) => {
    expect(parseMoment(text)).toBeUndefined();
  },
);

it("what is written is read back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 ** 10 }), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
  );
});
