import fc from "fast-check";
import { expect, it } from "vitest";
import { runLimitsOf, runsOf } from "./day-runs.ts";

const limits = { tables: 3, rows: 100 };

it("reads many short days at once, and a long one alone", () => {
  const rows = [10, 10, 10, 10, 99, 1, 500, 5];
  const tables = rows.map((count, day) => ({ day, rows: count }));
  expect(runsOf(tables, limits)).toEqual([
    { days: [0, 1, 2], isSmall: true },
    { days: [3], isSmall: true },
    { days: [4, 5], isSmall: true },
    { days: [6], isSmall: false },
    { days: [7], isSmall: true },
  ]);
});

it("keeps every day, in its order, in runs within the limits", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 300 })), (rows) => {
      const runs = runsOf(
        rows.map((count, day) => ({ day, rows: count })),
        limits,
      );
      expect(runs.flatMap(({ days }) => days)).toEqual([...rows.keys()]);
      for (const { days, isSmall } of runs) {
        const total = days.reduce((sum, day) => sum + (rows[day] ?? 0), 0);
        expect(days.length).toBeLessThanOrEqual(limits.tables);
        expect(isSmall).toBe(total <= limits.rows);
        expect(isSmall || days.length === 1).toBe(true);
      }
    }),
  );
});

it("reads the more tables at once the more memory there is and the smaller the blocks are, but always a few", () => {
  expect(runLimitsOf({ memory: 256_000_000, blockSize: 262_144 }).tables).toBe(61);
  expect(runLimitsOf({ memory: 256_000_000, blockSize: 32_768 }).tables).toBe(488);
  expect(runLimitsOf({ memory: 64_000_000, blockSize: 32_768 }).tables).toBe(122);
  expect(runLimitsOf({ memory: 16_000_000, blockSize: 262_144 }).tables).toBe(8);
});
