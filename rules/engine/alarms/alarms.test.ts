import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explain, standingAlarms } from "../explain.ts";
import { alarmWords, Bench, type SiteParts, t0 } from "../testing/site.ts";
import type { Action } from "../types.ts";

const key = "gauge.level.level-hi";
const hi = (more: Record<string, unknown> = {}) => ({
  "level-hi": alarmWords({ variable: "gauge/level", type: "hi", limit: -2, deadband: 0.02, onDelay: "10s", ...more }),
});

/** A site that raises alarms and pumps nothing. */
const only = (alarms: Record<string, unknown>): SiteParts => ({ charter: { reflexes: {}, alarms } });

const states = (bench: Bench) => bench.alarms().map((event) => [event.key, event.transition, event.to]);
const acknowledge = (bench: Bench, eventId: string, of = key): Action => ({
  kind: "acknowledge",
  id: `acknowledge-${bench.now}`,
  actor: "anna",
  key: of,
  eventId,
});

describe("a limit alarm", () => {
  it("raises after its on-delay with the onset of the reading, and returns below limit - deadband", () => {
    const bench = new Bench(only(hi())).run(5_000).set({ "gauge/level": -1.99 }).run(9_000);
    expect(bench.alarms()).toEqual([]);
    bench.run(2_000);
    expect(bench.alarms()[0]).toMatchObject({ key, transition: "raise", onset: t0 + 6_000, value: -1.99, limit: -2 });
    bench.set({ "gauge/level": -2.01 }).run(5_000);
    expect(bench.alarms()).toHaveLength(1);
    bench.set({ "gauge/level": -2.03 }).run(1_000);
    expect(states(bench).at(-1)).toEqual([key, "clear", "rtnUnacknowledged"]);
  });

  it("returns only when it was clear for the whole off-delay without a break", () => {
    const bench = new Bench(only(hi({ offDelay: "30s" }))).set({ "gauge/level": -1.9 }).run(12_000);
    bench.set({ "gauge/level": -2.1 }).run(29_000);
    bench.set({ "gauge/level": -1.9 }).run(1_000);
    bench.set({ "gauge/level": -2.1 });
    const clear = bench.now + 1_000;
    bench.run(30_000);
    expect(states(bench).map(([, transition]) => transition)).toEqual(["raise"]);
    bench.run(1_000);
    expect(bench.alarms()[1]).toMatchObject({ transition: "clear", at: clear + 30_000 });
  });

  it("raises at the moment the delay is over when scans come only when the engine asks", () => {
    const bench = new Bench(only(hi()));
    bench.scan();
    bench.set({ "gauge/level": -1.9 });
    let { nextAt } = bench.scan(1_000);
    while (bench.alarms().length === 0) nextAt = bench.scan(nextAt - bench.now).nextAt;
    expect(bench.alarms()[0]?.at).toBe(t0 + 11_000);
  });

  it("follows the target", () => {
    const bench = new Bench(only(hi({ limit: { fromTarget: 0.15 } }))).set({ "gauge/level": -2.06 }).run(12_000);
    expect(bench.alarms()).toEqual([]);
    bench.set({ "gauge/level": -2.04 }).run(12_000);
    expect(bench.alarms()[0]).toMatchObject({ transition: "raise", limit: -2.05 });
  });

  it("is announced again after its re-alarm time, even when acknowledged", () => {
    const bench = new Bench(only(hi({ reAlarm: "1h" }))).set({ "gauge/level": -1.9 }).run(12_000);
    bench.scan(1_000, [acknowledge(bench, bench.alarms()[0]!.id)]);
    bench.run(3_600_000);
    expect(states(bench).map(([, transition]) => transition)).toEqual(["raise", "acknowledge", "reAlarm"]);
  });

  it("neither stays active nor counts as clear when its input turns bad: it returns and a blind alarm is raised", () => {
    const bench = new Bench(only(hi())).set({ "gauge/level": -1.9 }).run(12_000);
    bench.set({ "gauge/level": null }).run(61_000);
    expect(states(bench)).toEqual([
      [key, "raise", "unacknowledged"],
      [key, "clear", "rtnUnacknowledged"],
      ["gauge.level.blind", "raise", "unacknowledged"],
    ]);
    expect(bench.alarms()[1]?.note).toContain("unknown");
    bench.set({ "gauge/level": -1.9 }).run(12_000);
    expect(states(bench).slice(3)).toEqual([
      ["gauge.level.blind", "clear", "rtnUnacknowledged"],
      [key, "reRaise", "unacknowledged"],
    ]);
  });

  it("is hidden by a higher one, and told of when it went while hidden", () => {
    const hihi = alarmWords({ variable: "gauge/level", type: "hiHi", limit: -1.95, suppresses: ["level-hi"] });
    const bench = new Bench(only({ ...hi(), "level-hihi": hihi })).set({ "gauge/level": -1.9 }).run(30_000);
    expect(states(bench)).toEqual([["gauge.level.level-hihi", "raise", "unacknowledged"]]);
    bench.set({ "gauge/level": -2.2 }).run(2_000);
    expect(bench.decisions(key)[0]?.reason).toContain("occurred while hidden by gauge.level.level-hihi");
    expect(states(bench).every(([of]) => of !== key)).toBe(true);
  });

  it("suppressed by design is judged on: raised with its own onset when the condition that hides it ends", () => {
    const words = hi({ suppressedWhen: "!v('io/mains-ok')", reAlarm: "1min" });
    const bench = new Bench(only(words)).set({ "gauge/level": -1.9, "io/mains-ok": 0 }).run(30_000);
    expect(bench.alarms()).toEqual([]);
    expect(explain(bench.engine, key, bench.now)?.reason).toContain("hidden by !v('io/mains-ok')");
    bench.set({ "io/mains-ok": 1 }).run(1_000);
    expect(bench.alarms()).toMatchObject([{ key, transition: "raise", onset: t0 + 1_000 }]);
    bench.scan(1_000, [acknowledge(bench, bench.alarms()[0]!.id)]);
    bench.set({ "io/mains-ok": 0 }).run(2 * 60_000);
    expect(states(bench).map(([, transition]) => transition)).toEqual(["raise", "acknowledge"]);
    bench.set({ "io/mains-ok": 1 }).run(1_000);
    expect(states(bench).at(-1)?.[1]).toBe("reAlarm");
  });

  it("suppressed by design is told of when it came and went, and is not hidden by what is not known", () => {
    const words = hi({ suppressedWhen: "!v('io/mains-ok')" });
    const bench = new Bench(only(words)).set({ "gauge/level": -1.9, "io/mains-ok": 0 }).run(30_000);
    bench.set({ "gauge/level": -2.2 }).run(1_000);
    expect(bench.decisions(key)[0]?.reason).toContain("occurred while hidden by !v('io/mains-ok')");
    bench.silence("io/mains-ok").set({ "gauge/level": -1.9 }).run(30_000);
    expect(states(bench)).toEqual([[key, "raise", "unacknowledged"]]);
  });

  it("is not hidden by a higher one that has returned and only waits for its acknowledgement", () => {
    const hihi = alarmWords({ variable: "gauge/level", type: "hiHi", limit: -1.95, suppresses: ["level-hi"] });
    const bench = new Bench(only({ ...hi(), "level-hihi": hihi })).set({ "gauge/level": -1.9 }).run(30_000);
    bench.set({ "gauge/level": -1.99 }).run(12_000);
    expect(states(bench)).toEqual([
      ["gauge.level.level-hihi", "raise", "unacknowledged"],
      ["gauge.level.level-hihi", "clear", "rtnUnacknowledged"],
      [key, "raise", "unacknowledged"],
    ]);
  });

  it("stays latched until it is reset", () => {
    const bench = new Bench(only(hi({ latch: true }))).set({ "gauge/level": -1.9 }).run(12_000);
    bench.set({ "gauge/level": -2.2 }).run(1_000);
    const reset: Action = { kind: "reset", id: "r", actor: "anna", key };
    expect(bench.scan(1_000, [reset]).results[0]).toMatchObject({ accepted: false, refusal: "not-active" });
    bench.scan(1_000, [acknowledge(bench, bench.alarms().at(-1)!.id)]);
    expect(standingAlarms(bench.engine)[0]?.state).toBe("latchedAcknowledged");
    expect(bench.scan(1_000, [reset]).results[0]?.accepted).toBe(true);
    expect(standingAlarms(bench.engine)).toEqual([]);
  });
});

describe("an acknowledge", () => {
  it("must quote the last event, so that it cannot hide a newer one", () => {
    const bench = new Bench(only(hi())).set({ "gauge/level": -1.9 }).run(12_000);
    const first = bench.alarms()[0]!.id;
    bench.set({ "gauge/level": -2.2 }).run(1_000);
    const stale = bench.scan(1_000, [acknowledge(bench, first)]);
    expect(stale.results[0]).toMatchObject({ accepted: false, refusal: "event-superseded" });
    const fresh = bench.scan(1_000, [acknowledge(bench, bench.alarms().at(-1)!.id)]);
    expect(fresh.alarms[0]).toMatchObject({ transition: "acknowledge", to: "normal", actor: "anna" });
    const again = bench.scan(1_000, [acknowledge(bench, fresh.alarms[0]!.id)]);
    expect(again.results[0]).toMatchObject({ accepted: false, refusal: "not-active" });
    const unknown = bench.scan(1_000, [acknowledge(bench, "x", "site.nothing")]);
    expect(unknown.results[0]?.refusal).toBe("unknown-target");
  });
});

describe("a condition alarm", () => {
  const mains = { "mains-lost": alarmWords({ condition: "!v('io/mains-ok')", onDelay: "10s" }) };

  it("stands for the site", () => {
    const bench = new Bench(only(mains)).set({ "io/mains-ok": 0 }).run(12_000);
    expect(bench.alarms()[0]).toMatchObject({ key: "site.mains-lost", device: "site", condition: "mains-lost" });
  });

  it("ignores an unknown input unless it is told to act on it", () => {
    const silent = (words: Record<string, unknown>) =>
      new Bench(only({ "mains-lost": alarmWords({ condition: "!v('io/mains-ok')", ...words }) }))
        .silence("io/mains-ok")
        .run(5_000)
        .alarms();
    expect(silent({})).toEqual([]);
    expect(silent({ whenUnknown: "act" })).toHaveLength(1);
  });

  it("of each actuator is hidden by its own condition", () => {
    const words = { condition: "!running(it)", suppressedWhen: "locked(it)", each: ["pump-1", "pump-2"] };
    const stopped = { when: "true", whenUnknown: "act", force: "stop", actuators: ["pump-2"] };
    const bench = new Bench({ ...only({ still: alarmWords(words) }), interlocks: { stopped } }).run(2_000);
    expect(states(bench).map(([of]) => of)).toEqual(["pump-1.still"]);
  });

  it("makes one alarm for each actuator, and a reset gives a failed one another chance", () => {
    const failed = { condition: "commanded(it) && !running(it)", each: ["pump-1", "pump-2"], onDelay: "20s" };
    const alarms = { "pump-failed": alarmWords(failed) };
    const bench = new Bench({ charter: { alarms } }).set({ "gauge/level": -2.17 }).run(60_000, ["vfd-1"]);
    expect(states(bench)).toEqual([["pump-1.pump-failed", "raise", "unacknowledged"]]);
    const result = bench.scan(0, [{ kind: "reset", id: "r", actor: "anna", key: "pump-1.pump-failed" }]).results[0];
    expect(result).toMatchObject({ accepted: true });
    bench.run(1_000);
    expect(states(bench).at(-1)).toEqual(["pump-1.pump-failed", "clear", "rtnUnacknowledged"]);
  });
});

describe("a blind alarm that somebody wrote", () => {
  it("replaces the one made for a variable without", () => {
    const blind = alarmWords({ bad: "gauge/level", onDelay: "15min", priority: "critical" });
    const bench = new Bench(only({ ...hi(), "inside-blind": blind })).silence("gauge/level").run(901_000);
    expect(states(bench)).toEqual([["gauge.level.inside-blind", "raise", "unacknowledged"]]);
  });
});

describe("any sequence of levels and acknowledgements", () => {
  it("never returns an alarm to normal unacknowledged, and every transition starts where the last one ended", () => {
    const move = fc.oneof(
      fc.constantFrom(-2.2, -2.01, -1.9, null).map((level) => ({ level })),
      fc.constant({ acknowledge: true as const }),
      fc.integer({ min: 0, max: 20 }).map((seconds) => ({ seconds })),
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), fc.boolean(), (moves, latch) => {
        const bench = new Bench(only(hi({ latch, reAlarm: "1min" })));
        for (const one of moves) play(bench, one);
        const events = bench.alarms().filter((event) => event.key === key);
        expect(events.map((event) => event.from)).toEqual(
          ["normal", ...events.slice(0, -1).map((event) => event.to)].slice(0, events.length),
        );
        const ends = events
          .filter((event) => event.to === "normal")
          .map((event) => `${event.transition} ${event.from}`);
        expect(ends.filter((end) => !allowedEnds.has(end))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

type Move = { level: number | null } | { acknowledge: true } | { seconds: number };

const allowedEnds = new Set(["clear acknowledged", "acknowledge rtnUnacknowledged", "reset latchedAcknowledged"]);

function play(bench: Bench, move: Move): void {
  if ("level" in move) bench.set({ "gauge/level": move.level }).scan(1_000);
  else if ("seconds" in move) bench.run(move.seconds * 1_000);
  else bench.scan(1_000, [acknowledge(bench, bench.alarms().at(-1)?.id ?? "none")]);
}
