import { describe, expect, test } from "vitest";
import { stretchesAround, zoneOffset } from "./zone.ts";

const hour = 3_600_000;
const night = { from: 22 * 60, to: 7 * 60 };
const offset = zoneOffset("Europe/Amsterdam");

test.each([
  ["UTC", 0],
  ["Europe/Amsterdam", 2],
  ["America/St_Johns", -2.5],
  ["Asia/Kolkata", 5.5],
])("in summer the clock of %s is %f h ahead of UTC", (zone, hours) => {
  expect(zoneOffset(zone)(Date.UTC(2026, 5, 1))).toBe(hours * hour);
});

describe("a stretch of each day by the clock on the wall", () => {
  const lengthAt = (at: number) =>
    stretchesAround(night, offset, at)
      .filter(({ from, to }) => from <= at && at < to)
      .map(({ from, to }) => (to - from) / hour);

  test("is under way from its first moment until just before its last", () => {
    const moments = [
      Date.UTC(2026, 5, 1, 20) - 1,
      Date.UTC(2026, 5, 1, 20),
      Date.UTC(2026, 5, 2, 5) - 1,
      Date.UTC(2026, 5, 2, 5),
    ];
    expect(moments.map(lengthAt)).toEqual([[], [9], [9], []]);
  });

  test("is an hour shorter or longer in the nights in which the clock is set", () => {
    expect(lengthAt(Date.UTC(2026, 2, 29, 1))).toEqual([8]);
    expect(lengthAt(Date.UTC(2026, 9, 25, 1))).toEqual([10]);
  });

  test("the one before and the one after a moment are there too", () => {
    for (const at of [Date.UTC(2026, 5, 1, 12), Date.UTC(2026, 5, 1, 23)]) {
      const stretches = stretchesAround(night, offset, at);
      expect(stretches.some(({ to }) => to <= at)).toBe(true);
      expect(stretches.some(({ from }) => from > at)).toBe(true);
    }
  });
});
