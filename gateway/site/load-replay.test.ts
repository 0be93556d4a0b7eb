import { describe, expect, test } from "vitest";
import { compile } from "../../rules/engine/compile/compile.ts";
import { siteTools } from "../../test/support/polder-file.ts";
import { loadReplay, recordedFilePlaces } from "./load-replay.ts";

describe("the replay map", () => {
  const loaded = loadReplay("examples/environment-agency.yaml", siteTools);

  test("compiles", () => {
    expect(loaded.ok && compile(loaded.value.engine).alarms.length).toBeGreaterThan(0);
  });

  test("names four gauges and one alarm", () => {
    expect(loaded.ok && Object.keys(loaded.value.engine.points)).toEqual([
      "hebden-bridge/level",
      "callis-bridge/level",
      "gorple/rain",
      "bacup/rain",
    ]);
    expect(loaded.ok && loaded.value.file.alarms["hebden-bridge-high"]).toMatchObject({ limit: 0.25, onDelay: 0 });
  });

  test("recorded files are looked for in the data folder, then beside the map", () => {
    expect(recordedFilePlaces("maps/a.yaml", "x.csv", "/data/")).toEqual(["/data/x.csv", "maps/x.csv"]);
    expect(recordedFilePlaces("maps/a.yaml", "x.csv", undefined)).toEqual(["maps/x.csv"]);
  });
});
