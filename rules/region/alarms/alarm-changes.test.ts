import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StandingAlarm } from "../../../core/wire/alarm-digest.ts";
import { type AlarmStateName, alarmStates } from "../../../core/wire/alarm-words.ts";
import { eventSchema } from "../../../core/wire/events.ts";
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

  test("shelving, its change and its end are told by whom and why, whatever the state does", () => {
    const shelved = { by: "anna", reason: "work", since: 1, until: 9, oneShot: false, occurred: 0 };
    const shown = alarm("k", "unacknowledged");
    const hidden = { ...shown, shelved };
    const longer = { ...shown, shelved: { ...shelved, until: 20 } };
    const gone = { ...hidden, state: "rtnUnacknowledged" as const };
    const told = (before: StandingAlarm[], after: StandingAlarm[]) =>
      alarmChanges(before, after, 5).map((one) => [one.transition, one.to, one.actor, one.note, one.shelved?.until]);
    expect(told([shown], [hidden])).toEqual([["shelve", "unacknowledged", "anna", "work", 9]]);
    expect(told([], [{ ...hidden, state: "normal" }])).toEqual([["shelve", "normal", "anna", "work", 9]]);
    expect(told([hidden], [longer])).toEqual([["shelve", "unacknowledged", "anna", "work", 20]]);
    expect(told([hidden], [gone])).toEqual([["clear", "rtnUnacknowledged", undefined, undefined, 9]]);
    expect(told([hidden], [hidden])).toEqual([]);
    expect(told([hidden], [shown])).toEqual([["unshelve", "unacknowledged", undefined, undefined, undefined]]);
    expect(told([hidden], [])).toEqual([["unshelve", "normal", undefined, "shelved no longer", undefined]]);
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
