import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AlarmEvent } from "../../../core/wire/events.ts";
import { standingAlarms } from "../explain.ts";
import { alarmWords, Bench } from "../testing/site.ts";
import type { Action } from "../types.ts";

const key = "gauge.level.level-hi";
const { minute } = Bench;

const shelve = (forMs: number | "oneShot"): Action => ({
  kind: "shelve",
  id: "s",
  actor: "anna",
  key,
  reason: "r",
  forMs,
});
const unshelve: Action = { kind: "unshelve", id: "u", actor: "ben", key };

type Move = "high" | "low" | "blind" | "acknowledge" | "shelve" | "oneShot" | "unshelve" | "wait" | "long";
const moves = ["high", "low", "blind", "acknowledge", "shelve", "oneShot", "unshelve", "wait", "long"] as const;

function play(bench: Bench, move: Move): void {
  const mine = () => bench.alarms().findLast((event) => event.key === key)?.id ?? "none";
  const actions: Partial<Record<Move, () => Action>> = {
    acknowledge: () => ({ kind: "acknowledge", id: "a", actor: "anna", key, eventId: mine() }),
    shelve: () => shelve(5 * minute),
    oneShot: () => shelve("oneShot"),
    unshelve: () => unshelve,
  };
  const level = { high: -1.9, low: -2.2, blind: null }[move as "high" | "low" | "blind"];
  if (level !== undefined) bench.set({ "gauge/level": level });
  const action = actions[move]?.();
  if (action !== undefined) bench.scan(1_000, [action]);
  else for (let passed = 0; passed < (move === "long" ? 10 : 1); passed++) bench.scan(move === "long" ? minute : 1_000);
}

const seen = ["clear acknowledged", "acknowledge rtnUnacknowledged", "unshelve rtnUnacknowledged"];

/** The events of each shelving, from the one that began it to the one that ended it. */
function stretches(events: readonly AlarmEvent[]): readonly (readonly AlarmEvent[])[] {
  const found: AlarmEvent[][] = [];
  let open: AlarmEvent[] | undefined;
  for (const event of events) {
    expect(event.shelved !== undefined).toBe(
      event.transition !== "unshelve" && (open !== undefined || event.transition === "shelve"),
    );
    if (event.transition === "shelve" && open === undefined) {
      open = [];
      found.push(open);
    }
    open?.push(event);
    if (event.transition === "unshelve") open = undefined;
  }
  return found;
}

function checkStretch(events: readonly AlarmEvent[]): void {
  const [first, end] = [events[0], events.at(-1)];
  if (end?.transition !== "unshelve") return;
  const occurred = events.some(({ transition }) => transition === "raise" || transition === "reRaise");
  // Scans are a minute apart at most.
  expect(end.at - (first?.at ?? 0)).toBeLessThanOrEqual(11 * minute);
  expect(end.note?.includes("occurred while hidden")).toBe(occurred);
  expect(["normal", "unacknowledged", "latchedUnacknowledged"]).toContain(end.to);
}

function checkAll(bench: Bench): void {
  const events = bench.alarms().filter((event) => event.key === key);
  expect(events.map(({ from }) => from)).toEqual(["normal", ...events.map(({ to }) => to)].slice(0, events.length));
  const records = new Set(bench.decisions(key).map(({ id }) => id));
  expect(events.filter(({ decision }) => !records.has(decision ?? ""))).toEqual([]);
  const ends = events.filter(({ from, to }) => to === "normal" && from !== "normal");
  for (const { transition, from } of ends) expect(seen).toContain(`${transition} ${from}`);
  for (const stretch of stretches(events)) checkStretch(stretch);
}

describe("any sequence of levels, acknowledges and shelving", () => {
  it("shows every alarm again in time, to normal only as seen or told of, and never straight to acknowledged", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...moves), { maxLength: 40 }), fc.boolean(), (sequence, latch) => {
        const alarm = {
          variable: "gauge/level",
          type: "hi",
          limit: -2,
          latch,
          shelve: { max: "10min" },
          reAlarm: "3min",
        };
        const bench = new Bench({ charter: { reflexes: {}, alarms: { "level-hi": alarmWords(alarm) } } });
        for (const move of sequence) play(bench, move);
        checkAll(bench);
        bench.run(11 * minute);
        expect(standingAlarms(bench.engine).filter((one) => one.shelved !== undefined)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
