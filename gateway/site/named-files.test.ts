import { describe, expect, test } from "vitest";
import { err, ok } from "../../core/result.ts";
import { drivers } from "../drivers/index.ts";
import { checkSite } from "./load-site.ts";

const site = `
homeostat: 1
kind: site
site: { id: street, region: lage-landen, name: Street, commons: [energy], timeZone: Europe/Amsterdam }
uplink: { brokers: [{ url: "mqtt://localhost", credentialFile: b.json }] }
buses: { lan: { tcp: "10.0.8.20:502" } }
devices:
  charger-1: { driver: modbus, bus: lan, unitId: 31, map: maps/charger.yaml }
  charger-2: { like: charger-1, unitId: 32 }
variables:
  charger-1/current: { commons: energy, unit: A }
charter: { version: 1 }
`;
const map = `
homeostat: 1
kind: map
source: Manual 1.2, page 4
points:
  setpoint: { register: holdingRegister, address: 0, type: uint16, scale: 0.1, unit: A, write: true }
  current:  { register: inputRegister, address: 0, type: uint16, scale: 0.1, unit: A }
`;

/** The site of `examples/street.yaml` beside a map; `undefined`: that file is not there. */
function check(text: string | undefined, written = site) {
  const read = (file: string) =>
    file === "examples/maps/charger.yaml" && text !== undefined ? ok(text) : err(`no such file: ${file}`);
  return checkSite("examples/street.yaml", written, { read, drivers });
}

function faults(text: string | undefined, written = site): readonly string[] {
  const checked = check(text, written);
  return (checked.ok ? [] : checked.error).map(
    ({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`,
  );
}

describe("a map in a file of its own", () => {
  test("is as if it stood in the site file, for every device that names it", () => {
    const checked = check(map);
    const points = checked.ok ? checked.value.engine.points : {};
    expect(Object.keys(points)).toEqual([
      "charger-1/setpoint",
      "charger-1/current",
      "charger-2/setpoint",
      "charger-2/current",
    ]);
    expect(points["charger-2/setpoint"]).toMatchObject({ unit: "A", writable: true });
  });

  test("that is not there is the fault of who names it", () => {
    const [first = ""] = faults(undefined);
    expect(first).toMatch(/^examples\/street\.yaml:8:59: examples\/maps\/charger\.yaml cannot be read: no such file/);
  });

  test.each([
    ["an unknown key", "scale: 0.1, unit: A }", "scal: 0.1, unit: A }", "7:66: unknown key `scal`"],
    [
      "two points at one address",
      "inputRegister, address: 0",
      "holdingRegister, address: 0",
      "7:51: holdingRegister 0",
    ],
    ["another kind of file", "kind: map", "kind: site", "3:7: "],
    ["no points", map.slice(map.indexOf("\n  setpoint")), " {}", "5:1: there are no points"],
    ["broken notation", "uint16, scale: 0.1, unit: A }", "uint16", ""],
  ])("is told of by its own lines, once: %s", (_what, from, to, expected) => {
    const found = faults(map.replace(from, to));
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toContain(`examples/maps/charger.yaml:${expected}`);
    expect(new Set(found).size).toBe(found.length);
    expect(found.every((fault) => fault.startsWith("examples/maps/"))).toBe(true);
  });

  test("is not taken for a shipped one: a word that is none is told with the words there are", () => {
    const [first = ""] = faults(map, site.replace("maps/charger.yaml", "charger"));
    expect(first).toContain("there is no map `charger`");
  });
});
