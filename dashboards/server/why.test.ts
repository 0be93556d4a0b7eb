import { expect, it } from "vitest";
import type { AlarmEvent, DecisionEvent } from "../../core/wire/messages.ts";
import { rowsOf } from "./influx-rows.ts";
import { type Ask, quoted, why } from "./why.ts";

const alarm: AlarmEvent = {
  kind: "alarm",
  id: "1.7",
  at: Date.parse("2026-03-04T03:12:00Z"),
  key: "pump-1.pump-failed",
  device: "pump-1",
  variable: "",
  condition: "pump-failed",
  priority: "medium",
  from: "normal",
  to: "unacknowledged",
  transition: "raise",
  value: null,
  limit: null,
  quality: "good",
  onset: Date.parse("2026-03-04T03:11:40Z"),
};
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
  const { words } = await why("pump-1.pump-failed", null, ask);
  expect(words).toEqual([
    "2026-03-04T03:12:00.001Z pump-1.pump-failed: no command, decided by alarm because commanded but not running for 20 s (rules 7); inputs: vfd-1/running = 0 (good, 0.4 s old); refused: homeostasis wanted 80, refused by minimum-off-time",
    "2026-03-04T03:12:00.000Z alarm pump-1.pump-failed (medium) went from normal to unacknowledged: raise, without a value, quality good",
  ]);
});

it("asks only for what stood at the asked time, and quotes what it was given", async () => {
  asked.length = 0;
  await why("pump-1", 5, ask);
  expect(asked.at(-1)).toBe(
    "SELECT body FROM decision WHERE actuator = 'pump-1' AND time <= 5ms ORDER BY time DESC LIMIT 20",
  );
  expect(quoted("it's \\ x")).toBe("'it\\'s \\\\ x'");
});

it("throws the store's words when it refused", () => {
  const body = new TextEncoder().encode('{"results":[{"statement_id":0,"error":"no such measurement"}]}');
  expect(() => rowsOf(body)).toThrow("no such measurement");
});
