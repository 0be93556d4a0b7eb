import { expect, it } from "vitest";
import { letterOf } from "./alarm-letter.ts";
import { alarmStates } from "./wire/alarm-words.ts";

it("shows every state by its letter of ISA-18.2, and E whatever it is while it is shelved", () => {
  const shelved = { by: "anna", reason: "r", since: 0, until: 1, oneShot: false, occurred: 0 };
  expect(alarmStates.map((state) => letterOf(state, undefined))).toEqual(["A", "B", "C", "D", "LU", "LA"]);
  expect(new Set(alarmStates.map((state) => letterOf(state, shelved)))).toEqual(new Set(["E"]));
});
