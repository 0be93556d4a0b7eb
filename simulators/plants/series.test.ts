import { expect, test } from "vitest";
import { type Series, seriesAt } from "./series.ts";

const day = 86_400_000;
const first = Date.UTC(2018, 9, 30);
const series: Series = {
  at: Array.from({ length: 15 }, (_, index) => first + index * day),
  values: Array.from({ length: 15 }, (_, index) => index * 10),
};

test("between two measured values lies a straight line", () => {
  expect(seriesAt(series, first + day / 4)).toBeCloseTo(2.5, 9);
  expect(seriesAt(series, first + 13.5 * day)).toBeCloseTo(135, 9);
});

test("a recording of two weeks and a bit comes again each fortnight, on the same weekday, in past and future", () => {
  for (const fortnights of [-3, 1, 200]) {
    expect(seriesAt(series, first + fortnights * 14 * day + 2.5 * day)).toBeCloseTo(25, 6);
  }
});

test("a recording that ends some minutes before its fortnight is full is one of a fortnight", () => {
  const almost: Series = { at: series.at.with(14, first + 14 * day - 600_000), values: series.values };
  expect(seriesAt(almost, first + 28 * day + 10.5 * day)).toBeCloseTo(105, 6);
  expect(seriesAt(almost, first + 14 * day - 1)).toBeCloseTo(140, 6);
});

test("a recording of less than a week goes on with its last value until the week is over", () => {
  const short: Series = { at: [first, first + day], values: [1, 3] };
  expect([seriesAt(short, first + 6 * day), seriesAt(short, first + 7.5 * day)]).toEqual([3, 2]);
  expect(seriesAt({ at: [first], values: [8] }, first + 3 * day)).toBe(8);
});
