import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StandingAlarm } from "../../core/wire/alarm-digest.ts";
import { type AlarmStateName, alarmStates, priorities } from "../../core/wire/alarm-words.ts";
import { type LocalState, silentLocal, stepLocal } from "./local.ts";
import type { LocalOutput } from "./schema.ts";

const raised = Date.UTC(2026, 5, 1);
const siren: LocalOutput = { actuator: "siren", priorities: ["critical"], for: 60_000, repeat: 900_000 };

function alarm(changes: Partial<StandingAlarm> = {}): StandingAlarm {
  return {
    key: "site.level-hihi",
    device: "site",
    variable: "level-inside",
    condition: "level-hihi",
    priority: "critical",
    state: "unacknowledged",
    onset: raised - 60_000,
    since: raised,
    eventId: "1",
    value: -1.9,
    response: "Check pumps",
    ...changes,
  };
}

const sounds = (alarms: readonly StandingAlarm[], after: number): boolean =>
  stepLocal(silentLocal, { alarms }, { outputs: [siren] }, raised + after).state.sounding["siren"] ?? false;

describe("local rung", () => {
  test("sounds for its time when an alarm is raised and again at each repeat", () => {
    const seconds = [0, 59.999, 60, 899.999, 900, 959.999, 960, 1_800];
    expect(seconds.map((second) => sounds([alarm()], second * 1_000))).toEqual([
      true,
      true,
      false,
      false,
      true,
      true,
      false,
      true,
    ]);
  });

  test("tells when it will change, so that nobody has to poll", () => {
    const at = (after: number) =>
      stepLocal(silentLocal, { alarms: [alarm()] }, { outputs: [siren] }, raised + after).nextAt;
    expect([at(0), at(60_000)]).toEqual([raised + 60_000, raised + 900_000]);
    expect(stepLocal(silentLocal, { alarms: [] }, { outputs: [siren] }, raised).nextAt).toBeUndefined();
  });

  test("falls silent at once when acknowledged, and for another priority it never sounds", () => {
    expect(sounds([alarm({ state: "acknowledged" })], 1_000)).toBe(false);
    expect(sounds([alarm({ priority: "high" })], 1_000)).toBe(false);
    expect(sounds([alarm({ state: "acknowledged" }), alarm({ key: "b", eventId: "2" })], 1_000)).toBe(true);
  });

  test("the first step tells every output, later ones only what changes", () => {
    const first = stepLocal(silentLocal, { alarms: [] }, { outputs: [siren] }, raised);
    expect(first.effects).toEqual([{ kind: "output", actuator: "siren", on: false, because: null }]);
    expect(stepLocal(first.state, { alarms: [] }, { outputs: [siren] }, raised + 1).effects).toEqual([]);
  });

  test("two entries for one output are both heard", () => {
    const short: LocalOutput = { actuator: "siren", priorities: ["high"], for: 10_000 };
    const step = (after: number) =>
      stepLocal(silentLocal, { alarms: [alarm({ priority: "high" })] }, { outputs: [siren, short] }, raised + after)
        .state;
    expect([step(9_999).sounding["siren"], step(10_000).sounding["siren"]]).toEqual([true, false]);
  });

  test("between two steps nothing changes before nextAt, whatever stands", () => {
    const alarms = fc.array(
      fc.record({
        state: fc.constantFrom<AlarmStateName>(...alarmStates),
        priority: fc.constantFrom(...priorities),
        since: fc.integer({ min: raised - 2_000_000, max: raised }),
      }),
    );
    fc.assert(
      fc.property(alarms, fc.nat(5_000_000), fc.double({ min: 0, max: 0.999, noNaN: true }), (entries, at, share) => {
        const input = { alarms: entries.map((entry, index) => alarm({ ...entry, key: `k${index}` })) };
        const here = stepLocal(silentLocal, input, { outputs: [siren] }, raised + at);
        const until = here.nextAt ?? raised + at + 10_000_000;
        const between = Math.floor(raised + at + (until - raised - at) * share);
        expect(stepLocal(here.state, input, { outputs: [siren] }, between).effects).toEqual([]);
        const again: LocalState = stepLocal(silentLocal, input, { outputs: [siren] }, raised + at).state;
        expect(again).toEqual(here.state);
      }),
    );
  });
});
