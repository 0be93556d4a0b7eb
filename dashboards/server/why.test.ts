import { expect, it } from "vitest";
import type { AlarmEvent, DecisionEvent } from "../../core/wire/events.ts";
import { alarmEvent } from "../../test/support/records.ts";
import { rowsOf } from "./influx-rows.ts";
import { type Ask, quoted, why } from "./why.ts";

const alarm = alarmEvent({
  ...{ id: "1.7", at: Date.parse("2026-03-04T03:12:00Z"), onset: Date.parse("2026-03-04T03:11:40Z") },
  ...{ key: "pump-1.pump-failed", condition: "pump-failed", priority: "medium" },
});
const decision: DecisionEvent = {
  kind: "decision",
  id: "1.8",
  at: alarm.at + 1,
  actuator: "pump-1.pump-failed",
  value: null,
  layer: "alarm",
  reason: "commanded but not running for 20 s",
  ruleVersion: "7",
  inputs: [{ path: "vfd-1/running", value: 0, quality: "good", age: 400 }],
  refused: [{ layer: "homeostasis", value: 80, by: "minimum-off-time" }],
};

const asked: string[] = [];
const ask: Ask = async (influxql) => {
  asked.push(influxql);
  return [{ time: 0, body: JSON.stringify(influxql.includes("FROM alarm") ? alarm : decision) }];
};

it("tells an alarm and its decision in words, newest first", async () => {
  const { words } = await why("pump-1.pump-failed", {}, ask);
  expect(words).toEqual([
    "2026-03-04T03:12:00.001Z pump-1.pump-failed: no command, decided by alarm because commanded but not running for 20 s (rules 7); inputs: vfd-1/running = 0 (good, 0.4 s old); refused: homeostasis wanted 80, refused by minimum-off-time",
    "2026-03-04T03:12:00.000Z alarm pump-1.pump-failed (medium) went from normal to unacknowledged, state B: raise, without a value, quality good",
  ]);
});

it("tells of a shelved alarm by whom, why and until when it is hidden, whichever record is the newest", async () => {
  const shelved = {
    by: "anna",
    reason: "weed",
    since: 1,
    until: Date.parse("2026-03-04T05:00:00Z"),
    oneShot: false,
    occurred: 1,
  };
  const words = async (event: Partial<AlarmEvent>) =>
    (
      await why("pump-1.pump-failed", {}, async (q) =>
        q.includes("FROM alarm") ? [{ time: 0, body: JSON.stringify({ ...alarm, ...event }) }] : [],
      )
    ).words[0];
  const hidden = "; shelved by anna until 2026-03-04T05:00:00.000Z: weed; raised while hidden: 1";
  const shelve = { transition: "shelve", from: "unacknowledged", actor: "anna", note: "weed", shelved } as const;
  expect(await words(shelve)).toContain(
    `stays unacknowledged, state E: shelve by anna, without a value, quality good${hidden}`,
  );
  expect(await words({ shelved })).toContain(`went from normal to unacknowledged, state E: raise`);
  expect(await words({ shelved })).toContain(hidden);
  expect(await words({ transition: "acknowledge", actor: "ben", note: "crew called" })).toContain(
    "acknowledge by ben, without a value, quality good: crew called",
  );
});

it("tells an order in the unit of its actuator: per cent of a drive, kW or A of what charges and discharges", async () => {
  const words = async (event: Partial<DecisionEvent>) => {
    const body = JSON.stringify({ ...decision, actuator: "battery", refused: [], ...event });
    const { words } = await why("battery", {}, async (q) => (q.includes("FROM alarm") ? [] : [{ time: 0, body }]));
    return words[0];
  };
  expect(await words({ value: 80 })).toContain("battery: run at 80 %, decided");
  expect(await words({ value: 0, unit: "kW" })).toContain("battery: stop, decided");
  expect(await words({ value: -13, unit: "kW" })).toContain("battery: discharge at 13 kW, decided");
  const refused = [{ layer: "homeostasis", value: 20, by: "limit" }];
  expect(await words({ value: 16, unit: "A", refused })).toMatch(
    /battery: charge at 16 A, decided.*homeostasis wanted 20 A, refused by limit/,
  );
});

it("asks only for what stood at the asked time, and quotes what it was given", async () => {
  asked.length = 0;
  await why("pump-1", { at: 5 }, ask);
  expect(asked.at(-1)).toBe(
    "SELECT body FROM decision WHERE actuator = 'pump-1' AND time <= 5ms ORDER BY time DESC LIMIT 20",
  );
  expect(quoted("it's \\ x")).toBe("'it\\'s \\\\ x'");
});

it("throws the store's words when it refused", () => {
  const body = new TextEncoder().encode('{"results":[{"statement_id":0,"error":"no such measurement"}]}');
  expect(() => rowsOf(body)).toThrow("no such measurement");
});

it("reads answers that are about no measurement", () => {
  const series = '[{"columns":["name","default"],"values":[["autogen",true]]}]';
  const body = new TextEncoder().encode(`{"results":[{"statement_id":0,"series":${series}}]}`);
  expect(rowsOf(body)).toEqual([{ name: "autogen", default: true }]);
});
