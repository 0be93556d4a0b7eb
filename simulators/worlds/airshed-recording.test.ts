import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { readRecordings } from "../io/recordings.ts";
import type { AirshedTruth } from "./airshed.ts";
import { dustRecording, recordedDust } from "./airshed-recording.ts";
import { airshed } from "./index.ts";

const text = [
  "sensor_id;sensor_type;timestamp;P1;durP1;P2;durP2",
  "1;SDS011;2018-10-30T00:00:00;24.90;;2.50;",
  "1;SDS011;2018-10-30T00:05:00;;;3.50;",
  "1;SDS011;2018-10-30T00:10:00;14.90;;nan;",
  "",
].join("\r\n");
const at = Date.UTC(2018, 9, 30);

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
function folder(): string {
  folders.push(mkdtempSync(join(tmpdir(), "homeostat-recording-")));
  return folders.at(-1) ?? "";
}

test("a recording is read by its column names, and what is no number is left out", () => {
  expect(recordedDust(text)).toEqual({
    pm25: { at: [at, at + 300_000], values: [2.5, 3.5] },
    pm10: { at: [at, at + 600_000], values: [24.9, 14.9] },
  });
  expect(recordedDust("")).toBeUndefined();
});

test("a school with a recording has its dust in the street and says so, one without has the synthetic year", () => {
  const truthOf = (recordings: ReadonlyMap<string, string>) =>
    airshed
      .make({ seed: 1, start: at, recordings })(0, () => undefined)
      .latest() as AirshedTruth;
  expect(truthOf(new Map([[dustRecording, text]]))).toMatchObject({
    recorded: true,
    street: { pm25: 2.5, pm10: 24.9 },
  });
  expect(truthOf(new Map()).recorded).toBe(false);
});

test("recordings are read plain or packed, and not missed", () => {
  const place = folder();
  writeFileSync(join(place, "a.csv"), "one");
  writeFileSync(join(place, "b.csv.gz"), gzipSync("two"));
  const texts = readRecordings(["a.csv", "b.csv", "c.csv"], place);
  expect([...texts]).toEqual([
    ["a.csv", "one"],
    ["b.csv", "two"],
  ]);
  expect(readRecordings(["a.csv"], undefined).size).toBe(0);
});

test("a recording that cannot be unpacked is named", () => {
  const place = folder();
  writeFileSync(join(place, "b.csv.gz"), "no gzip");
  expect(() => readRecordings(["b.csv"], place)).toThrow(/b\.csv\.gz cannot be read: incorrect header check/);
});
