import { beforeAll, describe, expect, test } from "vitest";
import type { Gauge } from "../support/oracle.ts";
import { sound } from "../support/oracle.ts";
import { type PlayedData, playData, seriesFile, stores } from "../support/replay-data.ts";

/** The numeric columns, and how many of their cells say NA. */
const columns = {
  "PM2.5": ["station", "pm2-5", 925],
  PM10: ["station", "pm10", 718],
  SO2: ["station", "so2", 935],
  NO2: ["station", "no2", 1_023],
  CO: ["station", "co", 1_776],
  O3: ["station", "o3", 1_719],
  TEMP: ["weather", "temperature", 20],
  PRES: ["weather", "pressure", 20],
  DEWP: ["weather", "dew-point", 20],
  RAIN: ["weather", "rain", 20],
  WSPM: ["weather", "wind-speed", 14],
} as const;

const gauges = (): Gauge[] =>
  Object.entries(columns).map(([value, [device, variable]]) => ({
    file: seriesFile("air/beijing/PRSA_Data_Aotizhongxin_20130301-20170228.csv.gz"),
    time: ["year", "month", "day", "hour"],
    offsetHours: 8,
    value,
    noData: ["NA"],
    tags: { region: "beijing", site: "aotizhongxin", device, variable },
  }));

describe.each(stores)("four years of hourly air quality in Beijing, into %s", (store) => {
  let played: PlayedData;
  beforeAll(async () => {
    played = await playData("beijing-aotizhongxin.yaml", gauges(), store);
  }, 420_000);

  test("385,704 readings of 11 columns are stored at their moment in UTC, none lost, doubled or different", () => {
    expect(played.verdict).toMatchObject({ rows: 385_704, ...sound });
    const { stored, refused, gaps, unexplained } = played.summary.books;
    expect({ stored, refused, gaps, unexplained }).toEqual({ stored: 385_704, refused: 0, gaps: 0, unexplained: 0 });
  });

  test("7,190 of them say NA: bad, missing, without value", () => {
    expect(played.summary.recording).toMatchObject({ readings: 385_704, withoutValue: 7_190, badRows: 0 });
    for (const [device, variable, missing] of Object.values(columns)) {
      expect(played.verdict.series[`${device}/${variable}`]).toMatchObject({ rows: 35_064, missing });
      expect(played.summary.values[`${device}/${variable}`]).toBe(35_064 - missing);
    }
  });
});
