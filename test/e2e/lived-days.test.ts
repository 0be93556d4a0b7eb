import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { untold } from "../../dashboards/console/texts/told.ts";
import { type DayVerdict, judgeDay, liveDay } from "../support/lived-day.ts";
import { homeostat, root } from "../support/running.ts";

const folder = mkdtempSync(join(tmpdir(), "homeostat-days-"));
const examples = join(root, "examples/lage-landen");
const patience = 400_000;

afterAll(() => {
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true, force: true });
});

async function lived(name: string): Promise<DayVerdict> {
  const { code, verdict } = await liveDay(name, join(folder, name));
  expect([code, verdict.breaches]).toEqual([0, []]);
  return verdict;
}

/** What the store of a lived day holds in one field. */
async function answers(name: string, influxql: string): Promise<readonly string[]> {
  const { code, stdout, stderr } = await homeostat("query", influxql, "--json", "--data", join(folder, name, "data"));
  if (code !== 0) throw new Error(stderr);
  const { results } = JSON.parse(stdout) as { results: { series?: { values: [number, string][] }[] }[] };
  return results[0]?.series?.[0]?.values.map(([, text]) => text) ?? [];
}

test("the oracle judges by the bands of the charters", () => {
  const ranges = readdirSync(examples)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => parse(readFileSync(join(examples, name), "utf8")))
    .filter(({ kind }) => kind === "site")
    .flatMap(({ site, charter }) =>
      Object.entries(
        charter.ranges as Record<string, { viable: object; healthy: object; target?: { winter: number } }>,
      ).map(([range, { viable, healthy, target }]) => ({
        site: site.id,
        range,
        viable,
        healthy,
        target: target?.winter,
      })),
    );
  const bands = JSON.parse(readFileSync(join(root, "test/soak/bands.json"), "utf8")) as readonly {
    readonly site: string;
    readonly range: string;
    readonly viable: object;
    readonly healthy: { readonly lo: number; readonly hi: number };
  }[];
  expect(bands.length).toBe(ranges.length);
  for (const { site, range, viable, healthy, target } of ranges) {
    const band = bands.find((one) => one.site === site && one.range === range);
    const around = healthy as { readonly below: number; readonly above: number };
    const agreed = target === undefined ? healthy : { lo: target - around.below, hi: target + around.above };
    expect(band).toMatchObject({ viable });
    for (const [side, value] of Object.entries(agreed)) {
      expect(band?.healthy[side as "lo" | "hi"]).toBeCloseTo(value as number, 9);
    }
  }
});

describe("by what its world really was, with something going wrong in it,", () => {
  test("a morning of lessons keeps what was agreed, and the site raises the alarm first", {
    timeout: patience,
  }, async () => {
    const { bands, alarms } = await lived("school-morning");
    expect(bands["school-de-linde site/co2-quarter"]?.highest).toBeGreaterThan(900);
    expect(alarms).toMatchObject([{ key: "site.fan-failed", afterSeconds: expect.any(Number) }]);
  });

  test("so does the evening of a street whose battery is needed", { timeout: patience }, async () => {
    const { bands, alarms } = await lived("street-evening");
    expect(bands["buurtaccu-de-meent battery/soc"]?.lowest).toBeLessThan(55);
    expect(alarms).toMatchObject([{ key: "battery.foreign-writer", afterSeconds: expect.any(Number) }]);
  });

  test("so do hours of rain in a polder with a pump that trips", { timeout: patience }, async () => {
    const { bands, alarms } = await lived("polder-rain");
    expect(bands["gemaal-oostpolder site/level-inside"]?.count).toBeGreaterThan(700);
    expect(alarms).toMatchObject([{ key: "pump-1.pump-failed", afterSeconds: expect.any(Number) }]);
  });

  test("every reason that its gateways and its region gave is told in Dutch too", { timeout: patience }, async () => {
    vi.stubGlobal("navigator", { languages: ["nl"] });
    const said: string[] = [];
    for (const name of ["school-morning", "street-evening", "polder-rain"]) {
      for (const measurement of ["decision", "gap"]) {
        said.push(...(await answers(name, `SELECT reason FROM ${measurement}`)));
      }
    }
    expect(said.length).toBeGreaterThan(200);
    expect([...new Set(said.flatMap(untold))]).toEqual([]);
  });

  test("the oracle names each breach that is planted", { timeout: patience }, async () => {
    const place = join(folder, "polder-rain");
    const spec = JSON.parse(readFileSync(join(place, "spec.json"), "utf8"));
    const [fault] = spec.faults;
    const truth = join(place, "truth.jsonl");
    const site = "gemaal-oostpolder";
    writeFileSync(
      truth,
      readFileSync(spec.truth[site], "utf8").replace(/"levelInside":-2\.4\d*/, '"levelInside":-1.8'),
    );
    const journal = join(place, "journal.jsonl");
    writeFileSync(journal, `${JSON.stringify({ site, key: "pump-1.pump-failed", at: fault.from + 1_000 })}\n`);
    const [band] = spec.bands;
    const planted: readonly (readonly [what: object, told: string])[] = [
      [{ truth: { [site]: truth } }, "-1.8 is outside of viable -2.65 to -1.85"],
      [{ truth: { [site]: truth } }, "-1.8 is outside of healthy -2.45 to -2.35"],
      [{ bands: [{ ...band, healthy: { lo: -2.45, hi: -2.38 } }] }, "is outside of healthy -2.45 to -2.38"],
      [{ faults: [] }, "stop of vfd-1 at 2026-02-11T23:30:00.000Z was not scripted"],
      [{ faults: [] }, "pump-1.pump-failed was raised at"],
      [
        { faults: [fault, { ...fault, kind: "local" }] },
        "local of vfd-1 at 2026-02-11T23:30:00.000Z is not in the truth",
      ],
      [{ faults: [{ ...fault, alarm: { ...fault.alarm, within: 1_000 } }] }, "instead of 1 s"],
      [{ faults: [{ ...fault, alarm: { ...fault.alarm, key: "level-hi" } }] }, "was never raised"],
      [{ journal }, "the region told of it at 2026-02-11T23:30:01.000Z"],
      [{ books: [{ site, boots: [{ stored: 5, unexplained: 2 }] }] }, "2 readings are unexplained"],
      [{ to: spec.to + 600_000 }, "lines of its plant"],
    ];
    for (const [what, told] of planted) {
      const file = join(place, "planted.json");
      writeFileSync(file, JSON.stringify({ ...spec, ...what }));
      const { code, verdict } = await judgeDay(file);
      expect([code, verdict.breaches]).toEqual([1, expect.arrayContaining([expect.stringContaining(told)])]);
    }
  });
});
