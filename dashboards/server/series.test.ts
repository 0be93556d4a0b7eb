import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seededRng } from "../../core/sim/rng.ts";
import type { MeasuredRow } from "../../test/support/influxd.ts";
import { duckdbStore, type QueryStore, rowStore } from "../../test/support/query-stores.ts";
import { rowsOf } from "./influx-rows.ts";
import { seriesOf, splitPath } from "./series.ts";
import { csvOf, harmless, lineOf } from "./series-csv.ts";
import type { Ask } from "./why.ts";

const minute = 60_000;
const start = Date.parse("2025-01-01T00:00:00Z");
const place = { site: "mill", device: "gauge", variable: "level" };
const tags = { region: "vale", ...place, commons: "water" };

/** Eight days of one-minute readings: a day of silence, an hour without a value, some uncertain ones. */
const rows: readonly MeasuredRow[] = (() => {
  const rng = seededRng(9);
  const all: MeasuredRow[] = [];
  for (let index = 0; index < 8 * 1440; index += 1) {
    const time = start + index * minute;
    if (index >= 2 * 1440 && index < 3 * 1440) continue;
    if (index >= 5000 && index < 5060) all.push({ time, tags, fields: { quality: 0, reason: "comms" } });
    else
      all.push({
        time,
        tags,
        fields: { value: Math.round(rng.next() * 1000) / 8, ...(index % 100 === 7 ? { quality: 64 } : {}) },
      });
  }
  const other = { time: start + 5 * minute, tags: { ...tags, site: "quay" }, fields: { value: 1e6 } };
  return [...all, other];
})();

const askOf =
  (store: QueryStore): Ask =>
  async (influxql) =>
    rowsOf(new TextEncoder().encode(JSON.stringify({ results: await store.query(influxql, start) })));

describe.each([
  ["the reference evaluator", async () => rowStore(rows)],
  ["the embedded store", () => duckdbStore(rows)],
] as const)("a series out of %s", (_name, open) => {
  let store: QueryStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store?.close());

  it("is drawn on no more than twice its points, and no extreme is lost", async () => {
    const asked = { ...place, from: start, to: start + 8 * 1440 * minute, points: 500 };
    const { form, width, time, min, max, mean, count, quality } = await seriesOf(asked, askOf(store));
    expect([form, width, time.length <= 501]).toEqual(["buckets", Math.ceil((8 * 1440 * minute) / 500), true]);
    const own = rows.filter((row) => row.tags["site"] === "mill");
    for (const [index, begin] of time.entries()) {
      const inside = own.filter((row) => row.time >= begin && row.time < begin + (width ?? 0));
      const values = inside.flatMap(({ fields }) => (typeof fields["value"] === "number" ? [fields["value"]] : []));
      const worst = inside.map(({ fields }) => (typeof fields["quality"] === "number" ? fields["quality"] : 192));
      expect([begin, count[index], min[index], max[index]]).toEqual([
        begin,
        values.length,
        values.length === 0 ? null : Math.min(...values),
        values.length === 0 ? null : Math.max(...values),
      ]);
      // A bucket of readings with and without a stored quality is told by the worst that is stored.
      if (inside.length === 0) expect([mean[index], quality[index]]).toEqual([null, null]);
      else if (worst.some((code) => code < 192)) expect(quality[index]).toBe(Math.min(...worst));
      else expect(quality[index]).toBe(192);
    }
    expect(count.reduce((sum, one) => sum + one, 0)).toBe(7 * 1440 - 60);
    expect(count.filter((one) => one === 0).length).toBeGreaterThan(60);
  });

  it("of few readings is those readings, the one without a value too", async () => {
    const from = start + 4990 * minute;
    const { form, width, time, mean, count, quality } = await seriesOf(
      { ...place, from, to: from + 19 * minute, points: 10 },
      askOf(store),
    );
    expect([form, width, time.length, time[0]]).toEqual(["readings", null, 20, from]);
    expect(mean.slice(0, 10).every((value) => typeof value === "number")).toBe(true);
    expect(mean.slice(10)).toEqual(Array.from({ length: 10 }, () => null));
    expect([count.slice(9, 11), quality.slice(9, 11)]).toEqual([
      [1, 0],
      [192, 0],
    ]);
  });

  it("of a variable nobody knows is empty", async () => {
    const asked = { site: "mill", device: "x", variable: "y", from: start, to: start + minute, points: 10 };
    expect((await seriesOf(asked, askOf(store))).time).toEqual([]);
  });
});

describe("the CSV of a variable", () => {
  const asked = { region: "vale", ...place, unit: "m3/s", from: start, to: start + 8 * 1440 * minute };
  const written = async (ask: Ask, change = {}) => {
    let text = "";
    for await (const part of csvOf({ ...asked, ...change }, ask)) text += part;
    return text;
  };

  it("has each reading once, in order, with time in UTC, unit and quality", async () => {
    const lines = (await written(askOf(rowStore(rows)))).split("\r\n");
    expect(lines[0]).toBe("time,region,site,device,variable,unit,value,quality,reason");
    expect(lines.slice(1, 3).map((line) => line.replace(/[\d.]+,good/, "N,good"))).toEqual([
      "2025-01-01T00:00:00.000Z,vale,mill,gauge,level,m3/s,N,good,",
      "2025-01-01T00:01:00.000Z,vale,mill,gauge,level,m3/s,N,good,",
    ]);
    expect(lines).toContain("2025-01-04T11:20:00.000Z,vale,mill,gauge,level,m3/s,,bad,comms");
    expect(lines).toHaveLength(1 + 7 * 1440 + 1);
    expect(lines.slice(1, -1)).toEqual([...lines.slice(1, -1)].sort());
  });

  it("is asked for in pages that begin where the one before ended", async () => {
    const times = Array.from({ length: 45_000 }, (_, index) => start + index * 1000);
    const ask: Ask = async (influxql) => {
      const [, from = "0", to = "0"] = /time >= (\d+)ms AND time <= (\d+)ms/.exec(influxql) ?? [];
      const limit = Number(/LIMIT (\d+)/.exec(influxql)?.[1]);
      const inside = times.filter((time) => time >= Number(from) && time <= Number(to)).slice(0, limit);
      return inside.map((time) => ({ time, value: 1, quality: 192, reason: null }));
    };
    const lines = (await written(ask)).trimEnd().split("\r\n");
    expect([lines.length, new Set(lines).size]).toEqual([45_001, 45_001]);
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])("%j is no formula in a spreadsheet", (text) => {
    expect(harmless(text)).toBe(`'${text}`);
  });

  it("quotes what would end a cell or a line", () => {
    expect(lineOf(["a,b", 'c"d', "e\r\nf", "g"])).toBe('"a,b","c""d","e\r\nf",g\r\n');
  });

  it("of a unit or reason that is a formula holds none", async () => {
    const ask: Ask = async () => [{ time: start, value: -5, quality: 64, reason: "=cmd|' /C calc'!A0" }];
    const [, line] = (await written(ask, { unit: "@x" })).split("\r\n");
    expect(line).toBe("2025-01-01T00:00:00.000Z,vale,mill,gauge,level,'@x,-5,uncertain,'=cmd|' /C calc'!A0");
  });
});

it("a path is taken apart into site, device and variable", () => {
  expect(splitPath("mill/gauge/level")).toEqual(place);
});
