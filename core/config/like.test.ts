import { describe, expect, test } from "vitest";
import { z } from "zod";
import { checkShape, openConfig } from "./check.ts";
import { sortFaults } from "./fault.ts";

const open = (text: string) => openConfig("a.yaml", text);

describe("like", () => {
  test("copies an entry, own keys replace copied ones", () => {
    const { opened } = open("d:\n  a: { x: 1, y: 2 }\n  b: { like: a, y: 3 }\n  c: { like: b, z: 4 }\n");
    expect(opened?.plain).toEqual({ d: { a: { x: 1, y: 2 }, b: { x: 1, y: 3 }, c: { x: 1, y: 3, z: 4 } } });
  });

  test("copies from an entry written later", () => {
    expect(open("b: { like: a }\na: { x: 1 }\n").opened?.plain).toEqual({ b: { x: 1 }, a: { x: 1 } });
  });

  test("a chain of copies may be of any length", () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => `x${index}: { like: x${index + 1} }\n`);
    const { opened, faults } = open(`${chain.join("")}x20000: { a: 1 }\n`);
    expect(faults).toEqual([]);
    expect(opened?.plain).toMatchObject({ x0: { a: 1 }, x19999: { a: 1 } });
  });

  test("copies of what holds copies multiply: too many are told and not made", () => {
    let text = "{ a: 1 }";
    for (let level = 0; level < 9; level++) {
      text = `{ p: ${text}, ${["q", "r", "s", "t", "u", "v", "w"].map((key) => `${key}: { like: p }`).join(", ")} }`;
    }
    const { opened, faults } = open(text);
    expect(opened).toBeUndefined();
    expect(faults).toMatchObject([
      {
        message: "too much is copied here",
        expected: "at most 1000000 values in a file, copied ones counted",
        hint: "copies of what holds copies multiply: write what differs, or divide the file",
      },
    ]);
    expect(faults[0]?.path).toMatch(/\.like$/);
  });

  test("a ring of copies is told, not followed", () => {
    const { faults } = open("a: { like: b }\nb: { like: a }\n");
    expect(faults.map(({ message }) => message)).toContain("this copies itself");
  });

  test("a fault in a copied key is told once, where it is written", () => {
    const { opened } = open("a: { x: one }\nb: { like: a }\n");
    const schema = z.record(z.string(), z.strictObject({ x: z.number() }));
    const faults = opened === undefined ? [] : sortFaults(checkShape(opened, schema).faults);
    expect(faults.map(({ line, column }) => [line, column])).toEqual([[1, 9]]);
  });
});
