import { describe, expect, test } from "vitest";
import type { StandingAlarm } from "../../../core/wire/alarm-digest.ts";
import type { AlarmEvent } from "../../../core/wire/events.ts";
import type { Shelved } from "../../../core/wire/shelved.ts";
import type { SiteAlarm, SiteEvent } from "./episodes.ts";
import { performanceOf } from "./performance.ts";
import { usualSettings } from "./settings.ts";

const t0 = Date.UTC(2026, 0, 1);
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

type Told = Partial<AlarmEvent> & { readonly site?: string };
function event(at: number, key: string, transition: AlarmEvent["transition"], change: Told = {}): SiteEvent {
  const { site = "oost", ...more } = change;
  const to = {
    raise: "unacknowledged",
    reRaise: "unacknowledged",
    clear: "rtnUnacknowledged",
    acknowledge: "acknowledged",
  };
  const about = { device: key, variable: "", condition: "hi", priority: "low", quality: "good" } as const;
  const states = { from: "normal", to: to[transition as keyof typeof to] ?? "unacknowledged" } as Pick<
    AlarmEvent,
    "from" | "to"
  >;
  const values = { value: null, limit: null, onset: t0 + at, id: String(at) };
  return { site, event: { kind: "alarm", at: t0 + at, key, transition, ...about, ...states, ...values, ...more } };
}

const standing = (key: string, change: Partial<StandingAlarm> = {}): SiteAlarm => ({
  site: "oost",
  alarm: {
    ...{ key, device: key, variable: "", condition: "hi", priority: "low", state: "unacknowledged" },
    ...{ onset: t0, since: t0, eventId: "1", value: null, response: "" },
    ...change,
  },
});

const during = (
  length: number,
  events: readonly SiteEvent[],
  alarms: readonly SiteAlarm[] = [],
  settings = usualSettings,
) => performanceOf({ events, alarms, span: { from: t0, to: t0 + length } }, settings);
const figure = (of: ReturnType<typeof during>, name: string) => of.figures.find((one) => one.figure === name);
const shelved: Shelved = { by: "anna", reason: "work", since: t0, until: t0 + hour, oneShot: false, occurred: 0 };

describe("rates", () => {
  test("count what was announced: raised, again, and shown again; not what was hidden, nor what the region repeats", () => {
    const events = [
      event(0, "a", "raise"),
      event(minute, "a", "reAlarm"),
      event(2 * minute, "a", "shelve", { shelved }),
      event(3 * minute, "a", "reRaise", { shelved }),
      event(4 * minute, "a", "unshelve"),
      event(5 * minute, "oost.a", "raise", { site: "-", variable: "a" }),
      event(6 * minute, "oost.silent", "raise", { site: "-" }),
      event(7 * minute, "a", "acknowledge"),
    ];
    const { rates } = during(2 * hour, events);
    expect(rates).toMatchObject({ annunciated: 4, perDay: 48, perHour: 2, perTenMinutes: 1 / 3, mostInTenMinutes: 4 });
  });

  test("an hour above 30 and periods above 10 are shares of fixed hours and periods", () => {
    const events = Array.from({ length: 31 }, (_, n) => event(n * 20 * second, `a${n}`, "raise"));
    const { rates } = during(2 * hour, events);
    expect([rates.hoursAbove30, rates.tenMinutesAbove10, rates.mostInTenMinutes]).toEqual([0.5, 1 / 12, 30]);
    expect(figure(during(2 * hour, events), "hoursAbove30")).toMatchObject({ verdict: "bad" });
    expect(during(2 * hour, events.slice(1)).rates.hoursAbove30).toBe(0);
  });

  test("a flood begins above ten in ten minutes and ends below five", () => {
    const counts = [10, 11, 20, 5, 4, 11];
    const events = counts.flatMap((count, period) =>
      Array.from({ length: count }, (_, n) => event(period * 10 * minute + n * second, `a${n}`, "raise")),
    );
    const { rates } = during(hour, events);
    expect(rates.floods).toEqual([
      { from: t0 + 10 * minute, to: t0 + 40 * minute, count: 36, peak: 20 },
      { from: t0 + 50 * minute, to: t0 + hour, count: 11, peak: 11 },
    ]);
    expect(rates.timeInFlood).toBeCloseTo(2 / 3);
  });
});

describe("single alarms", () => {
  test("the most frequent come first with their share, ten at most", () => {
    const events = Array.from({ length: 12 }, (_, n) => event(n * minute, `a${n}`, "raise"));
    const result = during(day, [...events, event(hour, "a7", "reRaise"), event(2 * hour, "a7", "reRaise")]);
    expect(result.mostFrequent[0]).toEqual({ site: "oost", key: "a7", count: 3, share: 3 / 14 });
    expect(result.mostFrequent).toHaveLength(10);
    expect(figure(result, "shareOfTenMostFrequent")?.value).toBeCloseTo(12 / 14);
  });

  test("of ten alarms or fewer no share of the ten most frequent is told", () => {
    const result = during(day, [event(minute, "a", "raise"), event(2 * minute, "b", "raise")]);
    expect(figure(result, "shareOfTenMostFrequent")?.value).toBeNull();
  });

  test("three activations in a minute chatter, also hidden ones; other settings say otherwise", () => {
    const events = [0, 30, 60, 61, 200].map((at) => event(at * second, "a", "raise", at === 61 ? { shelved } : {}));
    expect(during(hour, events).chattering).toEqual([{ site: "oost", key: "a", count: 2 }]);
    expect(during(hour, events, [], { ...usualSettings, chatterWithin: 59_999 }).chattering).toMatchObject([
      { count: 1 },
    ]);
    expect(during(hour, events, [], { ...usualSettings, chatterCount: 6 }).chattering).toEqual([]);
  });

  test("one that is gone within ten seconds is fleeting", () => {
    const gone = (at: number, key: string) => [event(0, key, "raise"), event(at, key, "clear", { onset: t0 })];
    const result = during(hour, [...gone(9_999, "a"), ...gone(10_000, "b")]);
    expect(result.fleeting).toEqual([{ site: "oost", key: "a", count: 1 }]);
    expect(figure(result, "fleeting")).toMatchObject({ value: 1, verdict: "bad" });
  });

  test("one that holds for more than a day is stale: over or not, begun before or not", () => {
    const before = t0 - 3 * day;
    const events = [event(hour, "ended", "clear", { onset: before }), event(day, "short", "raise")];
    const result = during(2 * day, events, [
      standing("standing", { onset: t0 - hour }),
      standing("over", { state: "normal", onset: before }),
    ]);
    expect(result.stale).toEqual([
      { site: "oost", key: "ended", since: before, length: 3 * day + hour, ended: true },
      { site: "oost", key: "standing", since: t0 - hour, length: 2 * day + hour, ended: false },
    ]);
    expect(figure(result, "staleOnWorstDay")?.value).toBe(2);
  });

  test("time to acknowledge runs from the first announcement to the acknowledge", () => {
    const events = [4, 6, 30].flatMap((minutes, n) => [
      event(0, `a${n}`, "raise"),
      event(minute, `a${n}`, "reAlarm"),
      event(minutes * minute, `a${n}`, "acknowledge"),
    ]);
    const result = during(hour, events);
    expect(result.acknowledging).toEqual({ count: 3, median: 6 * minute, p95: 30 * minute });
    expect(figure(result, "medianToAcknowledge")).toMatchObject({ verdict: "bad" });
  });
});

describe("what stands", () => {
  test("is counted by priority, and what is shelved is named, over its time or not", () => {
    const result = during(
      2 * hour,
      [],
      [
        standing("a", { priority: "high" }),
        standing("b", { state: "normal", shelved }),
        standing("c", { shelved: { ...shelved, until: t0 + day } }),
      ],
    );
    expect(result.standing).toEqual({ critical: 0, high: 1, medium: 0, low: 1 });
    expect(result.shelved.map(({ key, overTime }) => [key, overTime])).toEqual([
      ["b", true],
      ["c", false],
    ]);
    expect(figure(result, "shelvedOverTime")).toMatchObject({ value: 1, verdict: "bad" });
  });

  test("nothing at all is no figure out of bounds, and the split of nothing is no verdict", () => {
    const result = during(30 * day, []);
    expect(result.figures.map(({ verdict }) => verdict)).not.toContain("bad");
    expect([result.splitVerdict, figure(result, "medianToAcknowledge")?.verdict]).toEqual([null, null]);
  });

  test("the split of priorities is judged against 80, 15 and 5 %", () => {
    const of = (counts: Partial<Record<AlarmEvent["priority"], number>>) =>
      Object.entries(counts).flatMap(([priority, count]) =>
        Array.from({ length: count }, (_, n) =>
          event(n * minute, `${priority}${n}`, "raise", { priority: priority as "low" }),
        ),
      );
    expect(during(day, of({ low: 80, medium: 15, high: 4, critical: 1 }))).toMatchObject({
      split: { low: 0.8, medium: 0.15, high: 0.04, critical: 0.01 },
      splitVerdict: "acceptable",
    });
    expect(during(day, of({ low: 60, medium: 15, high: 20, critical: 5 })).splitVerdict).toBe("bad");
  });
});
