import { expect, it } from "vitest";
import type { DecisionEvent } from "../../core/wire/events.ts";
import { alarmEvent } from "../../test/support/records.ts";
import { shiftOf } from "./shift.ts";

const acknowledged = alarmEvent({
  ...{ at: 20, from: "unacknowledged", to: "acknowledged", transition: "acknowledge", onset: 10 },
  ...{ actor: "anna", note: "on my way" },
});
const decided = (at: number, layer: DecisionEvent["layer"], reason: string): DecisionEvent => ({
  ...{ kind: "decision", at, id: String(at), actuator: "pump-1", value: 0, layer, reason, ruleVersion: "7" },
  ...{ refused: [], inputs: [] },
});
const decisions = [
  decided(40, "homeostasis", "level above start"),
  decided(30, "lock", "maintenance-pump-1: put on by piet: greasing"),
  decided(10, "override", "anna: leaves in the screen"),
];

function store(found: readonly DecisionEvent[]) {
  const asked: string[] = [];
  const ask = async (influxql: string) => {
    asked.push(influxql);
    const events = influxql.includes("FROM alarm") ? [acknowledged] : found;
    return events.map((event) => ({ site: "oost", body: JSON.stringify(event) }));
  };
  return { asked, ask };
}

it("tells what alarms did and what people ordered, oldest first, and nothing that a reflex decided", async () => {
  const { asked, ask } = store(decisions);
  const { words, cut } = await shiftOf(28_800_000, ask);
  expect(words).toEqual([
    expect.stringMatching(/^oost: 1970-\S+ pump-1: stop, decided by override because anna: leaves in the screen/),
    expect.stringMatching(/^oost: .* acknowledge by anna, .*: on my way$/),
    expect.stringMatching(/decided by lock because maintenance-pump-1: put on by piet: greasing/),
  ]);
  expect(cut).toBe(false);
  expect(asked.every((influxql) => influxql.includes("WHERE time > now() - 28800000ms "))).toBe(true);
});

it("says when there was more than it looked through", async () => {
  const many = Array.from({ length: 5_000 }, (_, at) => decided(at, "homeostasis", "drain"));
  expect((await shiftOf(1, store(many).ask)).cut).toBe(true);
});
