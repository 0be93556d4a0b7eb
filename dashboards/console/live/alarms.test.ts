import { describe, expect, it } from "vitest";
import type { StandingAlarm } from "../../../core/wire/alarm-digest.ts";
import { alarmStates } from "../../../core/wire/alarm-words.ts";
import { type AlarmRow, alarmRows, concerns, isOwners, isUnacknowledged, isWaiting } from "./alarms.ts";
import { unheard } from "./site.ts";

const alarm = (key: string, changes: Partial<StandingAlarm> = {}): StandingAlarm => ({
  key,
  device: "pump-1",
  variable: "running",
  condition: "pump-failed",
  priority: "medium",
  state: "unacknowledged",
  onset: 1_000,
  since: 1_000,
  eventId: "e",
  value: null,
  response: "look",
  ...changes,
});

it("what waits for an acknowledge is what ISA-18.2 calls unacknowledged", () => {
  const waiting = alarmStates.filter((state) => isUnacknowledged({ state }));
  expect(waiting).toEqual(["unacknowledged", "rtnUnacknowledged", "latchedUnacknowledged"]);
});

it("the worst come first, and of equals the oldest", () => {
  const one = { ...unheard("a"), alarms: [alarm("old", { onset: 5 }), alarm("low", { priority: "low", onset: 1 })] };
  const two = { ...unheard("b"), alarms: [alarm("older", { onset: 3 }), alarm("worst", { priority: "critical" })] };
  expect(alarmRows([one, two]).map((row) => row.alarm.key)).toEqual(["worst", "older", "old", "low"]);
});

describe("an alarm", () => {
  const own: AlarmRow = { site: "a", alarm: alarm("x") };
  const climbed: AlarmRow = { site: "-", alarm: alarm("a.x", { device: "a", variable: "x" }) };
  const noticed: AlarmRow = { site: "-", alarm: alarm("a.silent", { device: "a", variable: "" }) };

  it("concerns the site it stands at or has climbed from", () => {
    expect([own, climbed, noticed].map((row) => concerns(row, "a"))).toEqual([true, true, true]);
    expect([own, climbed, noticed].map((row) => concerns(row, "b"))).toEqual([false, false, false]);
  });

  it("is acknowledged at its site, and at the region only what the region noticed", () => {
    expect([own, climbed, noticed].map(isOwners)).toEqual([true, false, true]);
  });

  it("waits for somebody once, and not while it is shelved", () => {
    const shelved = { by: "anna", reason: "work", since: 1, until: 9, oneShot: false, occurred: 0 };
    const hidden: AlarmRow = { site: "a", alarm: alarm("y", { shelved }) };
    const seen: AlarmRow = { site: "a", alarm: alarm("z", { state: "acknowledged" }) };
    expect([own, climbed, noticed, hidden, seen].filter(isWaiting)).toEqual([own, noticed]);
  });
});
