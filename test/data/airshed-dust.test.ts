import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { readRecordings } from "../../simulators/io/recordings.ts";
import type { AirshedTruth } from "../../simulators/worlds/airshed.ts";
import { airshed } from "../../simulators/worlds/index.ts";

const folder = process.env["HOMEOSTAT_DATA"] ?? join(import.meta.dirname, "../../../shared/data");
const file = join(folder, "series/air/luftdaten/2018-10-30_14d_sds011_sensor_15092.csv.gz");
const fortnight = 14 * 86_400_000;

/** Rows as they stand in the file: time, PM10, PM2.5. */
function rows(): readonly (readonly [at: number, pm10: number, pm25: number])[] {
  if (!existsSync(file)) throw new Error(`${file} is absent: set HOMEOSTAT_DATA to the folder with series/`);
  const lines = gunzipSync(readFileSync(file)).toString("latin1").trim().split("\n").slice(1);
  return lines.map((line) => {
    const cells = line.split(";");
    return [Date.parse(`${cells[5]}Z`), Number(cells[6]), Number(cells[9])];
  });
}

describe("a school in a street whose dust was measured", () => {
  let measured: ReturnType<typeof rows>;
  let recordings: ReadonlyMap<string, string>;
  const streetAt = (start: number) =>
    (
      airshed
        .make({ seed: 1, start, recordings })(0, () => undefined)
        .latest() as AirshedTruth
    ).street;
  beforeAll(() => {
    measured = rows();
    recordings = readRecordings(airshed.recordings, folder);
  });

  it("breathes what the sensor wrote, at each hundredth row of the file and a year of fortnights later", () => {
    expect(measured.length).toBe(8_143);
    for (const [at, pm10, pm25] of measured.filter((_, index) => index % 100 === 0)) {
      for (const start of [at, at + 26 * fortnight]) {
        const street = streetAt(start);
        expect(street.pm25).toBeCloseTo(pm25, 6);
        expect(street.pm10).toBeCloseTo(pm10, 6);
      }
    }
  });
});
