import { expect, test } from "vitest";
import type { AlarmEvent } from "../../core/wire/events.ts";
import { eventRows } from "./event-rows.ts";

const shelved = { by: "anna", reason: "work", since: 5, until: 9, oneShot: false, occurred: 0 };
const raised: AlarmEvent = {
  ...{ kind: "alarm", at: 5, id: "a1", key: "gauge.level.high", device: "gauge", variable: "level", condition: "high" },
  ...{ priority: "high", from: "normal", to: "unacknowledged", transition: "raise", value: 1, limit: 0 },
  ...{ quality: "good", onset: 4 },
};
const state = (event: AlarmEvent): unknown => eventRows({ region: "r", site: "s", event })[0]?.fields.slice(0, 3);

test("an alarm is stored as shelved with who and why, whatever its own state is, until it is shown again", () => {
  const shelve = { ...raised, transition: "shelve", actor: "anna", note: "work", shelved } as const;
  expect(state(shelve)).toEqual(["shelved", "anna", "work"]);
  expect(state({ ...raised, shelved })).toEqual(["shelved", null, null]);
  expect(state({ ...raised, transition: "unshelve", note: "its time is up" })).toEqual([
    "unacknowledged",
    null,
    "its time is up",
  ]);
});
