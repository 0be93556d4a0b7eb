import { beforeAll, describe, expect, test } from "vitest";
import type { Gauge } from "../support/oracle.ts";
import { sound } from "../support/oracle.ts";
import { type PlayedData, playData, seriesFile, stores } from "../support/replay-data.ts";

/** The columns, and how many of their cells say -200 or -200.0. */
const columns = {
  "CO(GT)": ["reference", "co", 1_439],
  "NMHC(GT)": ["reference", "nmhc", 4_732],
  "C6H6(GT)": ["reference", "benzene", 148],
  "NOx(GT)": ["reference", "nox", 1_380],
  "NO2(GT)": ["reference", "no2", 1_383],
  "PT08.S1(CO)": ["multisensor", "co", 148],
  "PT08.S2(NMHC)": ["multisensor", "nmhc", 148],
  "PT08.S3(NOx)": ["multisensor", "nox", 148],
  "PT08.S4(NO2)": ["multisensor", "no2", 148],
  "PT08.S5(O3)": ["multisensor", "o3", 148],
  T: ["multisensor", "temperature", 148],
  RH: ["multisensor", "humidity", 148],
  AH: ["multisensor", "absolute-humidity", 148],
} as const;

const gauges = (): Gauge[] =>
  Object.entries(columns).map(([value, [device, variable]]) => ({
    file: seriesFile("air/uci_air_quality/AirQuality.2004-03_2004-10.csv.gz"),
    time: ["Date", "Time"],
    offsetHours: 1,
    value,
    noData: [-200],
    tags: { region: "italian-town", site: "roadside", device, variable },
  }));

describe.each(stores)("eight months of hourly air quality of an Italian town, into %s", (store) => {
  let played: PlayedData;
  beforeAll(async () => {
    played = await playData("uci-air-quality.yaml", gauges(), store);
  }, 120_000);

  test("73,398 readings of 13 columns are stored, none lost, doubled or different", () => {
    expect(played.verdict).toMatchObject({ rows: 73_398, ...sound });
    const { stored, refused, gaps, unexplained } = played.summary.books;
    expect({ stored, refused, gaps, unexplained }).toEqual({ stored: 73_398, refused: 0, gaps: 0, unexplained: 0 });
  });

  test("10,266 of them say -200: bad, missing, without value", () => {
    expect(played.summary.recording).toMatchObject({ readings: 73_398, withoutValue: 10_266, badRows: 0 });
    for (const [device, variable, missing] of Object.values(columns)) {
      expect(played.verdict.series[`${device}/${variable}`]).toMatchObject({ rows: 5_646, missing });
      expect(played.summary.values[`${device}/${variable}`]).toBe(5_646 - missing);
    }
  });
});
