import { describe, expect, it } from "vitest";
import { explain } from "../../../core/config/explain.ts";
import { unpackNote } from "../../../core/config/note.ts";
import { modbusConfig, shippedMaps } from "./config.ts";
import { modbusOverlaps } from "./overlaps.ts";
import { planReads } from "./plan.ts";

const at = (address: number, rest: object = {}) => ({ register: "holdingRegister", address, type: "uint16", ...rest });

function problems(config: unknown): string[] {
  const read = modbusConfig.safeParse(config, { error: explain });
  return (read.error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${unpackNote(message).message}`);
}

describe("modbus configuration", () => {
  it("accepts the shipped maps and a map written on the spot", () => {
    for (const map of Object.keys(shippedMaps)) expect(problems({ unitId: 1, map })).toEqual([]);
    expect(
      problems({ unitId: 247, map: { level: at(0), door: { register: "coil", address: 1, type: "bool" } } }),
    ).toEqual([]);
  });

  it.each([
    [{ unitId: 1, map: "keller-levels" }, ["map: there is no map `keller-levels`"]],
    [{ unitId: 0, map: "keller-level" }, ["unitId: `0` is out of range"]],
    [{ unitId: 1 }, ["map: missing"]],
    [
      { unitId: 1, map: { a: at(-1), b: at(70_000) } },
      ["map.a.address: `-1` is out of range", "map.b.address: `70000` is out of range"],
    ],
    [{ unitId: 1, map: { a: at(1, { type: "bit" }) } }, ["map.a.bit: missing"]],
    [{ unitId: 1, map: { a: at(1, { wordOrder: "CDAB" }) } }, ["map.a.wordOrder: type uint16 has no word order"]],
    [{ unitId: 1, map: { a: at(65_535, { type: "float32" }) } }, ["map.a.address: its second register would be 65536"]],
    [
      { unitId: 1, map: { a: { register: "inputRegister", address: 0, type: "uint16", write: true } } },
      ["map.a.write: `inputRegister` cannot be written"],
    ],
    [
      { unitId: 1, map: { a: { register: "coil", address: 0, type: "float32" } } },
      ["map.a.type: `coil` is a single bit"],
    ],
    [{ unitId: 1, map: { a: at(1, { speed: 1 }) } }, ["map.a: unknown key"]],
  ])("refuses %j", (config, expected) => {
    expect(problems(config)).toEqual(expected);
  });

  it("suggests the map that was meant", () => {
    const issue = modbusConfig.safeParse({ unitId: 1, map: "keler-level" }).error?.issues[0];
    expect(unpackNote(issue?.message ?? "").hint).toContain("keller-level");
  });

  it("finds points that lie on one another, but not different bits of one register", () => {
    const point = (address: number, type: "float32" | "uint16") =>
      ({ register: "holdingRegister", address, type }) as const;
    const bit = (number: number) => ({ register: "holdingRegister", address: 9, type: "bit", bit: number }) as const;
    expect(modbusOverlaps({ a: point(0, "float32"), b: point(1, "uint16"), c: point(2, "uint16") })).toEqual([
      { point: "b", other: "a" },
    ]);
    expect(modbusOverlaps({ a: bit(0), b: bit(1), c: bit(1) })).toEqual([{ point: "c", other: "b" }]);
    for (const { points } of Object.values(shippedMaps)) expect(modbusOverlaps(points)).toEqual([]);
  });

  it("never plans more than a request may hold, and never cuts a value", () => {
    const points = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => {
        const point = { register: "inputRegister", address: 2 * index, type: "float32" } as const;
        return [`p${index}`, point];
      }),
    );
    const blocks = planReads({ source: "test", points }, Object.keys(points));
    expect(blocks.map(({ address, count }) => [address, count])).toEqual([
      [0, 124],
      [124, 76],
    ]);
  });
});
