import { describe, expect, test } from "vitest";
import type { RegionFile } from "../file/schema.ts";
import { onDuty } from "./rota.ts";

const charter = {
  version: 1,
  people: {
    a: { name: "Officer A", roles: ["duty-officer"] },
    b: { name: "Officer B", roles: ["duty-officer"] },
  },
  rota: { "duty-officer": { turns: { every: 7 * 86_400_000, start: "2026-01-02", order: ["a", "b"] } } },
  channels: {},
  ladder: { rungs: [] },
} satisfies RegionFile["charter"];

const at = (text: string): string | undefined => onDuty(charter, "duty-officer", "Europe/Amsterdam", Date.parse(text));

describe("rota", () => {
  test.each([
    ["the first turn begins at local midnight", "2026-01-01T23:00:00Z", "Officer A"],
    ["the turn before it goes round the other way", "2026-01-01T22:59:59Z", "Officer B"],
    ["the second week", "2026-01-09T12:00:00Z", "Officer B"],
    ["summer time does not shift the change", "2026-07-02T22:00:00Z", "Officer A"],
    ["a second before it", "2026-07-02T21:59:59Z", "Officer B"],
  ])("%s", (_name, moment, person) => {
    expect(at(moment)).toBe(person);
  });

  test("an unknown role has nobody", () => {
    expect(onDuty(charter, "crisis-lead", "Europe/Amsterdam", 0)).toBeUndefined();
  });
});
