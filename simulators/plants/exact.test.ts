import { describe, expect, test } from "vitest";
import { decay, hashed, hashedDrift, hashedNoise, sineOfTurns } from "./exact.ts";

describe("exact arithmetic", () => {
  test("the sine stays within 1e-6 of the real one over several turns", () => {
    for (let turn = -2; turn < 2; turn += 0.001) {
      expect(Math.abs(sineOfTurns(turn) - Math.sin(turn * 2 * Math.PI))).toBeLessThan(1e-6);
    }
  });

  test("hashed numbers are uniform, and differ by seed, stream and index", () => {
    let sum = 0;
    for (let index = 0; index < 10_000; index += 1) {
      const value = hashed(1, 2, index);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(1);
      sum += value;
    }
    expect(sum / 10_000).toBeCloseTo(0.5, 1);
    const draws = [hashed(1, 2, 3), hashed(2, 2, 3), hashed(1, 3, 3), hashed(1, 2, 4), hashed(1, 2, 3 + 2 ** 32)];
    expect(new Set(draws).size).toBe(5);
  });

  test("decay is e to the power of -x within 1e-12 of it", () => {
    for (let x = 0; x < 50; x = x * 1.07 + 1e-6) expect(Math.abs(decay(x) / Math.exp(-x) - 1)).toBeLessThan(1e-12);
  });

  test("a drift passes through its hashed numbers in straight lines", () => {
    const [from, to] = [hashed(3, 4, -1), hashed(3, 4, 0)];
    expect([hashedDrift(3, 4, -1), hashedDrift(3, 4, 0)]).toEqual([from, to]);
    expect(hashedDrift(3, 4, -0.25)).toBeCloseTo(from + 0.75 * (to - from), 12);
  });

  test("the noise has mean 0 and deviation 1", () => {
    let sum = 0;
    let squares = 0;
    for (let index = 0; index < 20_000; index += 1) {
      const value = hashedNoise(7, 1, index);
      sum += value;
      squares += value * value;
    }
    expect(Math.abs(sum / 20_000)).toBeLessThan(0.03);
    expect(Math.sqrt(squares / 20_000)).toBeCloseTo(1, 1);
  });
});
