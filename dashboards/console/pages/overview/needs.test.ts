import { describe, expect, it } from "vitest";
import type { StandingAlarm } from "../../../../core/wire/alarm-digest.ts";
import { type Site, unheard } from "../../live/site.ts";
import { countOf, isCalm, needsOf, soon } from "./needs.ts";

const now = 1_000_000;
const alarm = (key: string, changes: Partial<StandingAlarm> = {}): StandingAlarm => ({
  ...{ key, device: "pump-1", variable: "running", condition: "failed", priority: "medium", state: "unacknowledged" },
  ...{ onset: 1_000, since: 1_000, eventId: "e", value: null, response: "look" },
  ...changes,
});
const site = (id: string, changes: Partial<Site> = {}): Site => ({ ...unheard(id), ...changes });
const heard = () => false;
const needs = (...sites: readonly Site[]) => needsOf(sites, now, heard);

it("nothing needs anybody where nothing is the matter", () => {
  expect(countOf(needs(site("a"), site("-")))).toBe(0);
});

describe("an alarm that waits for an acknowledge", () => {
  it("is told first-out: of a place the worst and oldest speaks for the rest", () => {
    const flood = [
      alarm("late", { onset: 9 }),
      alarm("first", { onset: 5 }),
      alarm("low", { priority: "low", onset: 1 }),
    ];
    expect(needs(site("a", { alarms: flood })).alarms).toMatchObject([
      { site: "a", first: { alarm: { key: "first" } }, more: 2 },
    ]);
  });

  it("has a line of its own when it is critical, before all others", () => {
    const alarms = [
      alarm("m"),
      alarm("c", { priority: "critical" }),
      alarm("d", { priority: "critical", onset: 2_000 }),
    ];
    const told = needs(site("b", { alarms: [alarm("h", { priority: "high" })] }), site("a", { alarms })).alarms;
    expect(told.map(({ first, more }) => [first.alarm.key, more])).toEqual([
      ["c", 0],
      ["d", 0],
      ["h", 0],
      ["m", 0],
    ]);
  });

  it("is told once though it has climbed to the region, and at its site when the region noticed it", () => {
    const climbed = alarm("a.x", { device: "a", variable: "x" });
    const noticed = alarm("b.silent", { device: "b", variable: "", onset: 2_000 });
    expect(needs(site("-", { alarms: [climbed, noticed] }), site("a", { alarms: [alarm("x")] })).alarms).toMatchObject([
      { site: "a", first: { alarm: { key: "x" } } },
      { site: "b", first: { site: "-", alarm: { key: "b.silent" } } },
    ]);
  });

  it("no more once it is acknowledged, or while it is shelved", () => {
    const shelved = { by: "anna", reason: "r", since: 0, until: now + 2 * soon, oneShot: false, occurred: 0 };
    const alarms = [alarm("x", { state: "acknowledged" }), alarm("y", { shelved })];
    expect(countOf(needs(site("a", { alarms })))).toBe(0);
  });
});

it("overrides and shelves are told of when they soon end, the first to end first, and not while they have long to go", () => {
  const mode = (actuator: string, until: number) => {
    const override = { by: "anna", value: 0, reason: "r", until };
    return { actuator, layer: "override", by: "anna", override };
  };
  const modes = [mode("late", now + soon + 1), mode("p", now + 60_000), mode("q", now + 1)];
  const shelf = (until: number, oneShot = false) => ({
    by: "anna",
    reason: "r",
    since: 0,
    until,
    oneShot,
    occurred: 0,
  });
  const alarms = [
    alarm("x", { state: "normal", shelved: shelf(now + 5) }),
    alarm("y", { state: "normal", shelved: shelf(now + soon + 1) }),
    alarm("z", { state: "normal", shelved: shelf(now + 5, true) }),
  ];
  const { overrides, shelves } = needs(site("a", { modes, alarms }));
  expect(overrides.map(({ actuator }) => actuator)).toEqual(["q", "p"]);
  expect(shelves.map((need) => need.alarm.key)).toEqual(["x"]);
});

it("silent sites and locks that are on are told of; the region itself is no site", () => {
  const lock = { lock: "work", by: "anna", reason: "rack", since: 1 };
  const told = needsOf([site("-"), site("a"), site("b", { locks: [lock] })], now, ({ site: id }) => id !== "b");
  expect([told.silent, told.locks]).toEqual([["a"], [{ site: "b", lock }]]);
});

it("a site is calm when nothing of it needs anybody and no alarm stands, here or at the region", () => {
  const quiet = site("a");
  const known = site("b", { alarms: [alarm("x", { state: "acknowledged" })] });
  const climbed = { site: "-", alarm: alarm("a.x", { device: "a" }) };
  expect(isCalm(quiet, needs(quiet), [])).toBe(true);
  expect(isCalm(quiet, needs(quiet), [climbed])).toBe(false);
  expect(isCalm(known, needs(known), [])).toBe(false);
});
