import { describe, expect, test } from "vitest";
import { type OpenAir, type StreetAir, streetAir } from "./street.ts";
import { presence } from "./timetable.ts";

const start = Date.UTC(2026, 0, 1);
const hour = 3_600_000;
const air: OpenAir = { seed: 1, start, smoke: [] };

function meanOf(name: keyof StreetAir, moments: readonly number[]): number {
  return moments.reduce((sum, at) => sum + streetAir(air, at)[name], 0) / moments.length;
}

/** Of fine dust; still days do not count for more than others. */
function medianDust(moments: readonly number[]): number {
  const sorted = moments.map((at) => streetAir(air, at).pm25).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** Every day of the year at this hour UTC, workdays or rest days. */
function momentsAt(hourOfDay: number, which: "workdays" | "rest"): readonly number[] {
  const days = Array.from({ length: 365 }, (_, index) => start + index * 24 * hour + hourOfDay * hour);
  return days.filter((at) => [0, 6].includes(new Date(at).getUTCDay()) === (which === "rest"));
}

describe("the street's synthetic year", () => {
  test("dust peaks with the morning's traffic on workdays, not at night and not on Sundays", () => {
    const morning = medianDust(momentsAt(7, "workdays"));
    expect(morning).toBeGreaterThan(medianDust(momentsAt(2, "workdays")) + 2);
    expect(morning).toBeGreaterThan(medianDust(momentsAt(7, "rest")) + 2);
  });

  test("has a European city's dust: some still days beyond 25 ug/m3, most below", () => {
    const days = Array.from({ length: 365 }, (_, day) =>
      meanOf(
        "pm25",
        Array.from({ length: 24 }, (_unused, index) => start + (day * 24 + index) * hour),
      ),
    );
    const dusty = days.filter((mean) => mean > 25).length;
    expect(dusty).toBeGreaterThan(5);
    expect(dusty).toBeLessThan(40);
    expect(Math.max(...days)).toBeLessThan(100);
  });

  test("is colder in January than in July, and moister by night than by day", () => {
    const month = (index: number) => Array.from({ length: 28 }, (_, day) => Date.UTC(2026, index, day + 1, 12));
    expect(meanOf("temperature", month(6)) - meanOf("temperature", month(0))).toBeGreaterThan(8);
    expect(meanOf("humidity", momentsAt(3, "rest"))).toBeGreaterThan(meanOf("humidity", momentsAt(15, "rest")) + 10);
  });

  test("holds coarse dust beside the fine, and CO2 near 420 ppm", () => {
    for (let at = start; at < start + 60 * 24 * hour; at += hour) {
      const { pm25, pm10, co2 } = streetAir(air, at);
      expect(pm10).toBeGreaterThan(pm25);
      expect(Math.abs(co2 - 435)).toBeLessThan(30);
    }
  });

  test("scripted smoke comes on top, a recording takes the place of the synthetic dust", () => {
    const smoke = [{ after: hour, lasts: hour, pm25: 100 }];
    const more = (at: number) => streetAir({ ...air, smoke }, at).pm25 - streetAir(air, at).pm25;
    expect([more(start + 0.5 * hour), more(start + 2.5 * hour)]).toEqual([0, 0]);
    expect(more(start + 1.5 * hour)).toBeCloseTo(100, 9);
    const recorded = { pm25: { at: [start], values: [7] }, pm10: { at: [start], values: [19] } };
    expect(streetAir({ ...air, recorded }, start + 9 * hour)).toMatchObject({ pm25: 7, pm10: 19 });
  });
});

test.each([
  ["a lesson", "2026-11-09T08:00:00Z", 1],
  ["the break", "2026-11-09T09:20:00Z", 0.05],
  ["the same hour in summer time", "2026-06-08T08:20:00Z", 0.05],
  ["Monday afternoon", "2026-11-09T13:00:00Z", 1],
  ["Wednesday afternoon", "2026-11-11T13:00:00Z", 0],
  ["the night", "2026-11-09T02:00:00Z", 0],
  ["Saturday", "2026-11-14T08:00:00Z", 0],
  ["the summer holidays", "2026-07-20T08:00:00Z", 0],
])("in %s this share of a class is in its room", (_when, at, share) => {
  expect(presence(Date.parse(at))).toBeCloseTo(share, 9);
});
