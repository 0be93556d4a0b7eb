import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readTextFile } from "../core/io/files.ts";
import { drivers } from "../gateway/drivers/index.ts";
import { checkFiles } from "./configuration.ts";

/** What each broken fixture must be told, by hand: line, column, and the heart of the message. One row a fault. */
const expected: Readonly<Record<string, readonly (readonly [line: number, column: number, message: string])[]>> = {
  "syntax-flow": [[4, 1, "Flow map in block collection must be sufficiently indented and end with a }"]],
  "syntax-quote": [[17, 12, "this quote is never closed"]],
  "duplicate-key-top": [[9, 1, "this key stands here twice"]],
  "duplicate-key-nested": [[17, 5, "this key stands here twice"]],
  "unknown-key-device": [[6, 60, "unknown key `pol`"]],
  "unknown-key-alarm": [[17, 5, "unknown key `dedband`"]],
  "type-text-for-number": [[15, 12, "`high` is text"]],
  "type-list-for-block": [[7, 1, "this is a list"]],
  "quiet-time": [[10, 60, "`24:00` is not a time of day"]],
  "setting-unknown": [
    [13, 32, "`last-sped` is not one of the choices"],
    [14, 7, "unknown key `communicationLosTime`"],
  ],
  "range-unit-id": [[6, 56, "`400` is out of range"]],
  "range-percent": [[5, 19, "`120 %` is out of range"]],
  "enum-priority": [[16, 15, "`urgent` is not one of the choices"]],
  "enum-form": [[20, 18, "`acts` is not one of the choices"]],
  "missing-response": [[12, 3, "the key `response` is missing"]],
  "missing-section": [[1, 1, "the key `uplink` is missing"]],
  "unit-unknown": [[10, 40, "unknown unit `meter`"]],
  "unit-wrong-dimension": [[5, 16, "`m3` measures volume, not information"]],
  "duration-bare": [[20, 20, "60 has no unit"]],
  "duration-poll": [
    [5, 57, "20 has no unit"],
    [6, 85, "0.5 has no unit"],
  ],
  "site-of-the-region": [[9, 3, "`-` is the region itself, no site"]],
  "duration-unit": [[9, 52, "`2m` is not a duration"]],
  "low-above-high-span": [[14, 17, "lo -0.5 is not below hi -4.1"]],
  "low-above-high-viable": [[19, 21, "lo -1.85 is not below hi -2.65"]],
  "limit-outside-span": [[15, 12, "limit 4.5 is outside the span: it can never be crossed"]],
  "viable-past-span": [[19, 32, "the instrument reads up to -0.5: it cannot see this bound crossed"]],
  "duplicate-id-rung": [[20, 13, "there is already a rung `local`"]],
  "duplicate-id-unit": [[8, 35, "unit 11 on bus `line` is already `gauge`"]],
  "duplicate-id-column": [[8, 43, "`river/level` is already filled by another column"]],
  "dangling-bus": [[6, 42, "there is no bus `lane`"]],
  "dangling-actuator": [[22, 17, "there is no actuator `pomp`"]],
  "dangling-condition": [[19, 14, "no variable `io/flaot`"]],
  "dangling-suppresses": [[17, 18, "there is no other alarm `oher`"]],
  "dangling-channel": [[23, 22, "there is no channel `dask`"]],
  "dangling-like": [[8, 20, "there is no `guage` here to copy"]],
  "simulated-line": [[7, 18, "`sim:drives` names no line of a world"]],
  "simulated-two-worlds": [[7, 18, "a site lives in one world, and this bus is of `airshed` beside `polder`"]],
  "register-overlap-same": [[14, 40, "coil 0 already belongs to `pump`"]],
  "register-overlap-wide": [[14, 50, "inputRegister 17 already belongs to `rain`"]],
  "id-upper-case": [[3, 13, "`Gemaal Oost` is not written as expected"]],
  "id-device-key": [[6, 12, "`gauge_in` is not an id"]],
  "id-path": [
    [8, 23, "there is no variable `river/level`"],
    [10, 3, "`river_level` is not a path"],
  ],
  "datum-mixed": [[12, 24, "`gauge/level` refers to NAP, this level to TAW"]],
  "deadline-too-short": [[33, 22, "at the fastest rise only 2h is left before harm"]],
  "condition-type": [[19, 12, "a bool cannot be compared with a number by `>`"]],
  cycle: [
    [8, 3, "`site/one` is worked out from itself"],
    [9, 3, "`site/two` is worked out from itself"],
  ],
};

const folder = "cli/fixtures/broken";
const tools = { read: readTextFile, drivers };

describe("a broken configuration is told by line and column", () => {
  test.each(Object.entries(expected))("%s", (name, rows) => {
    const { faults } = checkFiles([`${folder}/${name}.broken.yaml`], tools);
    expect(faults.map(({ line, column, message }) => [line, column, message])).toEqual(rows);
    for (const { line, column, frame } of faults) {
      const [source = "", caret = ""] = frame.split("\n");
      expect(source.startsWith(`${line} | `)).toBe(true);
      expect(caret.indexOf("^")).toBe(`${line} | `.length + column - 1);
    }
  });
});

describe("its valid twin passes", () => {
  test.each(Object.keys(expected))("%s", (name) => {
    expect(checkFiles([`${folder}/${name}.valid.yaml`], tools).faults).toEqual([]);
  });
});

test("every fixture is in the table", () => {
  const written = readdirSync(folder).map((file) => file.replace(/\.(broken|valid)\.yaml$/, ""));
  expect([...new Set(written)].sort()).toEqual(Object.keys(expected).sort());
});
