import { expect, it } from "vitest";
import { countdown, shortAge, unitText, wholeAge } from "./words.ts";

it.each([
  [400, "0,4 s"],
  [12_000, "12 s"],
  [180_000, "3 min"],
  [3 * 3_600_000, "3 h"],
  [5 * 86_400_000, "5 d"],
])("%d ms is %s to a Dutch reader", (ms, text) => {
  expect(shortAge(ms, (value) => value.toLocaleString("nl"))).toBe(text);
});

it.each([
  [-300, "1 s"],
  [0, "1 s"],
  [1, "1 s"],
  [4_100, "5 s"],
  [61_000, "61 s"],
])("%d ms is %s where nothing may flicker, and never less than it is", (ms, text) => {
  expect(wholeAge(ms, String)).toBe(text);
});

it.each([
  ["m", "m"],
  ["m3/s", "m³/s"],
  ["Cel", "°C"],
  ["ug/m3", "µg/m³"],
  ["1", ""],
  ["[ppm]", "ppm"],
])("the unit %s is written %s", (unit, text) => {
  expect(unitText(unit)).toBe(text);
});

it.each([
  [245_000, "4:05"],
  [244_001, "4:05"],
  [3_600_000, "1:00:00"],
  [3_599_000, "59:59"],
  [7_265_000, "2:01:05"],
  [0, "0:00"],
  [-5_000, "0:00"],
])("%d ms still to go are written %s", (ms, text) => {
  expect(countdown(ms)).toBe(text);
});
