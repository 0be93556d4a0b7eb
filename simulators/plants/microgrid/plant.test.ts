import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { sineOfTurns } from "../exact.ts";
import { socOf } from "./battery.ts";
import { meanOf } from "./connection.ts";
import { type MicrogridInput, type MicrogridState, sitePower, startMicrogrid, stepMicrogrid } from "./plant.ts";
import { streetPlan } from "./street.ts";

const day = 86_400;
const midwinter = Date.UTC(2026, 0, 10);
const midsummer = Date.UTC(2026, 5, 10);
const idle: MicrogridInput = { battery: 0, solarShare: 1, chargerCurrent: 6, mains: true };

function planOf(seed: number, start = midwinter) {
  return { start, street: streetPlan(seed, 60), soc: 60 };
}

/** Everything in use, and the battery worked up and down; now and then the grid is lost for a minute. */
function busy(second: number): MicrogridInput {
  return {
    battery: 90 * sineOfTurns(second / 20_000),
    solarShare: second % 7_000 < 1_000 ? 0.4 : 1,
    chargerCurrent: (second / 600) % 18,
    mains: second % 50_000 > 60,
  };
}

/** Keeps the connection within 125 kW, as far as battery and charger reach, and else brings the battery near 60 %. */
function dispatch(state: MicrogridState): MicrogridInput {
  const rest = sitePower(state) - state.battery.power;
  const soc = socOf(state.battery);
  const calm = Math.max(-40, Math.min(40, (60 - soc) * 4));
  return {
    battery: Math.min(125 - rest, Math.max(-125 - rest, calm)),
    solarShare: 1,
    chargerCurrent: rest > 110 ? 0 : rest < -100 ? 16 : 10,
    mains: true,
  };
}

/** The worst clock quarters and the emptiest battery of some days. */
function lived(seed: number, start: number, days: number, decide: (state: MicrogridState) => MicrogridInput) {
  const plan = planOf(seed, start);
  let state = startMicrogrid(plan);
  const worst = { hi: -999, lo: 999, soc: 100 };
  for (let step = 0; step < (days * day) / 10; step += 1) {
    const next = stepMicrogrid(plan, state, decide(state), 10);
    if (next.quarter.number !== state.quarter.number) {
      const mean = meanOf(state.quarter);
      worst.hi = Math.max(worst.hi, mean);
      worst.lo = Math.min(worst.lo, mean);
      worst.soc = Math.min(worst.soc, socOf(next.battery));
    }
    state = next;
  }
  return worst;
}

describe("microgrid physics", () => {
  test("the energy balance closes to 1e-6 over 30 days, judged from the powers shown", () => {
    const plan = planOf(3);
    let state = startMicrogrid(plan);
    const { stored } = state.battery;
    let [net, used, made, charged, lost, through] = [0, 0, 0, 0, 0, 0];
    for (let second = 0; second < 30 * day; second += 1) {
      state = stepMicrogrid(plan, state, busy(second), 1);
      net += sitePower(state) / 3_600;
      used += (state.homes + state.charger.power) / 3_600;
      made += (state.solar + state.roofs) / 3_600;
      charged += state.battery.power / 3_600;
      lost += state.connection.loss / 3_600;
      through += (state.battery.power - state.battery.loss) / 3_600;
    }
    const { books } = state;
    expect(used).toBeGreaterThan(20_000);
    expect(Math.abs(net + made - used - charged - lost)).toBeLessThan(1e-6 * used);
    expect(Math.abs(state.battery.stored - stored - through)).toBeLessThan(1e-6 * books.charged);
    expect(Math.abs(books.imported - books.exported - net)).toBeLessThan(1e-6 * used);
    const taken = books.homes + books.charger + books.charged - books.discharged + books.cableLoss;
    expect(Math.abs(books.imported - books.exported + books.solar + books.roofs - taken)).toBeLessThan(1e-6 * used);
    expect(books.batteryLoss).toBeGreaterThan(0.05 * books.charged);
  }, 60_000);

  test.each([1, 2])(
    "seed %i: with nobody in charge winter evenings go over 150 kW, summer noons below -150",
    (seed) => {
      expect(lived(seed, midwinter, 7, () => idle).hi).toBeGreaterThan(152);
      expect(lived(seed, midsummer, 7, () => idle).lo).toBeLessThan(-152);
    },
    60_000,
  );

  test.each([1, 2])(
    "seed %i: battery and charger are enough to stay within 130 kW, the battery above 30 percent",
    (seed) => {
      for (const start of [midwinter, midsummer]) {
        const worst = lived(seed, start, 7, dispatch);
        expect(worst.hi).toBeLessThan(130);
        expect(worst.lo).toBeGreaterThan(-130);
        expect(worst.soc).toBeGreaterThan(30);
      }
    },
    60_000,
  );

  test("begins as it goes on: homes use and the sun shines from the first moment", () => {
    const plan = planOf(1, midsummer + 11 * 3_600_000);
    const first = startMicrogrid(plan);
    const next = stepMicrogrid(plan, first, idle, 1);
    expect(first.homes).toBeGreaterThan(20);
    expect(Math.abs(sitePower(next) - sitePower(first))).toBeLessThan(5);
    expect(Math.abs(next.solar - first.solar)).toBeLessThan(5);
    expect(first.books.imported).toBe(0);
  });

  test("without the grid nothing runs: no island", () => {
    const plan = planOf(1, midsummer + 11 * 3_600_000);
    let state = startMicrogrid(plan);
    for (let second = 0; second < 60; second += 1) state = stepMicrogrid(plan, state, { ...idle, battery: 50 }, 1);
    expect([state.solar > 20, state.battery.power]).toEqual([true, 50]);
    const dark = stepMicrogrid(plan, state, { ...idle, battery: 50, mains: false }, 1);
    expect([dark.solar, dark.roofs, dark.homes, dark.battery.power, dark.charger.power]).toEqual([0, 0, 0, 0, 0]);
    expect([dark.connection.voltage, sitePower(dark)]).toEqual([[0, 0, 0], 0]);
    expect(stepMicrogrid(plan, dark, idle, 1).connection.voltage[0]).toBeGreaterThan(220);
  });

  test("import lowers the voltage, export raises it", () => {
    const plan = planOf(1);
    const volts = (battery: number): number => {
      let state = startMicrogrid(plan);
      for (let second = 0; second < 10; second += 1) state = stepMicrogrid(plan, state, { ...idle, battery }, 1);
      return state.connection.voltage[0];
    };
    expect(volts(0) - volts(100)).toBeGreaterThan(2);
    expect(volts(-100) - volts(0)).toBeGreaterThan(2);
  });

  const golden = new Map([
    [1, "32e8bebaace5743e9749eb59bf828835197e3e0419993fc4047f801bdd16654c"],
    [2, "0b221da53905145899a8a9e9b1d7c12beecbe37a04d9b551b0269722701feccc"],
  ]);
  test.each([...golden])("seed %i lives its days exactly as always", (seed, expected) => {
    const plan = planOf(seed, Date.UTC(2026, 2, 28, 12));
    const hash = createHash("sha256");
    let state = startMicrogrid(plan);
    for (let step = 0; step < 4 * day; step += 1) {
      state = stepMicrogrid(plan, state, busy(step / 4), 0.25);
      const { connection, battery, charger, solar, books } = state;
      if (step % 240 === 0)
        hash.update(
          new Float64Array([
            ...connection.power,
            ...connection.voltage,
            battery.stored,
            charger.given,
            solar,
            books.imported,
          ]),
        );
    }
    expect(hash.digest("hex")).toBe(expected);
  });
});
