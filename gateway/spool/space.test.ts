import { expect, test } from "vitest";
import type { Segment } from "./segment.ts";
import { firstToGo, replayWindow } from "./space.ts";

const segment = (lo: number): Segment => ({
  name: `${lo}`,
  stream: "readings",
  boot: "1-0000000000000000",
  lo,
  hi: lo,
  size: 1,
  startedAt: 0,
  endedAt: 0,
});
const goes = (settledAt: readonly (number | undefined)[], now: number): number | undefined =>
  firstToGo(
    settledAt.map((at, lo) => ({ segment: segment(lo), settledAt: at })),
    now,
  )?.segment.lo;

test("first the oldest that was settled long ago, then the oldest settled, then the oldest", () => {
  expect(goes([undefined, 500, 0], replayWindow)).toBe(2);
  expect(goes([undefined, 0, 0], replayWindow)).toBe(1);
  expect(goes([undefined, 500, 400], replayWindow)).toBe(1);
  expect(goes([undefined, undefined], replayWindow)).toBe(0);
  expect(goes([], replayWindow)).toBeUndefined();
});
