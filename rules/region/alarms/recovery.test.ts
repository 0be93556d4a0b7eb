import { describe, expect, test } from "vitest";
import type { StandingAlarm } from "../../../core/wire/alarm-digest.ts";
import { followTrend, isRecovering } from "./recovery.ts";

const alarm: StandingAlarm = {
  key: "site.level-hi",
  device: "site",
  variable: "level-inside",
  condition: "level-hi",
  priority: "high",
  state: "unacknowledged",
  onset: 0,
  since: 0,
  eventId: "1",
  value: -2,
  response: "",
};
const raised = { limit: -2.05, value: -2 };
const minute = 60_000;

function trendOf(...values: readonly number[]) {
  const trends: Parameters<typeof followTrend>[0] = new Map();
  values.forEach((value, index) => {
    followTrend(trends, "p", index * minute, value);
  });
  return trends.get("p");
}

const recovers = (values: readonly number[], within = 60 * minute, now = values.length * minute): boolean =>
  isRecovering(alarm, raised, trendOf(...values), { within, now });

describe("recovering", () => {
  test("a falling high level recovers when it passes its limit in time", () => {
    expect(recovers([-1.98, -1.99])).toBe(true);
    expect(recovers([-1.98, -1.99], 3 * minute)).toBe(false);
  });

  test.each([
    ["rising", [-1.99, -1.98]],
    ["standing still", [-1.98, -1.98]],
    ["one value only", [-1.98]],
  ])("%s is not recovering", (_name, values) => {
    expect(recovers(values)).toBe(false);
  });

  test("values less than half a minute apart tell no direction", () => {
    const trends: Parameters<typeof followTrend>[0] = new Map();
    const falling = (): boolean => isRecovering(alarm, raised, trends.get("p"), { within: 60 * minute, now: minute });
    followTrend(trends, "p", 0, -1.98);
    followTrend(trends, "p", 29_000, -1.99);
    expect(falling()).toBe(false);
    followTrend(trends, "p", 30_000, -1.99);
    expect(falling()).toBe(true);
  });

  test("a trend half an hour old says nothing", () => {
    expect(recovers([-1.98, -1.99], 60 * minute, 40 * minute)).toBe(false);
  });

  test.each([
    ["limit", { limit: null, value: 2 }, [2, 1]],
    ["value", { limit: -2.4, value: null }, [-2.3, -2.35]],
  ])("an alarm that was raised without a %s never recovers", (_what, without, values) => {
    expect(isRecovering(alarm, without, trendOf(...values), { within: 60 * minute, now: 2 * minute })).toBe(false);
  });

  test("a rising low level recovers; an alarm without a limit never does", () => {
    const low = { limit: -2.4, value: -2.5 };
    expect(isRecovering(alarm, low, trendOf(-2.5, -2.45), { within: 60 * minute, now: 2 * minute })).toBe(true);
    expect(isRecovering(alarm, undefined, trendOf(-2.5, -2.45), { within: minute, now: minute })).toBe(false);
  });
});
