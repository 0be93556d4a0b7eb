import { describe, expect, test } from "vitest";
import { z } from "zod";
import { checkShape, openConfig } from "./check.ts";
import { calendarDay, dayStart, duration, percent, quantity, timeZone, words, yearDay } from "./fields.ts";

function read(schema: z.ZodType, written: string) {
  const { opened } = openConfig("a.yaml", `a: ${written}\n`);
  if (opened === undefined) throw new Error("not YAML");
  const { value, faults } = checkShape(opened, z.strictObject({ a: schema }));
  const [fault] = faults;
  return fault === undefined ? (value as { a: unknown }).a : `${fault.message} / ${fault.hint ?? ""}`;
}

describe("fields", () => {
  test.each([
    ["Gemaal Oostpolder", "Gemaal Oostpolder"],
    [
      '"two\\nlines\\twith a tab, \u0645\u0631\u062d\u0628\u0627"',
      "two\nlines\twith a tab, \u0645\u0631\u062d\u0628\u0627",
    ],
    ['"a\\0b"', "this text holds a character that is not seen, U+0000 / "],
    ['"a\\u001bb"', "this text holds a character that is not seen, U+001B / "],
    ['"a\\u202eb"', "this text holds a character that is not seen, U+202E / "],
    ['"a\\u2066b"', "this text holds a character that is not seen, U+2066 / "],
    ['" "', "` ` is not written as expected / "],
    ["5", "`5` is a number / "],
  ])("words %s", (written, expected) => {
    expect(read(words, written)).toBe(expected);
  });

  test.each([
    ["300ms", 300],
    ["10s", 10_000],
    ["1 week", 604_800_000],
    ["1.5h", 5_400_000],
    ["5", "5 has no unit / a bare number is never a time; `5s` or `5min`?"],
    ["5 minutes", "`5 minutes` is not a duration / did you mean `5min`?"],
    ["-5s", "`-5s` is not a duration / a duration is never negative"],
    ["0.1ms", "`0.1ms` is not a duration / milliseconds are the smallest step"],
    ["[1]", "this is a list / "],
  ])("duration %s", (written, expected) => {
    expect(read(duration, written)).toBe(expected);
  });

  test.each([
    ["60 %", 60],
    ["60%", 60],
    ["60", "60 has no unit / `60 %`?"],
    ["101 %", "`101 %` is out of range / "],
    ["5 m", "`m` measures length, not number / "],
  ])("percent %s", (written, expected) => {
    expect(read(percent, written)).toBe(expected);
  });

  test.each([
    ["0.53 m3/s", 0.53],
    ["530 L/s", 0.53],
    ["1908 m3/hr", 0.53],
    ["0.5 liter", "unknown unit `liter` / did you mean `L`?"],
  ])("flow %s", (written, expected) => {
    const value = read(quantity("m3/s"), written);
    expect(typeof value === "number" ? Number(value.toFixed(9)) : value).toBe(expected);
  });

  test("days exist in the calendar", () => {
    expect(read(calendarDay, '"2024-02-29"')).toBe("2024-02-29");
    expect(read(calendarDay, '"2025-02-29"')).toContain("is not written as expected");
    expect(read(dayStart, '"2025-04-02"')).toBe(Date.UTC(2025, 3, 2));
    expect(read(yearDay, '"04-15"')).toEqual({ month: 4, day: 15 });
    expect(read(yearDay, '"02-30"')).toContain("is not written as expected");
  });

  test("a time zone is one the runtime knows", () => {
    expect(read(timeZone, "Europe/Amsterdam")).toBe("Europe/Amsterdam");
    expect(read(timeZone, "Europe/Atlantis")).toContain("is not written as expected");
  });
});
