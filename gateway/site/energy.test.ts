import { describe, expect, test } from "vitest";
import { drivers } from "../drivers/index.ts";
import { checkSite } from "./load-site.ts";

const tools = { read: () => ({ ok: false, error: "no files here" }) as const, drivers };

/** A street with a shared connection, in the words of a site file. */
const street = `
homeostat: 1
kind: site
site: { id: street, region: lage-landen, name: Street, commons: [energy], timeZone: Europe/Amsterdam }
uplink: { brokers: [{ url: "mqtt://localhost", credentialFile: b.json }] }
buses:
  lan: { tcp: "10.0.8.20:502" }
devices:
  grid:
    driver: modbus
    bus: lan
    unitId: 1
    poll: 1s
    map:
      power: { register: inputRegister, address: 0, type: float32, unit: W }
      current-l1: { register: inputRegister, address: 2, type: float32, unit: A }
      current-l2: { register: inputRegister, address: 4, type: float32, unit: A }
  battery:
    driver: modbus
    bus: lan
    unitId: 2
    poll: 1s
    map:
      power: { register: inputRegister, address: 0, type: int32, unit: W }
      soc: { register: inputRegister, address: 2, type: uint16, scale: 0.1, unit: "%" }
      temp: { register: inputRegister, address: 3, type: int16, scale: 0.1, unit: Cel }
      setpoint: { register: holdingRegister, address: 0, type: int32, unit: W, write: true }
  charger-1:
    driver: modbus
    bus: lan
    unitId: 3
    poll: 2s
    map:
      current: { register: inputRegister, address: 0, type: uint16, scale: 0.1, unit: A }
      setpoint: { register: holdingRegister, address: 0, type: uint16, scale: 0.1, unit: A, write: true }
variables:
  site/power: { commons: energy, unit: kW, from: { cel: "v('grid/power') / 1000.0" } }
  site/power-quarter: { commons: energy, unit: kW, from: { meanOfQuarterHour: site/power } }
  site/power-day: { commons: energy, unit: kW, from: { mean: site/power, window: 24h, atLeast: 75 % } }
  site/current-worst: { commons: energy, unit: A, from: { maxOf: [grid/current-l1, grid/current-l2] } }
actuators:
  battery:
    device: battery
    class: A
    power: { min: -100 kW, max: 100 kW, ramp: 20 kW/s }
    limits: { soc: { lo: 10 %, hi: 95 %, from: battery/soc }, cellTemperature: { lo: 2 Cel, hi: 45 Cel, from: battery/temp } }
    readBack: { power: { within: 3 kW, after: 5s } }
    link: { reassert: 10s, lease: 30s, lost: idle }
    safeState: idle
  charger-1:
    device: charger-1
    class: B
    current: { min: 6 A, max: 16 A, step: 1 A, offBelow: 6 A }
    phases: 3
    minOn: 5min
    minOff: 5min
    settle: 15s
    link: { reassert: 20s, lease: 60s, lost: { current: 6 A } }
    safeState: { current: 6 A }
interlocks:
  grid-lost: { when: "v('grid/power') < -900000.0", whenUnknown: act, force: idle, actuators: [battery] }
  person-at-work: { lock: true, refuse: [charge, discharge], actuators: [battery] }
charter:
  version: 1
  ranges:
    site/power-quarter:
      { viable: { lo: -150, hi: 150 }, healthy: { lo: -130, hi: 130 }, owner: Co-op, basis: Contract 2026-117 }
  reflexes:
    keep-contract:
      kind: dispatch
      layer: homeostasis
      input: site/power-quarter
      aim: { hi: 130, lo: -130 }
      use: [battery, charger-1]
      reserve: { soc: 30 % }
      cycle: 2s
      whenInputBad: [{ do: hold, for: 30s }, { do: safeState }]
`;

/** What is wrong after some words were replaced: the line and column of each fault, and its message. */
function faults(...swaps: readonly (readonly [string, string])[]): string[] {
  const text = swaps.reduce((held, [from, to]) => {
    if (!held.includes(from)) throw new Error(`the file has no ${from}`);
    return held.replace(from, to);
  }, street);
  const checked = checkSite("street.yaml", text, tools);
  return (checked.ok ? [] : checked.error).map(({ line, column, message }) => {
    const place = text.split("\n")[(line ?? 0) - 1]?.slice((column ?? 0) - 1) ?? "";
    return `${place.split(/ *[,}\]]/)[0]}: ${message}`;
  });
}

test("the street has no faults", () => {
  expect(faults()).toEqual([]);
});

describe("a mean and a maximum", () => {
  test("are made of what exists, once each", () => {
    expect(faults(["meanOfQuarterHour: site/power", "meanOfQuarterHour: site/powr"])).toEqual([
      "site/powr: there is no variable or device point `site/powr`",
    ]);
    expect(faults(["maxOf: [grid/current-l1, grid/current-l2]", "maxOf: [grid/current-l1, grid/current-l1]"])).toEqual([
      "grid/current-l1: `grid/current-l1` stands in this list twice",
    ]);
  });

  test("have the unit of what they are made of", () => {
    expect(faults(["meanOfQuarterHour: site/power", "meanOfQuarterHour: grid/power"])).toEqual([
      "grid/power: `grid/power` is in W",
    ]);
    expect(faults(["grid/current-l2] }", "grid/power] }"])).toEqual(["grid/power: `grid/power` is in W"]);
  });

  test("a sliding mean is of what exists, in its unit, over a window that can be kept", () => {
    const mean = (from: string, to: string) => faults([`mean: site/power, ${from}`, to]);
    expect(mean("", "mean: site/powr, ")).toEqual(["site/powr: there is no variable or device point `site/powr`"]);
    expect(mean("", "mean: grid/power, ")).toEqual(["grid/power: `grid/power` is in W"]);
    expect(mean("window: 24h", "mean: site/power, window: 10s")).toEqual(["10s: this window cannot be kept"]);
    expect(mean("window: 24h, atLeast: 75 %", "mean: site/power, window: 24h, atLeast: 0.75")).toEqual([
      "0.75: 0.75 has no unit",
    ]);
    expect(mean("window: 24h, atLeast: 75 %", "mean: site/power, window: 24h")).toEqual([
      "from: { mean: site/power: the key `atLeast` is missing",
    ]);
  });

  test("are not made of themselves", () => {
    const messages = faults(["meanOfQuarterHour: site/power", "meanOfQuarterHour: site/power-quarter"]);
    expect(messages).toEqual(["site/power-quarter: { commons: energy: `site/power-quarter` is worked out from itself"]);
  });
});

describe("an actuator with a setpoint", () => {
  test.each([
    ["a device that takes one", "    device: battery", "    device: grid", ["grid: it has no point `grid/setpoint`"]],
    [
      "in a unit that fits",
      "type: int32, unit: W, write",
      "type: int32, unit: A, write",
      ["battery: `battery/setpoint` is in A"],
    ],
    ["and can be written", ", unit: W, write: true", ", unit: W", ["battery: `battery/setpoint` cannot be written"]],
    [
      "a device that tells what it does",
      "      power: { register: inputRegister, address: 0, type: int32",
      "      powr: { register: inputRegister, address: 0, type: int32",
      ["battery: it has no point `battery/power`"],
    ],
    ["bounds around idle", "min: -100 kW", "min: 10 kW", ["10 kW: 10 kW to 100 kW"]],
    ["limits the right way round", "lo: 10 %", "lo: 96 %", ["96 %: lo 96 is not below hi 95"]],
    [
      "limits that something tells",
      "from: battery/soc",
      "from: battery/so",
      ["battery/so: there is no variable or device point `battery/so`"],
    ],
    ["limits in their unit", "from: battery/temp", "from: battery/soc", ["battery/soc: `battery/soc` is in %"]],
    [
      "amperes the right way round",
      "min: 6 A, max: 16 A",
      "min: 16 A, max: 16 A",
      ["16 A: min 16 A is not below max 16 A", "6 A: 6 A", "6 A: 6 A"],
    ],
    [
      "a step that meets its bounds",
      "step: 1 A",
      "step: 20 A",
      ["20 A: no multiple of 20 A lies between 6 A and 16 A"],
    ],
    [
      "a current it can have when the link is lost",
      "lost: { current: 6 A }",
      "lost: { current: 40 A }",
      ["40 A: 40 A"],
    ],
    ["one phase or three", "phases: 3", "phases: 2", ["2: `2` is not one of the choices"]],
    ["a pause below the least", "offBelow: 6 A", "offBelow: 7 A", ["7 A: 7 A is above min 6 A"]],
    ["a safe state it can do", "safeState: { current: 6 A }", "safeState: { current: 3 A }", ["3 A: 3 A"]],
    [
      "a lease with room for lost orders",
      "reassert: 10s, lease: 30s",
      "reassert: 15s, lease: 30s",
      ["15s: 15s is too close to the lease of 30s"],
    ],
    ["quantities with their units", "ramp: 20 kW/s", "ramp: 20 kW", ["20 kW: `kW` measures power, not powerRamp"]],
  ])("has %s", (_, from, to, expected) => {
    expect(faults([from, to])).toEqual(expected);
  });
});

describe("what overrules a setpoint", () => {
  const forced = (force: string) => faults(["force: idle", `force: ${force}`]);
  test("speaks in its terms", () => {
    expect(forced("-5 kW")).toEqual([]);
    expect(forced("stop")).toEqual(["stop: `battery` is a battery"]);
    expect(forced("6 A")).toEqual(["6 A: `battery` is a battery"]);
    expect(forced("halt")).toEqual(["halt: `halt` is not one of the choices"]);
  });

  test("a lock refuses what one of its actuators could do", () => {
    const lock = (words: string) => faults(["refuse: [charge, discharge], actuators: [battery]", words]);
    expect(lock("refuse: [start, charge], actuators: [battery, charger-1]")).toEqual([]);
    expect(lock("refuse: [start], actuators: [battery]")).toEqual(["start: none of its actuators could start"]);
    expect(lock("refuse: [discharge], actuators: [charger-1]")).toEqual([
      "discharge: none of its actuators could discharge",
    ]);
  });
});

describe("a dispatch reflex", () => {
  test.each([
    [
      "keeps what exists",
      "input: site/power-quarter",
      "input: site/power-quart",
      ["site/power-quart: there is no variable or device point `site/power-quart`"],
    ],
    ["keeps a power", "input: site/power-quarter", "input: battery/soc", ["battery/soc: `battery/soc` is in %"]],
    ["has an aim", "aim: { hi: 130, lo: -130 }", "aim: {}", ["aim: {: an aim needs an end"]],
    [
      "the right way round",
      "aim: { hi: 130, lo: -130 }",
      "aim: { hi: -130, lo: 130 }",
      ["130: lo 130 is above hi -130"],
    ],
    [
      "inside what was agreed",
      "aim: { hi: 130",
      "aim: { hi: 160",
      ["160: 160 is outside the viable range of `site/power-quarter`"],
    ],
    [
      "uses what exists",
      "use: [battery, charger-1]",
      "use: [battery, charger-2]",
      ["charger-2: there is no actuator `charger-2`"],
    ],
    [
      "uses each once",
      "use: [battery, charger-1]",
      "use: [battery, battery]",
      ["battery: `battery` stands in this list twice"],
    ],
    [
      "keeps a reserve where something tells",
      "use: [battery, charger-1]",
      "use: [charger-1]",
      ["30 %: nothing it uses says how full it is"],
    ],
    [
      "keeps one the battery has",
      "reserve: { soc: 30 % }",
      "reserve: { soc: 5 % }",
      ["5 %: 5 % is beyond the battery's limits"],
    ],
    [
      "runs no programme without its input",
      "{ do: hold, for: 30s }",
      "{ do: programme }",
      ["programme: `programme` is not one of the choices"],
    ],
    [
      "stands where it belongs",
      "layer: homeostasis",
      "layer: protection",
      ["protection: `protection` is not one of the choices"],
    ],
  ])("%s", (_, from, to, expected) => {
    expect(faults([from, to])).toEqual(expected);
  });

  test("is the only kind that moves a setpoint", () => {
    const onOff = "kind: on-off, layer: homeostasis, start: \"v('site/power') > 1.0\", stop: \"v('site/power') < 1.0\"";
    const more = `  reflexes:\n    simple: { ${onOff}, actuators: [battery] }`;
    expect(faults(["  reflexes:", more])).toEqual(["battery: `battery` is a battery"]);
  });
});

test("an alarm of conflict is about what is read back", () => {
  const texts = "priority: high, cause: c, consequence: q, response: r, timeToRespond: 30min";
  const alarm = (id: string) =>
    faults(["  reflexes:", `  alarms:\n    foreign-writer: { conflict: ${id}, ${texts} }\n  reflexes:`]);
  expect(alarm("battery")).toEqual([]);
  expect(alarm("charger-1")).toEqual(["charger-1: nothing is compared of `charger-1`"]);
  expect(alarm("batery")).toEqual(["batery: there is no actuator `batery`"]);
});
