import { expect, it } from "vitest";
import { compile } from "../../rules/engine/compile/compile.ts";
import { snapshot } from "../../rules/engine/snapshot.ts";
import type { RecordedRow } from "../drivers/replay/row-parser.ts";
import { checkReplay } from "../site/load-replay.ts";
import { relive } from "./relive.ts";

const minute = 60_000;
const start = Date.UTC(2025, 0, 1);
const map = `
homeostat: 1
kind: replay
site: valley
region: north
files:
  - { file: level.csv, time: { column: time, zone: UTC }, columns: { level: gauge/level } }
variables:
  gauge/level: { commons: water, unit: m, datum: none }
alarms:
  high:
    variable: gauge/level
    type: hi
    limit: 1
    deadband: 0.1
    onDelay: 10min
    priority: high
    cause: Rain
    consequence: Wet feet
    response: Boots
    timeToRespond: 1h
`;

async function* rows(values: readonly number[]): AsyncGenerator<RecordedRow> {
  for (const [index, value] of values.entries()) {
    const at = start + index * 15 * minute;
    const sample = { point: "level", value, quality: "good" as const, reasons: [], measuredAt: at };
    yield { at, samples: [{ device: "gauge", sample }] };
  }
}

async function engineAt(values: readonly number[], until: number) {
  const config = checkReplay("map.yaml", map);
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  const compiled = compile(config.value.engine);
  return relive(compiled, { rows: rows(values), from: start - 1, until, prefix: "2-boot" });
}

it("stands where the recording stood: what was taken then, no more, and delays that ran out since the last row", async () => {
  const values = [0, 2, 2, 0];
  const states = async (at: number) => [...(await engineAt(values, start + at * minute)).tracks.values()];
  expect((await states(16)).map(({ state }) => state)).toEqual(["normal"]);
  expect((await states(29)).map(({ state }) => state)).toEqual(["unacknowledged"]);
  expect((await states(45)).map(({ state }) => state)).toEqual(["rtnUnacknowledged"]);
});

it("comes to the same state however often it is lived through", async () => {
  const values = Array.from({ length: 50 }, (_, index) => Math.sin(index) * 2);
  const [once, twice] = [await engineAt(values, start + 600 * minute), await engineAt(values, start + 600 * minute)];
  expect(Buffer.from(snapshot(once)).equals(Buffer.from(snapshot(twice)))).toBe(true);
});
