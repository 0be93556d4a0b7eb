import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askOracle, type Gauge, sound, type Verdict } from "../support/oracle.ts";
import { type Finished, homeostat } from "../support/running.ts";

const root = join(import.meta.dirname, "../..");
const dataFolder = resolve(process.env["HOMEOSTAT_DATA"] ?? join(root, "../shared/data"));
const folder = join(dataFolder, "series/water/environment_agency");
const map = join(root, "examples/environment-agency.yaml");

const gauge = (file: string, device: string, variable: string): Gauge => ({
  file: join(folder, `${file}-15min-Qualified.csv.gz`),
  time: "dateTime",
  value: "value",
  tags: { region: "environment-agency", site: "calder-valley", device, variable },
});
const gauges = [
  gauge("Hebden-Bridge-level", "hebden-bridge", "level"),
  gauge("Todmorden-Callis-Bridge-level", "callis-bridge", "level"),
  gauge("Gorple-rainfall", "gorple", "rain"),
  gauge("Bacup-rainfall", "bacup", "rain"),
];

const data = join(mkdtempSync(join(tmpdir(), "homeostat-replay-")), "data");
const ask = { command: [process.execPath, join(root, "dist/cli/main.js"), "query", "--json", "--data", data] };
const store = join(data, "hub/store.duckdb");
let first: Finished;
let verdict: Verdict;

const replay = (): Promise<Finished> => homeostat("replay", map, "--data", data, "--speed", "max", "--json");
const rows = async (text: string): Promise<readonly (readonly (string | number)[])[]> => {
  const { stdout } = await homeostat("query", text, "--data", data, "--json");
  return JSON.parse(stdout).results[0].series?.[0]?.values ?? [];
};

beforeAll(async () => {
  if (!existsSync(folder)) throw new Error(`${folder} is absent: set HOMEOSTAT_DATA to the folder with series/`);
  process.env["HOMEOSTAT_DATA"] = dataFolder;
  first = await replay();
  verdict = await askOracle({ gauges, ask, store });
}, 120_000);
afterAll(() => rmSync(join(data, ".."), { recursive: true, force: true }));

describe("the four gauges of the Environment Agency, as fast as it goes", () => {
  test("every row is stored: 10,985, of which 7,852 repeat the previous value", () => {
    expect(
      first.stderr
        .trim()
        .split("\n")
        .map((line) => Object.keys(JSON.parse(line))),
    ).toContainEqual(["progress"]);
    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      values: { "hebden-bridge/level": 2749, "callis-bridge/level": 2743, "gorple/rain": 2745, "bacup/rain": 2748 },
      books: { assigned: 10_985, stored: 10_985, refused: 0, gaps: 0, inFlight: 0, unexplained: 0 },
    });
    expect(verdict).toMatchObject({ rows: 10_985, repeated: 7_852 });
  });

  test("counts, sums, first and last of each gauge are the file's own, and no row is lost or doubled", () => {
    expect(verdict).toMatchObject(sound);
  });

  test("the flood wave of 12 September raises one alarm at Hebden Bridge, and it clears", async () => {
    const bodies = await rows("SELECT body FROM alarm");
    const told = bodies.map(([time, body]) => {
      const { key, transition, value, priority } = JSON.parse(String(body));
      return { at: new Date(Number(time)).toISOString(), key, transition, value, priority };
    });
    const alarm = { key: "hebden-bridge.level.hebden-bridge-high", priority: "high" };
    expect(told).toEqual([
      { at: "2025-09-12T08:00:00.000Z", transition: "raise", value: 0.252, ...alarm },
      { at: "2025-09-12T13:00:00.000Z", transition: "clear", value: 0.229, ...alarm },
    ]);
  });

  test("played again into the same directory, it stores and raises nothing twice", async () => {
    const again = await replay();
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toEqual(JSON.parse(first.stdout));
    expect(await askOracle({ gauges, store })).toMatchObject(sound);
    expect(await rows("SELECT body FROM alarm")).toHaveLength(2);
  });

  test("the directory answers afterwards, with nothing running", async () => {
    const books = await homeostat("books", "--data", data, "--json");
    expect(books.code).toBe(0);
    const why = await homeostat("why", "hebden-bridge.level.hebden-bridge-high", "--data", data);
    expect(why.stdout).toContain("2025-09-12T08:00:00.000Z alarm hebden-bridge.level.hebden-bridge-high (high)");
  });
});
