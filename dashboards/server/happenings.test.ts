import { expect, it } from "vitest";
import type { StandingAlarm } from "../../core/wire/alarm-digest.ts";
import type { AlarmEvent, WireEvent } from "../../core/wire/events.ts";
import { annotationsOf } from "./annotations.ts";
import { happeningsOf, recordsOf } from "./happenings.ts";
import type { Ask } from "./why.ts";

const alarm = (at: number, transition: AlarmEvent["transition"], onset: number): AlarmEvent => ({
  ...{ kind: "alarm", at, id: `a${at}`, key: "site.level.hi", device: "site", variable: "level", condition: "hi" },
  ...{
    priority: "high",
    from: "normal",
    to: "unacknowledged",
    transition,
    value: 1,
    limit: 0.5,
    quality: "good",
    onset,
  },
});
const gap = (at: number): WireEvent => ({
  ...{ kind: "gap", at, id: `g${at}`, device: "gauge", variable: "p1", startAt: at - 5, endAt: at },
  ...{ count: 7, reason: "restart", estimated: true },
});
const decision = (at: number): WireEvent => ({
  ...{ kind: "decision", at, id: `d${at}`, actuator: "pump-1", value: 0, layer: "homeostasis", reason: "low" },
  ...{ ruleVersion: "1", inputs: [], refused: [] },
});
const stored: Readonly<Record<string, readonly WireEvent[]>> = {
  alarm: [alarm(40, "clear", 10), alarm(12, "raise", 10)],
  decision: [decision(30), decision(20)],
  gap: [gap(35)],
};

it("happenings of all kinds come together oldest first, the newest so many; a page before begins before the first", async () => {
  const asked: string[] = [];
  const ask: Ask = async (influxql) => {
    asked.push(influxql);
    const kind = /FROM (\w+)/.exec(influxql)?.[1] ?? "";
    return (stored[kind] ?? []).map((event) => ({ site: "oost", body: JSON.stringify(event) }));
  };
  const page = await happeningsOf(["alarm", "decision", "gap"], { site: "o'st", from: 1, before: 41, limit: 4 }, ask);
  expect(page.map(({ event }) => event.id)).toEqual(["d20", "d30", "g35", "a40"]);
  expect(asked[0]).toBe(
    `SELECT site, body FROM alarm WHERE "site" = 'o\\'st' AND time >= 1ms AND time < 41ms ORDER BY time DESC LIMIT 4`,
  );
  expect((await recordsOf("gap", { limit: 5 }, ask)).map((event) => event?.id)).toEqual(["g35"]);
  expect(asked.at(-1)).toBe("SELECT body FROM gap ORDER BY time DESC LIMIT 5");
});

it("marks: an alarm from onset until its condition was gone, a gap as long as it was, a decision at its moment", () => {
  const happenings = [
    alarm(12, "raise", 10),
    decision(20),
    gap(35),
    alarm(40, "clear", 10),
    alarm(45, "acknowledge", 10),
  ];
  const marks = annotationsOf(happenings.map((event) => ({ site: "oost", event })));
  expect(marks.map(({ kind, at, until }) => [kind, at, until])).toEqual([
    ["alarm", 10, 40],
    ["decision", 20, null],
    ["gap", 30, 35],
  ]);
  expect(marks[0]?.words).toContain("site.level.hi");
  expect(marks).toMatchObject([
    { value: 1, limit: 0.5, reason: null, count: null },
    { value: 0, limit: null, reason: "low", count: null },
    { value: null, limit: null, reason: "restart", count: 7 },
  ]);
});

it("an alarm that stands is marked from its onset, once, also when its raise was long ago", () => {
  const standing = { ...alarm(0, "raise", 3), state: "acknowledged", since: 4, eventId: "a", response: "" };
  const told = { site: "oost", alarm: standing as unknown as StandingAlarm };
  expect(annotationsOf([], [told])).toMatchObject([{ at: 3, until: null, subject: "site.level.hi", priority: "high" }]);
  const again = annotationsOf([{ site: "oost", event: alarm(5, "raise", 3) }], [told]);
  expect(again.map(({ at, until }) => [at, until])).toEqual([[3, null]]);
});

it("an alarm without a limit is marked with the value it was raised at, whatever its later transitions and the digest carry", () => {
  const told = (at: number, transition: AlarmEvent["transition"], value: number) => {
    return { site: "oost", event: { ...alarm(at, transition, 3), value, limit: null } };
  };
  const happenings = [told(3, "raise", 7), told(9, "acknowledge", 8)];
  const last = { ...alarm(9, "acknowledge", 3), value: 8, state: "acknowledged" } as unknown as StandingAlarm;
  const standing = [{ site: "oost", alarm: last }];
  expect(annotationsOf(happenings)).toMatchObject([{ value: 7, limit: null }]);
  expect(annotationsOf(happenings, standing)).toMatchObject([{ value: 7, limit: null, until: null }]);
  expect(annotationsOf([], standing)).toMatchObject([{ value: 8 }]);
});
