import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { convert, findUnit, unitCodes, unitNames } from "./units.ts";

const unit = (text: string) => {
  const found = findUnit(text);
  if (found === undefined) throw new Error(`no unit ${text}`);
  return found;
};

describe("units", () => {
  test.each([
    [36, "km/h", "m/s", 10],
    [1, "bar", "mbar", 1000],
    [20, "Cel", "K", 293.15],
    [3.6, "m3/h", "L/s", 1],
    [4, "GB", "By", 4e9],
    [2, "kWh", "J", 7.2e6],
  ])("%s %s is %s %s", (amount, from, to, expected) => {
    expect(convert(amount, unit(from), unit(to))).toBeCloseTo(expected, 9);
  });

  test("what people write leads to its UCUM code", () => {
    expect(["kWh", "°C", "m³/s", "m3/hr", "ppm", "kVA"].map((text) => findUnit(text)?.code)).toEqual([
      "kW.h",
      "Cel",
      "m3/s",
      "m3/h",
      "[ppm]",
      "kV.A",
    ]);
  });

  test("every name of a unit that is not read leads to one that is", () => {
    expect(Object.values(unitNames).filter((code) => !unitCodes.includes(code))).toEqual([]);
    expect(Object.keys(unitNames).filter((name) => findUnit(name) !== undefined)).toEqual([]);
  });

  test("converting there and back gives the value again", () => {
    const codes = fc.constantFrom(...unitCodes);
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(codes, codes, value, (from, to, amount) => {
        fc.pre(unit(from).dimension === unit(to).dimension);
        const back = convert(convert(amount, unit(from), unit(to)), unit(to), unit(from));
        expect(Math.abs(back - amount)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(amount)));
      }),
    );
  });
});
