import { describe, expect, it } from "vitest";
import { worldKinds } from "../../simulators/worlds/index.ts";
import { checkFaultScript, dated } from "./fault-script.ts";

const header = "homeostat: 1\nkind: faults\nfaults:\n";
const sites = [
  { site: "gemaal", devices: worldKinds["polder"]?.devices ?? [] },
  { site: "school", devices: worldKinds["airshed"]?.devices ?? [] },
];
const found = (...lines: readonly string[]) => {
  const read = checkFaultScript("f.yaml", header + lines.map((line) => `  - { ${line} }\n`).join(""), sites);
  return read.ok ? [] : read.error.map(({ line, column, message }) => [line, column, message]);
};

describe("a fault script", () => {
  it("gives each fault its moments, from the beginning or by the clock", () => {
    const text = [
      "  - { at: 90min, site: gemaal, device: vfd-1, kind: stop, for: 30min }\n",
      '  - { at: "2026-02-12T08:30:00+01:00", site: school, device: co2, kind: lie, amount: -300 }\n',
    ];
    const read = checkFaultScript("f.yaml", header + text.join(""), sites);
    const start = Date.UTC(2026, 1, 12);
    expect(read.ok && dated(read.value, start)).toEqual([
      { at: start + 5_400_000, site: "gemaal", device: "vfd-1", kind: "stop", until: start + 7_200_000 },
      { at: start + 27_000_000, site: "school", device: "co2", kind: "lie", until: undefined, amount: -300 },
    ]);
  });

  it.each([
    ["a site that is not simulated", "at: 1h, site: gemal, device: vfd-1, kind: stop", [4, 21, "no simulated site"]],
    ["a device of another site", "at: 1h, site: school, device: vfd-1, kind: stop", [4, 37, "no simulated device"]],
    [
      "a fault the device cannot have",
      "at: 1h, site: gemaal, device: vfd-1, kind: fire",
      [4, 50, "knows no fault `fire`"],
    ],
    ["a word that is no fault", "at: 1h, site: gemaal, device: vfd-1, kind: stopp", [4, 50, "`stopp` is not one"]],
    ["a bare number", "at: 60, site: gemaal, device: vfd-1, kind: stop", [4, 11, "`60` is a number"]],
    ["a time without an offset", 'at: "2026-02-12T08:30", site: gemaal, device: vfd-1, kind: stop', [4, 11, "neither"]],
    ["no length", "at: 1h, for: 0s, site: gemaal, device: vfd-1, kind: stop", [4, 20, "this duration is zero"]],
    ["an unknown key", "at: 1h, till: 2h, site: gemaal, device: vfd-1, kind: stop", [4, 15, "unknown key `till`"]],
  ])("with %s is told its place", (_, line, [row, column, words]) => {
    expect(found(line)).toEqual([[row, column, expect.stringContaining(String(words))]]);
  });
});
