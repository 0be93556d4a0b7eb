import { describe, expect, test } from "vitest";
import { allowed, capacity, socOf, startBattery, stepBattery } from "./battery.ts";
import { carAt } from "./cars.ts";
import { type ChargerState, idleCharger, stepCharger } from "./charger.ts";
import { isLowTariff, localTime } from "./clock.ts";
import { panelShare, sunAt } from "./sky.ts";

const volts = [230, 230, 230] as const;

describe("battery", () => {
  const run = (soc: number, wish: number, hours: number) => {
    let state = startBattery(soc);
    for (let second = 0; second < hours * 3_600; second += 1) state = stepBattery(state, wish, 1);
    return state;
  };

  test("what is put in comes out again but for 4 % each way", () => {
    const full = run(30, 60, 2);
    expect((socOf(full) / 100) * capacity - 0.3 * capacity).toBeCloseTo(120 * 0.96, 0);
    expect(full.temperature).toBeGreaterThan(20);
    const empty = run(80, -60, 2);
    expect(0.8 * capacity - empty.stored).toBeCloseTo(120 / 0.96, 0);
  });

  test("loses 3 % of what it holds in a month of rest", () => {
    let state = startBattery(50);
    for (let hour = 0; hour < 720; hour += 1) state = stepBattery(state, 0, 3_600);
    expect(socOf(state)).toBeCloseTo(48.5, 1);
  });

  test("its own management stands above every wish: power, filling and heat have ends", () => {
    expect(run(50, 500, 0.01).power).toBe(100);
    expect(socOf(run(90, 100, 6))).toBeLessThan(98);
    expect(socOf(run(10, -100, 6))).toBeGreaterThan(3.9);
    expect(allowed({ ...startBattery(50), temperature: 51 })).toEqual({ charge: 0, discharge: 0 });
    expect(allowed({ ...startBattery(50), temperature: -1 }).charge).toBe(0);
  });
});

describe("charger", () => {
  const car = { visit: 1, wants: 20 };
  const offered = (state: ChargerState, offer: number, seconds: number): ChargerState => {
    let next = state;
    for (let second = 0; second < seconds; second += 1) next = stepCharger(next, car, offer, volts, 1);
    return next;
  };

  test("a car follows a new limit some seconds later, and pauses below 6 A", () => {
    const charging = offered(idleCharger, 16, 30);
    expect([charging.current, charging.power]).toEqual([16, 11.04]);
    expect(offered(charging, 8, 3).current).toBe(16);
    expect(offered(charging, 8, 12).current).toBe(8);
    expect(offered(charging, 5.9, 12).current).toBe(0);
    const paused = offered(charging, 0, 12);
    expect([offered(paused, 6, 7).current, offered(paused, 6, 12).current]).toEqual([0, 6]);
  });

  test("it ends when the car has what it wants, and when the car leaves", () => {
    const full = offered(idleCharger, 16, 2 * 3_600);
    expect([full.current, Math.abs(full.given - 20) < 0.05]).toEqual([0, true]);
    expect(stepCharger(offered(idleCharger, 16, 30), undefined, 16, volts, 1)).toEqual(idleCharger);
  });

  test("cars come and go: more than one a day, and the charger is free half of the time", () => {
    const visits = new Set<number>();
    let there = 0;
    for (let quarter = 0; quarter < 96 * 30; quarter += 1) {
      const found = carAt(1, { day: 20_000 + Math.floor(quarter / 96), hour: (quarter % 96) / 4 });
      if (found === undefined) continue;
      visits.add(found.visit);
      there += 1;
    }
    expect(visits.size).toBeGreaterThan(50);
    expect(there / (96 * 30)).toBeGreaterThan(0.25);
    expect(there / (96 * 30)).toBeLessThan(0.75);
  });
});

describe("sun and clocks", () => {
  test("the sun stands 61 degrees high at noon of the longest day, 14 of the shortest, and rises at about 5:20 and 8:45", () => {
    const height = (iso: string): number => {
      const at = Date.parse(iso);
      return (Math.asin(sunAt(at, localTime(at)).height) * 180) / Math.PI;
    };
    expect(height("2026-06-21T11:41:00Z")).toBeCloseTo(61.3, 0);
    expect(height("2026-12-21T11:41:00Z")).toBeCloseTo(14.4, 0);
    expect(height("2026-06-21T03:00:00Z")).toBeLessThan(0);
    expect(height("2026-06-21T03:45:00Z")).toBeGreaterThan(0);
    expect(height("2026-12-21T07:30:00Z")).toBeLessThan(0);
    expect(height("2026-12-21T08:15:00Z")).toBeGreaterThan(0);
  });

  test("panels give nothing at night, most of their rating on a clear noon and little under cloud", () => {
    expect(panelShare({ height: -0.1, onRoofs: 0.2 }, 1)).toBe(0);
    const noon = { height: 0.87, onRoofs: 0.96 };
    expect(panelShare(noon, 1)).toBeGreaterThan(0.8);
    expect(panelShare(noon, 0)).toBeLessThan(0.3);
  });

  test("people live by their clocks, also across the change to summer time", () => {
    const before = localTime(Date.parse("2026-03-29T00:30:00Z"));
    const after = localTime(Date.parse("2026-03-29T01:30:00Z"));
    expect([before.hour, after.hour, before.weekend]).toEqual([1.5, 3.5, true]);
    expect([isLowTariff({ hour: 6.9, weekend: false }), isLowTariff({ hour: 7, weekend: false })]).toEqual([
      true,
      false,
    ]);
  });
});
