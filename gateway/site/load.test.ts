import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../core/config/fault.ts";
import { readTextFile } from "../../core/io/files.ts";
import { compile } from "../../rules/engine/compile.ts";
import { checkRegion } from "../../rules/region/load.ts";
import { drivers } from "../drivers/index.ts";
import { checkReplay, loadReplay, recordedFilePlaces } from "./load-replay.ts";
import { checkSite, loadSite } from "./load-site.ts";

const tools = { read: readTextFile, drivers };
const textOf = (file: string) => {
  const text = readTextFile(file);
  if (!text.ok) throw new Error(text.error);
  return text.value;
};
const polder = textOf("examples/polder/site.yaml");
const sitePath = "examples/polder/site.yaml";

describe("the polder", () => {
  const loaded = loadSite(sitePath, tools);
  const engine = loaded.ok ? loaded.value.engine : undefined;

  test("has no faults", () => {
    expect(loaded.ok ? [] : loaded.error).toEqual([]);
  });

  test("durations are milliseconds, quantities numbers in their unit", () => {
    const pump = engine?.actuators["pump-1"];
    expect(pump).toMatchObject({
      form: "device",
      minOn: 120_000,
      stagger: 20_000,
      speed: { min: 65, max: 100, ramp: 2 },
    });
    expect(loaded.ok && loaded.value.file.spool).toEqual({
      size: 4e9,
      commit: 1000,
      reserve: 5,
      whenFull: "drop-oldest",
    });
  });

  test("`like` makes the second pump from the first", () => {
    expect(engine?.actuators["pump-2"]).toMatchObject({ device: "vfd-2", selector: "vfd-2/remote", minOff: 60_000 });
  });

  test("points carry what their maps know", () => {
    expect(engine?.points["gauge-in-a/p1"]).toMatchObject({ unit: "bar", type: "number", writable: false });
    expect(engine?.points["io/siren"]).toMatchObject({ unit: "bool", type: "boolean", writable: true });
    expect(engine?.points["io/rain-tips"]).toMatchObject({ wrapsAt: 4_294_967_296 });
  });

  test("the pump curve gives 0.53 m3/s at 1.6 m and full speed", () => {
    const point = engine?.curves["pump-1"]?.find(({ head, speed }) => head === 1.6 && speed === 100);
    expect(point?.discharge).toBeCloseTo(0.53, 3);
  });
});

test("all faults of a file are told at once, also behind one another", () => {
  const broken = polder
    .replace("unitId: 11", "unitId: many")
    .replace("minOn: 2min", "minOn: 5")
    .replace("when: \"v('io/float-low')\"", "when: \"v('io/float-lwo')\"")
    .replace("\n      priority: critical", "\n      priorty: critical")
    .replace("actuator: siren", "actuator: sirene");
  const checked = checkSite(sitePath, broken, tools);
  const messages = (checked.ok ? [] : checked.error).map(({ message }) => message);
  expect(messages).toEqual([
    "`many` is text",
    "5 has no unit",
    "no variable `io/float-lwo`",
    "the key `priority` is missing",
    "unknown key `priorty`",
    "there is no actuator `sirene`",
  ]);
});

test("a watchdog watches what exists and toggles a contact", () => {
  const broken = polder
    .replace("output: io/alive", "output: io/door")
    .replace("[scan, spool, drives]", "[scan, spool, drivers]");
  const checked = checkSite(sitePath, broken, tools);
  const messages = (checked.ok ? [] : checked.error).map(({ message, hint }) => [message, hint]);
  expect(messages).toEqual([
    ["`io/door` cannot be toggled", undefined],
    ["there is no part to watch `drivers`", "did you mean `drives`?"],
  ]);
});

test("a pump whose discharge is worked out has a curve", () => {
  const checked = checkSite(sitePath, polder.replace(/\n *curve: .*/, ""), tools);
  expect((checked.ok ? [] : checked.error).map(({ message }) => message)).toEqual([
    "`pump-1` has no curve",
    "`pump-2` has no curve",
  ]);
});

test.each([
  // What both gauges of the level can read: -4 to -1 m.
  ["lo: -2.65", "lo: -4.00", "the instrument reads from -4: it cannot see this bound crossed"],
  ["hi: -1.85", "hi: -1.00", "the instrument reads up to -1: it cannot see this bound crossed"],
])("an instrument that reads just up to a bound does not see it crossed: %s as %s", (bound, end, message) => {
  const checked = checkSite(sitePath, polder.replace(bound, end), tools);
  expect((checked.ok ? [] : checked.error).map((fault) => fault.message)).toContain(message);
});

test("a missing curve file is told where it is named", () => {
  const checked = checkSite("elsewhere/site.yaml", polder, tools);
  expect(checked.ok).toBe(false);
  const [fault] = checked.ok ? [] : checked.error;
  expect(fault?.path).toBe("actuators.pump-1.curve");
  expect(fault?.message).toContain("elsewhere/maps/pump-oost.csv cannot be read: there is no such file");
});

test("what passes the check compiles: words of the file swapped at random", () => {
  const words = [...new Set(polder.match(/[a-z0-9][a-z0-9/.-]+/g))];
  const swap = fc.tuple(fc.constantFrom(...words), fc.constantFrom(...words), fc.nat(5));
  let passed = 0;
  fc.assert(
    fc.property(swap, ([from, to, nth]) => {
      const parts = polder.split(from);
      const at = 1 + (nth % (parts.length - 1));
      const text = parts.slice(0, at).join(from) + to + parts.slice(at).join(from);
      const checked = checkSite(sitePath, text, tools);
      if (!checked.ok) return;
      passed += 1;
      expect(() => compile(checked.value.engine)).not.toThrow();
    }),
    { numRuns: 120 },
  );
  expect(passed).toBeGreaterThan(0);
});

describe("the replay map", () => {
  const loaded = loadReplay("examples/environment-agency.yaml", tools);

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

test("nobody has a turn in the rota of a role that is not theirs", () => {
  const text = textOf("examples/polder/region.yaml").replace(
    "Officer B, roles: [duty-officer]",
    "Officer B, roles: [crew]",
  );
  const checked = checkRegion("region.yaml", text);
  expect((checked.ok ? [] : checked.error).map(({ message }) => message)).toEqual([
    "`officer-b` does not have the role `duty-officer`",
  ]);
});

describe("a file changed at random never throws", () => {
  const placed = (faults: readonly Fault[]) => faults.every(({ line, column }) => line >= 1 && column >= 1);
  const mutated = (text: string) =>
    fc
      .tuple(
        fc.nat(text.length),
        fc.nat(60),
        fc.oneof(
          fc.string({ maxLength: 12 }),
          fc.constantFrom(": ", "{", "}", "[", "]", "\n", '"', "'", "&a", "*a", "#", "|", ",", "- "),
        ),
      )
      .map(([at, cut, insert]) => text.slice(0, at) + insert + text.slice(at + cut));

  test("site", () => {
    fc.assert(
      fc.property(mutated(polder), (text) => {
        const checked = checkSite(sitePath, text, tools);
        expect(checked.ok || (checked.error.length > 0 && placed(checked.error))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("region", () => {
    fc.assert(
      fc.property(mutated(textOf("examples/polder/region.yaml")), (text) => {
        const checked = checkRegion("region.yaml", text);
        expect(checked.ok || (checked.error.length > 0 && placed(checked.error))).toBe(true);
      }),
      { numRuns: 120 },
    );
  });

  test("replay", () => {
    fc.assert(
      fc.property(mutated(textOf("examples/environment-agency.yaml")), (text) => {
        const checked = checkReplay("replay.yaml", text);
        expect(checked.ok || (checked.error.length > 0 && placed(checked.error))).toBe(true);
      }),
      { numRuns: 120 },
    );
  });
});
