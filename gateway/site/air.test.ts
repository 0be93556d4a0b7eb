import { describe, expect, test } from "vitest";
import { drivers } from "../drivers/index.ts";
import { checkSite } from "./load-site.ts";

const tools = { read: () => ({ ok: false, error: "no files here" }) as const, drivers };

/** A class room in the words of a site file. */
const room = `
homeostat: 1
kind: site
site: { id: school, region: lage-landen, name: School, commons: [air], timeZone: Europe/Amsterdam }
uplink: { brokers: [{ url: "mqtt://localhost", credentialFile: b.json }] }
buses:
  lan: { tcp: "10.0.8.20:502" }
devices:
  air:
    driver: modbus
    bus: lan
    unitId: 1
    poll: 2s
    map:
      co2: { register: inputRegister, address: 0, type: uint16, unit: "[ppm]" }
      inside: { register: inputRegister, address: 1, type: uint16, unit: ug/m3 }
      outside: { register: inputRegister, address: 2, type: uint16, unit: ug/m3 }
      filter: { register: coil, address: 1, type: bool, write: true }
      run: { register: coil, address: 0, type: bool, write: true }
      setpoint: { register: holdingRegister, address: 0, type: uint16, scale: 0.1, unit: "%", write: true }
      running: { register: discreteInput, address: 0, type: bool }
      ready: { register: discreteInput, address: 1, type: bool }
      fault: { register: discreteInput, address: 2, type: bool }
      remote: { register: discreteInput, address: 3, type: bool }
      actual: { register: inputRegister, address: 3, type: uint16, scale: 0.1, unit: "%" }
variables:
  site/co2-quarter: { commons: air, unit: "[ppm]", from: { mean: air/co2, window: 15min, atLeast: 75 % } }
  site/dust-day: { commons: air, unit: ug/m3, from: { mean: air/outside, window: 24h, atLeast: 75 % } }
actuators:
  fan:
    device: air
    class: B
    speed: { min: 20 %, max: 100 %, ramp: 5 %/s }
    readBack: { running: 15s }
    link: { reassert: 10s }
    safeState: run
  filter: { output: air/filter, class: B, safeState: stop }
charter:
  version: 1
  ranges:
    site/co2-quarter: { viable: { hi: 2000 }, healthy: { hi: 1200 }, owner: o, basis: b }
    site/dust-day: { viable: { hi: 25 }, healthy: { hi: 15 }, owner: o, basis: b }
  reflexes:
    breathe:
      kind: ventilate
      layer: homeostasis
      actuators: [fan, filter]
      serve: [site/co2-quarter, { inside: air/inside, outside: air/outside }]
      rule: worst-margin-first
      atLeast: { when: "v('air/co2') > 1800.0", fan: 60 % }
      prefer: filter
      whenInputBad: [{ do: hold, for: 10min }, { do: safeState }]
`;

/** What is wrong after some words were replaced: what stands at the line and column of each fault, and its message. */
function faults(from: string, to: string): string[] {
  if (!room.includes(from)) throw new Error(`the file has no ${from}`);
  const text = room.replace(from, to);
  const checked = checkSite("room.yaml", text, tools);
  return (checked.ok ? [] : checked.error).map(({ line, column, message }) => {
    const place = text.split("\n")[(line ?? 0) - 1]?.slice((column ?? 0) - 1) ?? "";
    return `${place.split(/ *[,}\]]/)[0]}: ${message}`;
  });
}

describe("a ventilating reflex", () => {
  test("has no faults as it stands, and needs neither `prefer` nor `atLeast`", () => {
    expect(faults("version: 1", "version: 2")).toEqual([]);
    expect(faults("      prefer: filter\n", "").map((fault) => fault.split(":")[0])).toEqual(["filter"]);
    expect(faults("[fan, filter]", "[fan]").length).toBe(1);
  });

  test.each([
    [
      "what exists",
      "[site/co2-quarter, {",
      "[site/co2, {",
      ["site/co2: there is no variable or device point `site/co2`"],
    ],
    [
      "breath that has a range",
      "[site/co2-quarter, {",
      "[air/co2, {",
      ["air/co2: `air/co2` has no range to keep it in"],
    ],
    [
      "dust that has a range, or a mean that has",
      "mean: air/outside",
      "mean: air/co2",
      ["air/co2: `air/co2` is in [ppm]", "air/outside: `air/outside` has no range to keep it in"],
    ],
    [
      "dust in one unit",
      "inside: air/inside",
      "inside: air/co2",
      ["air/co2: `air/co2` is in [ppm], `air/outside` in ug/m3"],
    ],
    ["breath and dust", "serve: [site/co2-quarter, {", "serve: [{", undefined],
  ])("serves %s", (_, from, to, expected) => {
    const found = faults(from, to);
    if (expected === undefined) expect(found.length).toBeGreaterThan(0);
    else expect(found).toEqual(expected);
  });

  test("moves fans, and prefers a contact among its actuators", () => {
    expect(faults("prefer: filter", "prefer: fan")).toEqual([
      "filter: `filter` has no speed",
      "fan: `fan` is not a contact",
    ]);
    expect(faults("prefer: filter", "prefer: filtre").at(-1)).toBe(
      "filtre: there is no actuator of this reflex `filtre`",
    );
  });

  test("has a fan", () => {
    expect(faults("[fan, filter]", "[filter]")).toEqual(["actuators: [filter: none of these brings outside air"]);
  });

  test("asks no less of a fan than its least speed", () => {
    expect(faults("fan: 60 %", "fan: 20 %")).toEqual([]);
    expect(faults("fan: 60 %", "fan: 10 %")).toEqual(["10 %: 10 % is below the least speed of `fan`"]);
  });

  test("lets the fan rise inside the healthy band, or not at all", () => {
    const rise = (from: number) => `rule: worst-margin-first\n      riseFrom: ${from}`;
    expect(faults("rule: worst-margin-first", rise(800))).toEqual([]);
    expect(faults("rule: worst-margin-first", rise(1200))).toEqual([
      "1200: the fan cannot rise from 1200 to its highest",
    ]);
  });

  test("has a condition that means something", () => {
    expect(faults("v('air/co2') > 1800.0", "v('air/co3') > 1800.0").length).toBe(1);
  });
});
