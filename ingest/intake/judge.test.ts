import { describe, expect, it } from "vitest";
import { ReadingBuffer } from "../../core/sparkplug/columns.ts";
import { allStorable, faultOfRow } from "./judge.ts";

const limits = { booleans: new Set([7]), latest: 1000 };

function row(series: number, value: number, measuredAt: number): ReadingBuffer {
  const columns = new ReadingBuffer();
  columns.series[0] = series;
  columns.value[0] = value;
  columns.measuredAt[0] = measuredAt;
  columns.length = 1;
  return columns;
}

describe("a row", () => {
  it.each([
    ["a contact that is open", row(7, 0, 1000)],
    ["a contact that is closed", row(7, 1, 1000)],
    ["a contact without a value", row(7, Number.NaN, 1000)],
    ["any number of another series", row(6, 0.5, 1000)],
  ])("%s may be stored", (_name, columns) => {
    expect(allStorable(columns, 0, limits)).toBe(true);
    expect(faultOfRow(columns, 0, limits)).toBeUndefined();
  });

  it.each([
    ["a contact that is neither open nor closed", row(7, 0.5, 1000), "value out of type"],
    ["a reading of the future", row(6, 1, 1001), "measured in the future"],
    ["a reading of no time", row(6, 1, Number.NaN), "measured in the future"],
  ])("%s is refused", (_name, columns, reason) => {
    expect(allStorable(columns, 0, limits)).toBe(false);
    expect(faultOfRow(columns, 0, limits)).toBe(reason);
  });
});
