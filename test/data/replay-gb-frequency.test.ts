import { beforeAll, describe, expect, test } from "vitest";
import type { Gauge } from "../support/oracle.ts";
import { sound } from "../support/oracle.ts";
import { type PlayedData, playData, seriesFile, stores } from "../support/replay-data.ts";

const days = ["2026-06-22", "2026-06-23", "2026-06-24"] as const;
const frequency = (): Gauge => ({
  file: days.map((day) => seriesFile(`energy/gb_frequency/system_frequency_1s_${day}.csv.gz`)),
  time: "dtm",
  value: "f",
  alarms: [
    { condition: "frequency-high", type: "hi", limit: 50.2 },
    { condition: "frequency-low", type: "lo", limit: 49.8 },
  ],
  tags: { region: "great-britain", site: "national-grid", device: "grid", variable: "frequency" },
});

describe.each(stores)("three days of the grid of Great Britain, every second, into %s", (store) => {
  let played: PlayedData;
  beforeAll(async () => {
    played = await playData("gb-frequency.yaml", [frequency()], store);
  }, 180_000);

  test("259,200 rows of three files are one series, and no row is lost, doubled or different", () => {
    expect(played.verdict).toMatchObject({ rows: 259_200, ...sound });
    expect(played.summary).toMatchObject({
      recording: { readings: 259_200, withoutValue: 0, badRows: 0 },
      values: { "grid/frequency": 259_200 },
      books: { assigned: 259_200, stored: 259_200, refused: 0, gaps: 0, inFlight: 0, unexplained: 0 },
    });
  });

  test("alarms cover exactly the seconds strictly beyond 50 Hz ± 0.2 Hz: 161, 2,868 and 205", () => {
    const high = { [days[0]]: 22, [days[2]]: 104 };
    const low = { [days[0]]: 139, [days[1]]: 2_868, [days[2]]: 101 };
    expect(played.verdict.alarms).toEqual({
      "frequency-high": { rows: high, seconds: high },
      "frequency-low": { rows: low, seconds: low },
    });
    const { raised, cleared } = played.summary.alarms;
    expect(raised).toBe(cleared);
  });

  test("progress is told in lines of JSON while it plays, by the time of the recording", () => {
    const lines = played.finished.stderr.trim().split("\n");
    const percents = lines.map((line) => JSON.parse(line).progress.percent);
    expect(percents.length).toBeGreaterThan(2);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(percents.some((percent) => percent > 0 && percent < 100)).toBe(true);
  });
});
