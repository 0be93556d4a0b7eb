import { describe, expect, test } from "vitest";
import { faultsIn, polder, polderPath, siteTools } from "../../test/support/polder-file.ts";
import { checkSite, loadSite } from "./load-site.ts";

describe("the polder", () => {
  const loaded = loadSite(polderPath, siteTools);
  const engine = loaded.ok ? loaded.value.engine : undefined;

  test("has no faults", () => {
    expect(loaded.ok ? [] : loaded.error).toEqual([]);
  });

  test("durations are milliseconds, quantities numbers in their unit", () => {
    const pump = engine?.actuators["pump-1"];
    expect(pump).toMatchObject({
      form: "speed",
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
  const messages = faultsIn(broken).map(({ message }) => message);
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
  const messages = faultsIn(broken).map(({ message, hint }) => [message, hint]);
  expect(messages).toEqual([
    ["`io/door` cannot be toggled", undefined],
    ["there is no part to watch `drivers`", "did you mean `drives`?"],
  ]);
});

test("a condition that hides an alarm names what exists, at its place in the file", () => {
  const broken = polder.replace("locked('person-at-work')\"", "locked('person-at-wrok')\"");
  const at = broken.split("\n").findIndex((line) => line.includes("wrok")) + 1;
  expect(faultsIn(broken)).toMatchObject([
    {
      line: at,
      column: (broken.split("\n")[at - 1] ?? "").indexOf("'person") + 1,
      path: "charter.alarms.door-open.suppressedWhen",
      message: "no interlock or actuator `person-at-wrok`",
      hint: "did you mean `person-at-work`?",
    },
  ]);
});

test("a lock holds what exists, and nothing that warns people", () => {
  const lock = (actuators: string) => `interlocks:\n  work: { lock: true, refuse: [start], actuators: ${actuators} }`;
  const faults = (text: string) =>
    faultsIn(polder.replace("interlocks:", text)).map(({ path, message }) => [path, message]);
  expect(faults(lock("[pump-1, pump-2]"))).toEqual([]);
  expect(faults(lock("[pump-1, siren, start-horn, pump-3]"))).toEqual([
    ["interlocks.work.actuators.1", "`siren` warns people: no lock holds it back"],
    ["interlocks.work.actuators.2", "`start-horn` warns people: no lock holds it back"],
    ["interlocks.work.actuators.3", "there is no actuator `pump-3`"],
  ]);
  expect(faults(lock("[pump-1], whenUnknown: act").replace("start]", "stop]"))).toEqual([
    ["interlocks.work.refuse.0", "`stop` is not one of the choices"],
    ["interlocks.work.whenUnknown", "unknown key `whenUnknown`"],
  ]);
});

test("an exercise fits into its hours and its pause, by conditions that name what exists", () => {
  const exercise = (words: string) => {
    const text = polder.replace(/exercise: \{[^}]*\}/, `exercise: { ${words} }`);
    // The second pump is like the first, and its faults are the same.
    return faultsIn(text).flatMap(({ path, message }) =>
      path?.startsWith("actuators.pump-1.exercise") === true ? [`${path.split(".").at(-1)}: ${message}`] : [],
    );
  };
  expect(exercise(`every: 14d, for: 59min, between: ["23:30", "00:30"]`)).toEqual([]);
  expect(exercise(`every: 14d, for: 1h, between: ["23:30", "00:30"]`)).toEqual([
    "between: 3610s with its warning do not fit into 1h",
  ]);
  expect(exercise(`every: 1h, for: 1h, between: ["09:00", "15:00"]`)).toEqual(["for: 1h are not shorter than 1h"]);
  expect(exercise(`every: 14d, for: 2min, between: ["09:00", "15:00"], when: "v('site/levl')"`)).toEqual([
    "when: no variable `site/levl`",
  ]);
  expect(exercise(`every: 14d, for: 2min, between: ["9:00", "15:00"]`)).toEqual([
    "between: `9:00` is not a time of day",
  ]);
});

test("a pump whose discharge is worked out has a curve", () => {
  expect(faultsIn(polder.replace(/\n *curve: .*/, "")).map(({ message }) => message)).toEqual([
    "`pump-1` has no curve",
    "`pump-2` has no curve",
  ]);
});

test.each([
  // What both gauges of the level can read: -4 to -1 m.
  ["lo: -2.65", "lo: -4.00", "the instrument reads from -4: it cannot see this bound crossed"],
  ["hi: -1.85", "hi: -1.00", "the instrument reads up to -1: it cannot see this bound crossed"],
])("an instrument that reads just up to a bound does not see it crossed: %s as %s", (bound, end, message) => {
  expect(faultsIn(polder.replace(bound, end)).map((fault) => fault.message)).toContain(message);
});

test("a permanent range is looked at again and never expires; its fall is one that a reflex could exceed", () => {
  const faults = (from: string | RegExp, to: string) =>
    faultsIn(polder.replace(from, to)).map(({ path, message, hint }) => [path?.split(".").at(-1), message, hint]);
  expect(faults(/expires: never/, 'expires: "2026-01-01"')).toEqual([
    [
      "expires",
      "a range of the charter is permanent: it has a successor, or it stays",
      "say by `review` when it is looked at again; only deviations expire, and there are none yet",
    ],
  ]);
  expect(faults(/ +review: .*\n/, "")).toEqual([
    ["expires", "a range that never expires is looked at again some day", undefined],
  ]);
  expect(faults("below: target }", "below: healthy }").map(([path]) => path)).toEqual(["below"]);
  expect(faults("effect: lowers", "effect: raises").map(([, message]) => message)).toContain(
    "no staged reflex lowers `site/level-inside`: nothing would be limited",
  );
});

test("a missing curve file is told where it is named", () => {
  const checked = checkSite("elsewhere/site.yaml", polder, siteTools);
  expect(checked.ok).toBe(false);
  const [fault] = checked.ok ? [] : checked.error;
  expect(fault?.path).toBe("actuators.pump-1.curve");
  expect(fault?.message).toContain("elsewhere/maps/pump-oost.csv cannot be read: there is no such file");
});
