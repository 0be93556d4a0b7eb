import { describe, expect, it } from "vitest";
import { compile } from "../compile/compile.ts";
import { explain, standingAlarms } from "../explain.ts";
import { restore, snapshot } from "../snapshot.ts";
import { alarmWords, Bench, type SiteParts, t0, testSite } from "../testing/site.ts";
import type { Action } from "../types.ts";

const key = "gauge.level.level-hi";
const { minute } = Bench;
const hour = 60 * minute;
const high = { "gauge/level": -1.9 };
const low = { "gauge/level": -2.2 };

const only = (more: Record<string, unknown> = {}, others: Record<string, unknown> = {}): SiteParts => ({
  charter: {
    reflexes: {},
    alarms: { "level-hi": alarmWords({ variable: "gauge/level", type: "hi", limit: -2, ...more }), ...others },
  },
});

const shelve = (forMs: number | "oneShot" = hour, more: Partial<Extract<Action, { kind: "shelve" }>> = {}): Action => ({
  kind: "shelve",
  id: "s",
  actor: "anna",
  key,
  reason: "weed rack is being cleaned",
  forMs,
  ...more,
});
const unshelve: Action = { kind: "unshelve", id: "u", actor: "ben", key };
const last = (bench: Bench) => bench.alarms().at(-1);
const raised = (parts: SiteParts = only()) => new Bench(parts).set(high).run(2_000);
const told = (bench: Bench) => bench.alarms().map(({ transition, from, to }) => `${transition} ${from} ${to}`);

describe("a shelved alarm", () => {
  it("keeps its state, is told as shelved by whom, why and until when, and its records say so", () => {
    const bench = raised();
    expect(bench.scan(0, [shelve()]).results).toEqual([{ id: "s", accepted: true }]);
    const shelved = { by: "anna", reason: "weed rack is being cleaned", until: bench.now + hour, oneShot: false };
    expect(last(bench)).toMatchObject({ transition: "shelve", to: "unacknowledged", actor: "anna", shelved });
    expect(last(bench)?.note).toBe("weed rack is being cleaned");
    expect(standingAlarms(bench.engine)).toMatchObject([{ key, state: "unacknowledged", shelved }]);
    const agreed = { consequence: "q", timeToRespond: 3_600_000, longestShelving: 28_800_000 };
    expect(standingAlarms(bench.engine)).toMatchObject([agreed]);
    expect(explain(bench.engine, key, bench.now)?.reason).toContain("shelved by anna until 2025-06-01T01:00:02.000Z");
    const record = bench.log.flatMap(({ decisions }) => decisions).find(({ id }) => id === last(bench)?.decision);
    expect(record?.reason).toContain("shelve: anna; shelved by anna");
  });

  it("is announced again with its own onset when its time is up, though it was acknowledged, and warned of before", () => {
    const bench = raised();
    const { onset, id: eventId } = bench.alarms()[0]!;
    bench.scan(0, [{ kind: "acknowledge", id: "a", actor: "anna", key, eventId }]);
    bench.scan(1_000, [shelve(20 * minute)]);
    const end = bench.now + 20 * minute;
    bench.run(20 * minute + 1_000);
    expect(told(bench).slice(2)).toEqual([
      "shelve acknowledged acknowledged",
      "shelvingEnds acknowledged acknowledged",
      "unshelve acknowledged unacknowledged",
    ]);
    expect(bench.alarms().at(-2)?.at).toBe(end - 2 * minute);
    expect(last(bench)).toMatchObject({ at: end, onset, note: "its time is up" });
    expect(standingAlarms(bench.engine)).toMatchObject([{ state: "unacknowledged", since: end, onset }]);
    expect(standingAlarms(bench.engine)[0]).not.toHaveProperty("acknowledgedBy");
  });

  it("ends at its moment when scans come only when the engine asks", () => {
    const bench = new Bench(only());
    bench.silence(...bench.held.keys()).scan();
    let { nextAt } = bench.scan(1_000, [shelve(10 * minute)]);
    for (let scans = 0; scans < 1_000 && last(bench)?.transition !== "unshelve"; scans++) {
      nextAt = bench.scan(nextAt - bench.now).nextAt;
    }
    expect(last(bench)).toMatchObject({ at: t0 + 1_000 + 10 * minute, to: "normal" });
  });

  it("that came and went meanwhile is told of and normal; every transition of it has its event and record", () => {
    const bench = new Bench(only()).run(1_000);
    bench.scan(0, [shelve()]);
    bench.set(high).run(2_000).set(low).run(2_000).set(high).run(2_000).set(low).run(2_000);
    expect(standingAlarms(bench.engine)).toMatchObject([{ state: "rtnUnacknowledged", shelved: { occurred: 2 } }]);
    bench.scan(0, [unshelve]);
    expect(told(bench)).toEqual([
      "shelve normal normal",
      "raise normal unacknowledged",
      "clear unacknowledged rtnUnacknowledged",
      "reRaise rtnUnacknowledged unacknowledged",
      "clear unacknowledged rtnUnacknowledged",
      "unshelve rtnUnacknowledged normal",
    ]);
    expect(last(bench)).toMatchObject({ actor: "ben", note: "unshelved by ben; occurred while hidden, 2 times" });
    expect(bench.alarms().map(({ shelved }) => shelved !== undefined)).toEqual([true, true, true, true, true, false]);
    expect(bench.decisions(key)).toHaveLength(6);
    expect(standingAlarms(bench.engine)).toEqual([]);
    expect(bench.engine.tracks.size).toBe(0);
  });

  it("with one shot ends when its condition is gone, and is refused where it does not hold", () => {
    const bench = raised();
    bench.scan(0, [shelve("oneShot")]);
    bench.run(2 * hour);
    expect(told(bench)).toHaveLength(2);
    bench.set(low).run(1_000);
    expect(told(bench).slice(2)).toEqual([
      "clear unacknowledged rtnUnacknowledged",
      "unshelve rtnUnacknowledged normal",
    ]);
    expect(bench.scan(0, [shelve("oneShot")]).results[0]).toMatchObject({ refusal: "not-active" });
  });

  it("is not announced again by its re-alarm time, and nobody can acknowledge it", () => {
    const bench = raised(only({ reAlarm: "5min" }));
    bench.scan(0, [{ kind: "acknowledge", id: "a", actor: "anna", key, eventId: bench.alarms()[0]!.id }]);
    bench.scan(0, [shelve()]);
    bench.run(30 * minute);
    expect(told(bench)).toHaveLength(3);
    const acknowledge: Action = { kind: "acknowledge", id: "b", actor: "ben", key, eventId: last(bench)!.id };
    expect(bench.scan(0, [acknowledge]).results[0]).toMatchObject({
      refusal: "shelved",
      detail: expect.stringContaining("anna"),
    });
  });

  it("keeps a latch: it waits for acknowledge and reset all the same", () => {
    const bench = raised(only({ latch: true }));
    bench.scan(0, [shelve()]);
    bench.set(low).run(1_000);
    bench.scan(0, [unshelve]);
    expect(last(bench)).toMatchObject({ from: "latchedUnacknowledged", to: "latchedUnacknowledged" });
    expect(standingAlarms(bench.engine)).toMatchObject([{ state: "latchedUnacknowledged", since: bench.now }]);
  });

  it("hides no other alarm: those it is set above are announced while it is shelved", () => {
    const hihi = alarmWords({ variable: "gauge/level", type: "hiHi", limit: -1.95, suppresses: ["level-hi"] });
    const bench = raised(only({}, { "level-hihi": hihi }));
    expect(bench.alarms().map((event) => event.key)).toEqual(["gauge.level.level-hihi"]);
    bench.scan(0, [shelve(hour, { key: "gauge.level.level-hihi" })]);
    bench.run(1_000);
    expect(last(bench)).toMatchObject({ key, transition: "raise" });
  });

  it("suppressed by design when it is shown again, waits as any other and is raised with its own onset", () => {
    const bench = raised(only({ suppressedWhen: "!v('io/mains-ok')" }));
    const { onset } = bench.alarms()[0]!;
    bench.scan(0, [shelve()]);
    bench.set({ "io/mains-ok": 0 }).run(1_000);
    bench.scan(0, [unshelve]);
    bench.run(10_000);
    expect(told(bench).at(-1)).toBe("unshelve unacknowledged normal");
    bench.set({ "io/mains-ok": 1 }).run(1_000);
    expect(last(bench)).toMatchObject({ transition: "raise", onset });
  });
});

describe("what is refused", () => {
  it("names who has shelved it already, an event that is not the last, a time too long, and an alarm without a shelf", () => {
    const bench = raised(
      only({ shelve: { max: "2h" } }, { never: alarmWords({ condition: "true", shelve: { max: "0s" } }) }),
    );
    const refusal = (action: Action) => bench.scan(0, [action]).results[0];
    expect(refusal(shelve(hour, { eventId: "1-test-0" }))).toMatchObject({ refusal: "event-superseded" });
    expect(refusal(shelve(2 * hour + 1))).toMatchObject({ refusal: "outside-limits" });
    expect(refusal(shelve(hour, { key: "site.never" }))).toMatchObject({ refusal: "not-shelvable" });
    expect(refusal(shelve(hour, { key: "site.nothing" }))).toMatchObject({ refusal: "unknown-target" });
    expect(refusal(unshelve)).toMatchObject({ refusal: "not-shelved" });
    expect(refusal(shelve(hour, { eventId: bench.alarms()[0]!.id }))).toMatchObject({ accepted: true });
    expect(refusal(shelve(hour, { actor: "ben" }))).toMatchObject({
      refusal: "already-shelved",
      detail: expect.stringContaining("by anna until"),
    });
  });

  it("is every critical alarm but one that chatters, and that for an hour at most", () => {
    const bench = raised(only({ priority: "critical" }));
    const refusal = (action: Action) => bench.scan(0, [action]).results[0];
    expect(refusal(shelve(minute))).toMatchObject({ refusal: "not-shelvable" });
    bench.set(low).run(minute).set(high).run(minute).set(low).run(minute).set(high).run(1_000);
    expect(refusal(shelve(hour + 1))).toMatchObject({ refusal: "outside-limits" });
    expect(refusal(shelve(hour))).toMatchObject({ accepted: true });
    bench.run(hour);
    expect(told(bench).at(-1)).toBe("unshelve unacknowledged unacknowledged");
    expect(refusal(shelve(minute))).toMatchObject({ refusal: "not-shelvable" });
  });
});

describe("over a restart", () => {
  const resumed = (bench: Bench, after: number): Bench => {
    const start = { now: bench.now + after, prefix: "2-test" };
    const restored = restore(compile(testSite(only())), snapshot(bench.engine), start);
    if (!restored.ok) throw new Error(restored.error.kind);
    return new Bench(restored.value).set(high);
  };

  it("it stays shelved, and its time goes on", () => {
    const before = raised();
    before.scan(0, [shelve(20 * minute)]);
    const end = before.now + 20 * minute;
    const bench = resumed(before, 5 * minute).run(1_000);
    expect(bench.alarms()).toEqual([]);
    expect(standingAlarms(bench.engine)).toMatchObject([{ shelved: { by: "anna", until: end } }]);
    bench.run(16 * minute);
    expect(last(bench)).toMatchObject({ transition: "unshelve", to: "unacknowledged", onset: t0 + 1_000 });
  });

  it("it is announced in the first scan when its time ran out meanwhile", () => {
    const before = raised();
    before.scan(0, [shelve(20 * minute)]);
    const bench = resumed(before, hour);
    expect(bench.scan(0).alarms).toMatchObject([
      { transition: "unshelve", to: "unacknowledged", note: "its time is up" },
    ]);
  });
});
