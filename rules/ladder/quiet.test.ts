import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StandingAlarm } from "../../core/wire/alarm-digest.ts";
import { silentLocal, stepLocal } from "./local.ts";
import { quietHours } from "./quiet.ts";
import { type LocalOutput, siteLadderSchema } from "./schema.ts";

const minute = 60_000;
const hour = 60 * minute;
const horn: LocalOutput = { actuator: "siren", priorities: ["critical", "high"], for: minute };
const quiet = quietHours(
  siteLadderSchema.parse({ local: { outputs: [], quiet: { between: ["22:00", "07:00"], except: ["critical"] } } }),
  "Europe/Amsterdam",
);

function alarm(raisedAt: number, changes: Partial<StandingAlarm> = {}): StandingAlarm {
  const place = { key: "site.door-open", device: "site", variable: "-", condition: "door-open" };
  const words = { priority: "high", state: "unacknowledged", eventId: "1", value: null, response: "Call" } as const;
  return { ...place, ...words, onset: raisedAt, since: raisedAt, ...changes };
}

const loud = (alarms: readonly StandingAlarm[], at: number, output = horn): boolean =>
  stepLocal(silentLocal, { alarms }, { outputs: [output], quiet }, at).state.sounding["siren"] ?? false;

/** 22:00 and 07:00 of a summer's night in Amsterdam. */
const evening = Date.UTC(2026, 5, 1, 20);
const morning = Date.UTC(2026, 5, 2, 5);

describe("quiet hours of a site's own outputs", () => {
  test("an alarm of the night is silent until the morning, and sounds then for its time", () => {
    const night = [alarm(evening + hour)];
    const moments = [evening + hour, morning - 1, morning, morning + minute - 1, morning + minute];
    expect(moments.map((at) => loud(night, at))).toEqual([false, false, true, true, false]);
  });

  test("what somebody acknowledged in the night does not wake anybody in the morning", () => {
    expect(loud([alarm(evening + hour, { state: "acknowledged" })], morning)).toBe(false);
  });

  test("an alarm that is excepted sounds in the night, and not once more for it in the morning", () => {
    const critical = [alarm(evening + hour, { priority: "critical" })];
    expect([loud(critical, evening + hour), loud(critical, morning)]).toEqual([true, false]);
  });

  test("a sounding that the evening cuts short is owed; one that was over before is not", () => {
    const cut = [alarm(evening - minute / 2)];
    expect([loud(cut, evening - 1), loud(cut, evening), loud(cut, morning)]).toEqual([true, false, true]);
    expect(loud([alarm(evening - minute)], morning)).toBe(false);
  });

  test("a rhythm that repeats goes on in the morning where it was", () => {
    const repeating = { ...horn, repeat: 2 * hour };
    const raised = evening - 30 * minute;
    const moments = [morning, morning + 2 * minute, raised + 10 * hour, raised + 10 * hour + minute];
    expect(moments.map((at) => loud([alarm(raised)], at, repeating))).toEqual([true, false, true, false]);
  });

  test.each([
    ["the clock is set forward", Date.UTC(2026, 2, 28, 22), Date.UTC(2026, 2, 29, 5)],
    ["the clock is set back", Date.UTC(2026, 9, 24, 21), Date.UTC(2026, 9, 25, 6)],
  ])("the night in which %s ends by the clock on the wall", (_, raised, end) => {
    expect([loud([alarm(raised)], end - 1), loud([alarm(raised)], end)]).toEqual([false, true]);
  });

  test("nothing changes before the moment that a step names", () => {
    const raisedAt = fc.integer({ min: 0, max: 72 * 60 }).map((minutes) => evening - 24 * hour + minutes * minute);
    const share = fc.double({ min: 0, max: 0.999, noNaN: true });
    const repeat = fc.option(fc.integer({ min: 2, max: 900 }), { nil: undefined });
    fc.assert(
      fc.property(raisedAt, fc.nat(48 * 60), share, repeat, (raised, after, part, every) => {
        const output = { ...horn, repeat: every === undefined ? undefined : every * minute };
        const at = raised + after * minute;
        const rung = { outputs: [output], quiet };
        const here = stepLocal(silentLocal, { alarms: [alarm(raised)] }, rung, at);
        const until = here.nextAt ?? at + 1;
        const between = Math.floor(at + (until - at) * part);
        expect(stepLocal(here.state, { alarms: [alarm(raised)] }, rung, between).effects).toEqual([]);
      }),
    );
  });
});
