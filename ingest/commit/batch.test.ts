import { expect, it } from "vitest";
import { Batch } from "./batch.ts";

const dayMs = 86_400_000;

it("counts each UTC day of its readings once, however they come", () => {
  const batch = new Batch();
  const add = (...days: number[]): void => {
    batch.columns.reserve(days.length);
    for (const day of days) {
      batch.columns.measuredAt[batch.columns.length] = day * dayMs + 1;
      batch.columns.length += 1;
    }
  };
  expect(batch.days).toBe(0);
  add(3, 3, 4);
  expect(batch.days).toBe(2);
  add(4, 3, 5, 2.999);
  expect(batch.days).toBe(4);
});
