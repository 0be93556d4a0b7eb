import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { levelInside, levelOutside, type MotorInput, type PolderPlan, startPolder, stepPolder } from "./plant.ts";
import { pumpDischarge } from "./pump.ts";
import { bottom, levelAt, volumeAt } from "./storage.ts";

const start = Date.UTC(2026, 5, 1);
const day = 86_400;

function planOf(seed: number): PolderPlan {
  return {
    start,
    weather: { seed, rain: [{ after: 3_600_000, lasts: 7_200_000, rate: 10 }], showers: 15 },
    levelInside: -2.17,
    canalMean: -0.6,
    runoff: 0,
  };
}

/** A plain float switch on both pumps, so that the polder lives through its weeks. */
function floats(level: number, before: readonly MotorInput[]): readonly MotorInput[] {
  const run = level > -2.15 || (level > -2.25 && before[0]?.target === 1);
  return [
    { target: run ? 1 : 0, coast: false },
    { target: level > -2.1 ? 0.8 : 0, coast: false },
  ];
}

describe("polder physics", () => {
  test("level and volume are each other's inverse from the ditch bottom to the flooded yards", () => {
    fc.assert(
      fc.property(fc.double({ min: bottom, max: -1, noNaN: true }), (level) => {
        expect(levelAt(volumeAt(level))).toBeCloseTo(level, 9);
      }),
    );
  });

  test("the mass balance closes to 1e-6 over 30 days, judged from the levels and the flows shown", () => {
    const plan = planOf(3);
    let state = startPolder(plan, 2);
    const first = volumeAt(levelInside(state));
    let inputs = floats(levelInside(state), []);
    let [rain, pumped] = [0, 0];
    let [lowest, highest] = [0, -9];
    for (let second = 0; second < 30 * day; second += 1) {
      state = stepPolder(plan, state, inputs, 1);
      rain += (state.rainRate / 3.6e6) * 250_000;
      pumped += (state.discharges[0] ?? 0) + (state.discharges[1] ?? 0);
      const level = levelInside(state);
      inputs = floats(level, inputs);
      lowest = Math.min(lowest, level);
      highest = Math.max(highest, level);
    }
    const held = volumeAt(levelInside(state)) + state.paved + state.soil - first;
    expect(Math.abs(held - (rain + state.books.seepage - pumped))).toBeLessThan(1e-6 * pumped);
    expect(Math.abs(state.books.rain - rain)).toBeLessThan(1e-6 * rain);
    expect(Math.abs(state.books.pumped - pumped)).toBeLessThan(1e-6 * pumped);
    expect(pumped).toBeGreaterThan(50_000);
    expect(lowest).toBeGreaterThan(-2.4);
    expect(highest).toBeLessThan(-1.7);
  });

  test("pump flow is within 1 % of its curve file, and 0.53 m3/s at 1.6 m and 100 %", () => {
    const text = readFileSync(new URL("../../../examples/polder/maps/pump-oost.csv", import.meta.url), "utf8");
    const [header, ...rows] = text.trim().split("\n");
    expect(header).toBe("head_m,speed_percent,discharge_m3s");
    expect(rows.length).toBeGreaterThan(200);
    for (const row of rows) {
      const [head, speed, discharge] = row.split(",").map(Number) as [number, number, number];
      const flow = pumpDischarge(speed / 100, head);
      if (discharge === 0) expect(flow).toBe(0);
      else expect(Math.abs(flow / discharge - 1)).toBeLessThan(0.01);
    }
    expect(pumpDischarge(1, 1.6)).toBeCloseTo(0.53, 9);
    expect(pumpDischarge(0.649, 0.5)).toBe(0);
  });

  test("two pumps are enough for heavy rain and not for a cloudburst", () => {
    const peak = (rate: number): number => {
      const weather = { seed: 1, rain: [{ after: 0, lasts: 3 * 3_600_000, rate }], showers: 0 };
      const plan = { ...planOf(1), weather };
      let state = startPolder(plan, 2);
      let highest = -9;
      for (let second = 0; second < 6 * 3_600; second += 1) {
        const target = levelInside(state) > -2.25 ? 1 : 0;
        const input = { target, coast: false };
        state = stepPolder(plan, state, [input, input], 1);
        highest = Math.max(highest, levelInside(state));
      }
      return highest;
    };
    expect(peak(8)).toBeLessThan(-1.95);
    expect(peak(40)).toBeGreaterThan(-1.85);
  });

  test("discharge raises the canal, which sinks back afterwards", () => {
    const plan = planOf(1);
    const full = { target: 1, coast: false };
    const run = (inputs: readonly MotorInput[], from: ReturnType<typeof startPolder>) => {
      let state = from;
      for (let second = 0; second < 1_800; second += 1) state = stepPolder(plan, state, inputs, 1);
      return state;
    };
    const raised = run([full, full], startPolder(plan, 2));
    expect(raised.canalRise).toBeGreaterThan(0.02);
    expect(run([], raised).canalRise).toBeLessThan(raised.canalRise);
    expect(levelOutside(plan, raised)).toBeLessThan(-0.45);
  });

  const golden = new Map([
    [1, "54b0838f8e56478f286846e1955fa5976bd9be4b2a444dfeaeb9a3274d410201"],
    [2, "56ce57fba2b2f7ece9b0e7ed7532d43bd2cd87152205732395443784980d0ead"],
  ]);
  test.each([...golden])("seed %i runs its day exactly as always", (seed, expected) => {
    const plan = planOf(seed);
    const hash = createHash("sha256");
    let state = startPolder(plan, 2);
    let inputs = floats(levelInside(state), []);
    for (let step = 0; step < 4 * day; step += 1) {
      state = stepPolder(plan, state, inputs, 0.25);
      inputs = floats(levelInside(state), inputs);
      if (step % 240 === 0)
        hash.update(new Float64Array([state.water, state.canalRise, state.rainDepth, ...state.discharges]));
    }
    expect(hash.digest("hex")).toBe(expected);
  });
});
