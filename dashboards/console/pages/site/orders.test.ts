import { expect, it, vi } from "vitest";
import { boundsOf, ordersOf, orderWords } from "./orders.ts";

vi.stubGlobal("navigator", { languages: ["en"] });
const battery = { speed: false, setpoint: { unit: "kW", min: -50, max: 50, shown: "b/p" } };
const charger = { speed: false, setpoint: { unit: "A", min: 0, max: 16, shown: "c/i" } };
const pump = { speed: true };
const siren = { speed: false };

it("a machine is run or stopped, a setpoint taken to its ends or to nought, each once", () => {
  expect(ordersOf({}).map(({ value }) => value)).toEqual([100, 0]);
  expect(ordersOf(battery).map(({ value }) => value)).toEqual([50, 0, -50]);
  expect(ordersOf(charger).map(({ words }) => words)).toEqual(["16 A", "0 A"]);
});

it("other values are asked for where there are any", () => {
  expect(boundsOf(pump)).toEqual({ min: 0, max: 100, unit: "%" });
  expect(boundsOf(battery)).toMatchObject({ min: -50, max: 50, unit: "kW" });
  expect(boundsOf(siren)).toBeUndefined();
});

it("an order that stands is said in the words of the actuator", () => {
  expect([orderWords(pump, 80), orderWords(pump, 0), orderWords(siren, 100)]).toEqual(["80 %", "Stop", "Run"]);
  expect([orderWords(battery, 0), orderWords(battery, -12.5)]).toEqual(["0 kW", "-12.5 kW"]);
});
