import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AlarmStateName, alarmStates, eventSchema, type StandingAlarm } from "../../core/wire/messages.ts";
import { alarmChanges } from "./alarm-changes.ts";

const alarm = (key: string, state: AlarmStateName): StandingAlarm => ({
  key,
  device: "gemaal",
  variable: "pump-1",
  condition: "pump-failed",
  priority: "medium",
  state,
  onset: 1,
  since: 1,
  eventId: "1",
  value: null,
  response: "",
});

describe("regional transitions", () => {
  test.each([
    ["normal", "unacknowledged", "raise"],
    ["unacknowledged", "acknowledged", "acknowledge"],
    ["unacknowledged", "rtnUnacknowledged", "clear"],
    ["rtnUnacknowledged", "unacknowledged", "reRaise"],
    ["rtnUnacknowledged", "normal", "acknowledge"],
    ["acknowledged", "unacknowledged", "reAlarm"],
    ["acknowledged", "normal", "clear"],
    ["acknowledged", "latchedAcknowledged", "acknowledge"],
    ["latchedAcknowledged", "normal", "reset"],
  ] as const)("from %s to %s is %s", (from, to, transition) => {
    const list = (state: AlarmStateName) => (state === "normal" ? [] : [alarm("k", state)]);
    expect(alarmChanges(list(from), list(to), 5).map((one) => [one.from, one.to, one.transition])).toEqual([
      [from, to, transition],
    ]);
  });

  test("the changes replayed lead from one list to the next, and each is a valid event", () => {
    const list = fc.uniqueArray(
      fc.record({ key: fc.constantFrom("a", "b", "c"), state: fc.constantFrom(...alarmStates.slice(1)) }),
      { selector: (one) => one.key },
    );
    fc.assert(
      fc.property(list, list, (before, after) => {
        const as = (entries: typeof before) => entries.map(({ key, state }) => alarm(key, state));
        const states = new Map<string, AlarmStateName>(before.map(({ key, state }) => [key, state]));
        for (const one of alarmChanges(as(before), as(after), 5)) {
          expect(states.get(one.key) ?? "normal").toBe(one.from);
          expect(eventSchema.safeParse({ ...one, id: "1" }).success).toBe(true);
          if (one.to === "normal") states.delete(one.key);
          else states.set(one.key, one.to);
        }
        expect(states).toEqual(new Map(after.map(({ key, state }) => [key, state])));
      }),
    );
  });
});
