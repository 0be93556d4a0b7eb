import { describe, expect, test } from "vitest";
import { streetAt, streetPlan } from "../plants/microgrid/street.ts";
import { seriesAt } from "../plants/series.ts";
import { busyHome, recordedStreet, sunnyHome } from "./microgrid-recording.ts";

const week = Array.from({ length: 15 }, (_, day) => new Date(Date.UTC(2011, 6, 1 + day)).toISOString().slice(0, 10));
const sydney = [",GC,GG", ...week.flatMap((day) => [`${day} 00:00:00,0.5,0.0`, `${day} 12:00:00,1.5,0.52`])].join("\n");
const paris = [
  "Datetime,Global_active_power,Voltage",
  "16/12/2006 17:24:00,4.0,234",
  "16/12/2006 17:25:00,?,234",
  "26/12/2006 17:24:00,2.0,234",
].join("\n");

describe("recordings of homes", () => {
  test("are read with their own times; a row without a number says nothing", () => {
    const { homeSeries = [], sunSeries } = recordedStreet(
      new Map([
        [sunnyHome, sydney],
        [busyHome, paris],
      ]),
    );
    expect(homeSeries).toHaveLength(2);
    expect(homeSeries.map((series) => seriesAt(series, series.at[0] ?? 0))).toEqual([0.5, 4]);
    expect(homeSeries[1]?.values).toEqual([4, 2]);
    expect(sunSeries === undefined ? 0 : seriesAt(sunSeries, Date.UTC(2011, 6, 3, 12))).toBe(0.5);
  });

  test("take the place of what is drawn: homes use it by their own clocks, the sun shines by it", () => {
    const plan = streetPlan(1, 60, recordedStreet(new Map([[sunnyHome, sydney]])));
    const noon = streetAt(plan, Date.UTC(2026, 6, 1, 10) / 60_000);
    const night = streetAt(plan, Date.UTC(2026, 6, 1, 22) / 60_000);
    expect([noon.sun, night.sun]).toEqual([0.5, 0]);
    const kW = ({ load }: typeof noon): number => load[0] + load[1] + load[2];
    expect(kW(noon) / kW(night)).toBeCloseTo(3, 6);
  });

  test("that are missing leave the street to its seed", () => {
    expect(recordedStreet(new Map())).toEqual({});
  });
});
