import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Influx2Stand, startInflux2Stand } from "../support/influx2-server.ts";
import { type Influxd, startInfluxd } from "../support/influxd.ts";
import { askOracle, sound } from "../support/oracle.ts";
import { type Ended, makeRecording, ReplayInstance, removeRecording } from "../support/replay-instance.ts";
import { until } from "../support/until.ts";

const rowCount = 4_000;
/** A quarter of an hour in 20 ms: more than a minute for all of it, so that it can be interrupted on any machine. */
const pace = 45_000;
const org = "water board";
const bucket = "second";
const token = "a-token";

const recording = makeRecording(2, rowCount);
const folder = mkdtempSync(join(tmpdir(), "homeostat-replay-store-"));
const credential = join(folder, "influx2.json");
let influxd: Influxd;
let stand: Influx2Stand;
beforeAll(async () => {
  influxd = await startInfluxd();
  for (const name of ["first", bucket, "another"]) await influxd.createDatabase(name);
  stand = await startInflux2Stand({ influxd: influxd.url, org, bucket, token });
  writeFileSync(credential, JSON.stringify({ token }), { mode: 0o600 });
});
afterAll(async () => {
  await stand?.stop();
  await influxd?.stop();
  removeRecording(recording);
  rmSync(folder, { recursive: true, force: true });
});

/** Values of each gauge as its file has them, without the blank ones. */
const valuesInFiles = (): Record<string, number> =>
  Object.fromEntries(
    recording.gauges.map(({ file, tags }) => {
      const rows = readFileSync(file, "utf8").trimEnd().split("\n").slice(1);
      return [tags.device, rows.filter((row) => row.split(",")[1] !== "").length];
    }),
  );

/** Values of each gauge as InfluxDB itself counts them. */
async function valuesIn(database: string): Promise<Record<string, number>> {
  const [result] = await influxd.query(database, "SELECT count(value) FROM reading GROUP BY device");
  const series = result?.series ?? [];
  return Object.fromEntries(series.map(({ tags, values }) => [tags?.["device"] ?? "", Number(values[0]?.[1])]));
}

const url = {
  first: () => `${influxd.url}/first`,
  another: () => `${influxd.url}/another`,
  second: () => `${stand.url}?org=${encodeURIComponent(org)}&bucket=${bucket}`,
};

describe.each([
  ["an InfluxDB 1.6", "first", [], "another"],
  ["an InfluxDB 2", bucket, ["--store-credential", credential], "first"],
] as const)("`homeostat replay --store` into %s", (_form, database, login, otherStore) => {
  const data = join(folder, database);
  const play = (speed: number | "max", ...more: readonly string[]) =>
    new ReplayInstance(recording.map, data, speed, ...more);
  const store = () => ["--store", url[database](), ...login];
  const refused = async (...more: readonly string[]): Promise<Ended> => {
    await using replay = play("max", ...more);
    return await replay.ended;
  };

  test("can be interrupted: what was stored by then is there", async () => {
    await using replay = play(pace, ...store());
    await until(
      "readings of both gauges are stored",
      async () => {
        const { "gauge-1": one = 0, "gauge-2": other = 0 } = await valuesIn(database);
        if (replay.hasEnded) throw new Error((await replay.ended).stderr);
        return one > 100 && other > 100;
      },
      90_000,
    );
    const { code, stdout, stderr } = await replay.stop();
    expect([code, stdout, stderr]).toEqual([1, "", expect.stringContaining("the same command goes on from there")]);
    expect((await valuesIn(database))["gauge-1"]).toBeLessThan(rowCount);
  });

  test("keeps to the store it began with, and says so", async () => {
    const elsewhere = await refused("--store", url[otherStore]());
    expect(elsewhere).toMatchObject({ code: 2, stdout: "" });
    expect(elsewhere.stderr).toBe(
      `homeostat: ${data} stores in ${url[database]()}; choose another --data DIR for ${url[otherStore]()}\n`,
    );
    const own = await refused();
    expect([own.code, own.stderr]).toEqual([
      2,
      `homeostat: ${data} stores in ${url[database]()}; choose another --data DIR for its own DuckDB file\n`,
    ]);
    expect(await valuesIn("another")).toEqual({});
  });

  test("goes on where it was interrupted, to the last row of the files: nothing lost, nothing doubled", async () => {
    const before = await valuesIn(database);
    if (database === bucket) stand.script({ status: 503, code: "unavailable", message: "later" }, "reset");
    await using replay = play("max", ...store());
    const { code, stdout, stderr } = await replay.ended;
    expect(code, stderr).toBe(0);
    const values = valuesInFiles();
    expect(values["gauge-1"]).toBeGreaterThan(before["gauge-1"] ?? rowCount);
    expect(await valuesIn(database)).toEqual(values);
    const { books } = JSON.parse(stdout);
    expect(books).toMatchObject({ stored: 2 * rowCount, refused: 0, gaps: 0, inFlight: 0, unexplained: 0 });
    const ask = { url: influxd.url, database };
    expect(await askOracle({ gauges: recording.gauges, ask })).toMatchObject({ rows: 2 * rowCount, ...sound });
  });
});

test("without its token nothing is begun at an InfluxDB 2", async () => {
  const data = join(folder, "no-token");
  await using replay = new ReplayInstance(recording.map, data, "max", "--store", url.second());
  const { code, stderr } = await replay.ended;
  expect([code, stderr]).toEqual([2, expect.stringContaining("--store-credential FILE is needed for an InfluxDB 2")]);
});
