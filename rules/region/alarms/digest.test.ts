import { expect, test } from "vitest";
import { alarmDigestSchema, type StandingAlarm } from "../../../core/wire/alarm-digest.ts";
import { digestMessage } from "./digest.ts";

const alarm: StandingAlarm = {
  key: "site.level-hi",
  device: "site",
  variable: "level-inside",
  condition: "level-hi",
  priority: "low",
  state: "unacknowledged",
  onset: 0,
  since: 0,
  eventId: "1",
  value: -2,
  response: "",
};

/** The conditions of a published digest, in its order. */
function published(alarms: readonly StandingAlarm[]): string[] {
  const digest = { boot: "1-00000000000000aa", revision: 1, at: 0, alarms: [...alarms] };
  const { payload } = digestMessage("north", digest);
  return alarmDigestSchema
    .parse(JSON.parse(new TextDecoder().decode(payload)))
    .alarms.map(({ condition }) => condition);
}

test("the most urgent alarm stands first, and of equally urgent ones the oldest", () => {
  const alarms: StandingAlarm[] = [
    { ...alarm, condition: "low-old", onset: 1 },
    { ...alarm, condition: "critical-new", priority: "critical", onset: 9 },
    { ...alarm, condition: "critical-old", priority: "critical", onset: 5 },
  ];
  expect(published(alarms)).toEqual(["critical-old", "critical-new", "low-old"]);
});

test("of more than 400 alarms the least urgent are left out", () => {
  const many = Array.from({ length: 400 }, (): StandingAlarm => ({ ...alarm, condition: "many" }));
  const conditions = published([...many, { ...alarm, condition: "critical", priority: "critical", onset: 9 }]);
  expect(conditions).toHaveLength(400);
  expect(conditions[0]).toBe("critical");
});
