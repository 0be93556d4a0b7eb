import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StandingAlarm } from "../core/wire/alarm-digest.ts";
import { priorities } from "../core/wire/alarm-words.ts";
import type { Shelved } from "../core/wire/shelved.ts";
import { alarmLines, type ListedAlarm } from "./alarm-lines.ts";

const second = 1_000;
const shelved: Shelved = { by: "anna", reason: "r", since: 0, until: 1, oneShot: false, occurred: 0 };

function listed(key: string, onset: number, change: Partial<StandingAlarm> = {}): ListedAlarm {
  const about = { key, device: key, variable: "", condition: "hi", priority: "low", state: "unacknowledged" } as const;
  return { site: "s", alarm: { ...about, onset, since: onset, eventId: "1", value: null, response: "", ...change } };
}

const told = (list: readonly ListedAlarm[]) =>
  alarmLines(list).map(({ first, others }) => [first.alarm.key, ...others.map(({ alarm }) => alarm.key)].join(" "));

describe("the lines of the list of alarms", () => {
  test("are one for each alarm up to ten, the most urgent first", () => {
    const list = Array.from({ length: 10 }, (_, n) => listed(`a${n}`, n, n === 7 ? { priority: "high" } : {}));
    expect(told(list)).toEqual(["a7", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a8", "a9"]);
  });

  test("of a flood hold what came together under the first of it", () => {
    const substation = listed("mains", 100 * second, { priority: "high" });
    const after = Array.from({ length: 299 }, (_, n) => listed(`b${n}`, (102 + n * 2) * second));
    const lines = alarmLines([...after, listed("old", 0), substation, listed("new", 3_600 * second)]);
    expect(lines.map(({ first, others }) => [first.alarm.key, others.length])).toEqual([
      ["mains", 299],
      ["old", 0],
      ["new", 0],
    ]);
  });

  test("lose no alarm, are ten at most beside critical ones, and begin with what came first", () => {
    const alarm = fc.record({
      onset: fc.integer({ min: 0, max: 100_000 }),
      priority: fc.constantFrom(...priorities),
      shelved: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(alarm, { maxLength: 60 }), (drawn) => {
        const list = drawn.map(({ onset, priority, shelved: is }, n) =>
          listed(`a${n}`, onset, { priority, ...(is ? { shelved } : {}) }),
        );
        const lines = alarmLines(list);
        const keys = lines.flatMap(({ first, others }) => [first, ...others].map((one) => one.alarm.key));
        const shown = list.filter((one) => one.alarm.shelved === undefined);
        expect(keys.sort()).toEqual(shown.map((one) => one.alarm.key).sort());
        const critical = shown.filter((one) => one.alarm.priority === "critical").length;
        expect(lines.length).toBeLessThanOrEqual(Math.max(10, critical + 1));
        for (const { first, others } of lines) {
          expect(first.alarm.onset).toBeLessThanOrEqual(
            Math.min(first.alarm.onset, ...others.map((one) => one.alarm.onset)),
          );
          if (others.length > 0) expect([first, ...others].map((one) => one.alarm.priority)).not.toContain("critical");
        }
      }),
      { numRuns: 300 },
    );
  });
});
