import { describe, expect, it } from "vitest";
import type { BirthMetric } from "../../core/sparkplug/certificates.ts";
import type { Definition } from "../../core/wire/definition.ts";
import type { ReadingBatch } from "../spool/columns.ts";
import { dictionaryOf } from "../spool/dictionary.ts";
import { Births } from "./births.ts";

const now = 1_700_000_000_000;

/** A dictionary of these paths; `running` is a contact. */
function dictionary(hash: string, ...paths: string[]) {
  const variables = paths.map((path): Definition["variables"][number] => {
    const [device = "", variable = ""] = path.split("/");
    return { device, variable, type: variable === "running" ? "Boolean" : "Double", unit: "m", commons: "water" };
  });
  return dictionaryOf({ site: "polder", variables }, hash);
}

function births(...earlier: string[][]): Births {
  return new Births({
    dictionary: dictionary("new", "gauge/level", "pump/running", "node/margin"),
    earlier: () => earlier.map((paths, at) => dictionary(`old-${at}`, ...paths)),
    properties: () => new Map(),
    now: () => now,
  });
}

const told = (metrics: readonly BirthMetric[]) =>
  metrics.map(({ name, value, timestamp, properties }) => {
    return { name, value, timestamp, retired: properties?.get("retired")?.value ?? false };
  });

/** One reading of a variable, by its number. */
function batchOf(variable: number, value: number, measuredAt: number): ReadingBatch {
  const columns = { variable: Uint16Array.of(variable), value: Float64Array.of(value) };
  return { firstSeq: 0, length: 1, ...columns, measuredAt: Float64Array.of(measuredAt) };
}

describe("births", () => {
  it("list what is configured, null until it was read, then with its newest value and time", () => {
    const image = births();
    expect(told(image.device("gauge"))).toEqual([{ name: "level", value: null, timestamp: now, retired: false }]);
    image.learn(batchOf(0, -2.2, now - 10));
    image.learn(batchOf(0, -9, now - 20));
    image.learn(batchOf(1, 1, now - 5));
    expect(told(image.device("gauge"))).toEqual([{ name: "level", value: -2.2, timestamp: now - 10, retired: false }]);
    expect(told(image.device("pump"))).toEqual([{ name: "running", value: true, timestamp: now - 5, retired: false }]);
  });

  it("list what only the spool still knows as retired and null, once however many earlier files had it", () => {
    const image = births(["gauge/level", "gauge/old"], ["gauge/old", "gone/level"]);
    expect([...image.devices()].sort()).toEqual(["gauge", "gone", "pump"]);
    expect(told(image.device("gauge")).map(({ name, value, retired }) => [name, value, retired])).toEqual([
      ["level", null, false],
      ["old", null, true],
    ]);
    expect(told(image.device("gone"))).toMatchObject([{ name: "level", value: null, retired: true }]);
  });

  it("put what is the node's own into its birth and into no device's", () => {
    const image = births();
    expect(told(image.node()).map(({ name }) => name)).toEqual(["margin"]);
    expect(image.devices().has("node")).toBe(false);
  });
});
