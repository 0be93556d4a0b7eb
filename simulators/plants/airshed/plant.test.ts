import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  type AirInput,
  type AirshedPlan,
  type AirshedState,
  breath,
  fullFlow,
  roomVolume,
  startAirshed,
  stepAirshed,
} from "./plant.ts";
import type { ScriptedSmoke } from "./street.ts";

/** A Monday without holidays, midnight in Amsterdam. */
const monday = Date.UTC(2026, 10, 8, 23);
const day = 86_400;
const leakage = 0.01;
const carriedByGaps = [
  ["co2", 1],
  ["pm25", 0.8],
  ["pm10", 0.6],
] as const;

interface Changes {
  readonly seed?: number;
  readonly smoke?: readonly ScriptedSmoke[];
  readonly co2?: number;
}

function planOf({ seed = 1, smoke = [], co2 = 420 }: Changes = {}): AirshedPlan {
  const rooms = [{ name: "group-7", children: 28 }];
  return { start: monday, air: { seed, start: monday, smoke }, rooms, co2 };
}

type Rule = (state: AirshedState) => AirInput;
const always =
  (target: number, recirculate = false): Rule =>
  () => ({ target, recirculate });

function live(plan: AirshedPlan, seconds: number, step: number, rule: Rule, see: (state: AirshedState) => void): void {
  let state = startAirshed(plan, rule(startAirshed(plan, 0)).target);
  for (let elapsed = 0; elapsed < seconds; elapsed += step) {
    state = stepAirshed(plan, state, rule(state), step);
    see(state);
  }
}

/** The highest mean of a quarter of an hour in the first room. */
function worstQuarter(rule: Rule, days: number): number {
  let worst = 0;
  let sum = 0;
  let count = 0;
  live(planOf(), days * day, 10, rule, ({ rooms }) => {
    sum += rooms[0]?.co2 ?? 0;
    count += 1;
    if (count < 90) return;
    worst = Math.max(worst, sum / count);
    sum = 0;
    count = 0;
  });
  return worst;
}

describe("the physics of the air shed", () => {
  test("the balances of CO2 and dust close to 1e-6 over 30 days, judged from the concentrations and flows shown", () => {
    const plan = planOf({ seed: 3 });
    const rule: Rule = ({ rooms, at }) => ({
      target: (rooms[0]?.co2 ?? 0) > 900 ? 0.8 : 0.2,
      recirculate: Math.floor(at / 7_200_000) % 3 === 0,
    });
    const step = 2;
    let before = startAirshed(plan, 0.2);
    const first = before.rooms[0] ?? { co2: 0, pm25: 0, pm10: 0 };
    const supplied = { co2: 0, pm25: 0, pm10: 0 };
    const left = { co2: 0, pm25: 0, pm10: 0 };
    live(plan, 30 * day, step, rule, (state) => {
      const flow = state.fan * fullFlow;
      const [old = first, now = first] = [before.rooms[0], state.rooms[0]];
      for (const [name, carried] of carriedByGaps) {
        supplied[name] += step * before.street[name] * (flow + leakage * carried);
        left[name] += step * (flow + leakage) * ((old[name] + now[name]) / 2);
      }
      before = state;
    });
    for (const [name] of carriedByGaps) {
      const books = before.books[name];
      const held = ((before.rooms[0]?.[name] ?? 0) - first[name]) * roomVolume;
      const through = books.released + books.supplied;
      expect(Math.abs(held - (through - books.left - books.settled - books.filtered)) / through).toBeLessThan(1e-6);
      expect(Math.abs(books.supplied - supplied[name]) / through).toBeLessThan(1e-6);
      expect(Math.abs(books.left - left[name]) / through).toBeLessThan(1e-6);
      expect(books.settled > 0 && books.filtered > 0).toBe(name !== "co2");
    }
  }, 60_000);

  test("CO2 rises in a full class as the analytic solution says, within 1 %, whatever the step", () => {
    const lesson = { ...planOf(), start: monday + 12 * 3_600_000 };
    for (const [target, step] of [
      [0.2, 1],
      [0.2, 60],
      [1, 60],
    ] as const) {
      const flow = target * fullFlow + leakage;
      const from = 420;
      const source = breath({ name: "", children: 28 }, 1);
      let worst = 0;
      live({ ...lesson, start: monday + (8 * 60 + 40) * 60_000 }, 5_400, step, always(target), (state) => {
        const elapsed = (state.at - monday) / 1_000 - (8 * 60 + 40) * 60;
        const steady = state.street.co2 + source / flow;
        const expected = steady + (from - steady) * Math.exp((-flow * elapsed) / roomVolume);
        worst = Math.max(worst, Math.abs((state.rooms[0]?.co2 ?? 0) / expected - 1));
      });
      expect(worst).toBeLessThan(0.01);
    }
  });

  test("with the fan at its minimum a full class leaves its viable range, ventilated it stays healthy", () => {
    expect(worstQuarter(always(0.2), 2)).toBeGreaterThan(2_000);
    expect(worstQuarter(always(1), 2)).toBeLessThan(1_200);
    expect(
      worstQuarter(({ rooms }) => ({ target: (rooms[0]?.co2 ?? 0) > 800 ? 0.8 : 0.2, recirculate: false }), 2),
    ).toBeLessThan(1_200);
  });

  test("in smoke ventilation brings the dust in, and recirculation keeps most of it out", () => {
    const dustAfter = (rule: Rule): number => {
      let last = 0;
      const plan = planOf({ smoke: [{ after: 0, lasts: 4 * 3_600_000, pm25: 150 }] });
      live(plan, 3 * 3_600, 10, rule, ({ rooms }) => {
        last = rooms[0]?.pm25 ?? 0;
      });
      return last;
    };
    expect(dustAfter(always(1))).toBeGreaterThan(140);
    expect(dustAfter(always(0.2))).toBeGreaterThan(80);
    expect(dustAfter(always(0, true))).toBeLessThan(15);
  });

  const golden = new Map([
    [1, "4f0ab4738d7952655ff1eba76ba37d6638e157382664bce5cca76a72dea9789e"],
    [2, "70a6a76bb0e01942a0c795f370753692077ead65d0bfe2a64cb55101fc7babab"],
  ]);
  test.each([...golden])("seed %i runs its day exactly as always", (seed, expected) => {
    const hash = createHash("sha256");
    let step = 0;
    const rule: Rule = ({ rooms }) => ({ target: (rooms[0]?.co2 ?? 0) > 900 ? 0.8 : 0.2, recirculate: step > 40_000 });
    live(planOf({ seed }), day, 1, rule, ({ rooms, street, temperature, supply }) => {
      step += 1;
      if (step % 60 !== 0) return;
      const { co2 = 0, pm25 = 0, pm10 = 0 } = rooms[0] ?? {};
      hash.update(new Float64Array([co2, pm25, pm10, ...Object.values(street), temperature, supply]));
    });
    expect(hash.digest("hex")).toBe(expected);
  });
});
