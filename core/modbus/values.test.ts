import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeValue, encodeValue, valueTypes, wordOrders } from "./values.ts";

describe("values in registers", () => {
  // 230.2 as float32 is 43 66 33 33 by IEEE 754; -123456 is FF FE 1D C0 in two's complement.
  it.each([
    ["float32", "ABCD", [0x4366, 0x3333], Math.fround(230.2)],
    ["float32", "CDAB", [0x3333, 0x4366], Math.fround(230.2)],
    ["float32", "BADC", [0x6643, 0x3333], Math.fround(230.2)],
    ["float32", "DCBA", [0x3333, 0x6643], Math.fround(230.2)],
    ["int32", "ABCD", [0xfffe, 0x1dc0], -123_456],
    ["int32", "DCBA", [0xc01d, 0xfeff], -123_456],
    ["uint32", "CDAB", [0x2800, 0xee6b], 4_000_000_000],
    ["int16", "ABCD", [0xffce], -50],
    ["uint16", "BADC", [0x0100], 1],
  ] as const)("reads and writes %s %s", (type, order, words, value) => {
    expect(decodeValue(words, type, order)).toBe(value);
    expect(encodeValue(value, type, order)).toEqual(words);
  });

  it.each([
    ["float32", [0x7fc0, 0]],
    ["float32", [0x7f80, 0]],
    ["uint16", [0xffff]],
    ["int16", [0x8000]],
    ["uint32", [0xffff, 0xffff]],
    ["int32", [0x8000, 0]],
  ] as const)("takes %s %s for no value", (type, words) => {
    expect(decodeValue(words, type)).toBeUndefined();
  });

  it.each([
    ["uint16", -1],
    ["uint16", 65_535],
    ["uint16", 65_536],
    ["int16", 40_000],
    ["int16", Number.NaN],
    ["float32", 1e39],
    ["int32", 2 ** 31],
  ] as const)("refuses to write %s %d", (type, value) => {
    expect(encodeValue(value, type)).toBeUndefined();
  });

  it("reads back what it wrote, in every type and order", () => {
    const any = fc.tuple(fc.constantFrom(...valueTypes), fc.constantFrom(...wordOrders), fc.double({ noNaN: true }));
    fc.assert(
      fc.property(any, ([type, order, value]) => {
        const words = encodeValue(value, type, order);
        if (words === undefined) return;
        const expected = type === "float32" ? Math.fround(value) : Math.round(value);
        expect(decodeValue(words, type, order)).toBe(expected === 0 && type !== "float32" ? 0 : expected);
      }),
    );
  });
});
