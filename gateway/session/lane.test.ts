import { describe, expect, test } from "vitest";
import { type Interval, Intervals } from "../../core/intervals.ts";
import { type LaneInput, laneDefaults, mayHistory, newLane, owed, stepLane } from "./lane.ts";

const boot = "2-0000000000000000";
const earlier = "1-0000000000000000";

/** A lane whose outside the test sets by hand. */
function bench() {
  const state = newLane(laneDefaults);
  const settled = new Map<string, Intervals>();
  let now = 0;
  const context = () => ({
    config: laneDefaults,
    now,
    currentBoot: boot,
    settled: (of: string) => settled.get(of) ?? new Intervals(),
  });
  const step = (input: LaneInput): number => stepLane(state, input, context()).lost;
  return {
    state,
    step,
    live: (lo: number, hi: number) => step({ kind: "sentLive", lo, hi }),
    history: (lo: number, hi: number, of = boot, bytes = 1000) =>
      step({ kind: "sentHistory", stretch: { boot: of, lo, hi }, bytes }),
    stored: (ranges: readonly Interval[], seen = -1, forgets = false) => {
      settled.set(boot, Intervals.of(ranges));
      return step({ kind: "stored", seen, forgets });
    },
    wait: (span: number) => {
      now += span;
      return step({ kind: "time" });
    },
    owed: (held: readonly Interval[], of = boot) => owed(state, of, Intervals.of(held), context()).ranges,
  };
}

describe("live lane", () => {
  test("what is on its way is not owed; without a connection all of it is", () => {
    const lane = bench();
    expect(lane.owed([[0, 9]])).toEqual([[0, 9]]);
    lane.step({ kind: "connected", highest: 9 });
    lane.live(10, 14);
    expect(lane.owed([[0, 14]])).toEqual([[0, 9]]);
  });

  test("is lost only when ingest has made a later number durable, not when the store is slow", () => {
    const lane = bench();
    lane.step({ kind: "connected", highest: -1 });
    lane.live(0, 29);
    expect(lane.stored([])).toBe(0);
    expect(lane.stored([[0, 9]], 9)).toBe(0);
    expect(
      lane.stored(
        [
          [0, 9],
          [20, 29],
        ],
        29,
      ),
    ).toBe(10);
    expect(lane.owed([[0, 29]])).toEqual([[10, 19]]);
  });

  test("after a reconnect everything unconfirmed is owed again", () => {
    const lane = bench();
    lane.step({ kind: "connected", highest: -1 });
    lane.live(0, 9);
    lane.step({ kind: "disconnected" });
    lane.step({ kind: "connected", highest: 9 });
    expect(lane.owed([[0, 9]])).toEqual([[0, 9]]);
  });

  test("what was seen on an earlier connection proves nothing about this one", () => {
    const lane = bench();
    lane.step({ kind: "connected", highest: 9 });
    lane.history(0, 4);
    lane.live(10, 11);
    expect(lane.stored([[5, 9]], 9)).toBe(0);
    expect(lane.owed([[0, 11]])).toEqual([]);
  });

  test("a store that forgets makes everything unconfirmed owed", () => {
    const lane = bench();
    lane.step({ kind: "connected", highest: -1 });
    lane.live(0, 9);
    expect(lane.stored([[0, 3]], 9, true)).toBe(10);
    expect(lane.owed([[0, 9]])).toEqual([[4, 9]]);
  });
});

describe("history lane", () => {
  test("waits until ingest has spoken on this connection", () => {
    const lane = bench();
    expect(mayHistory(lane.state)).toBe(false);
    lane.step({ kind: "connected", highest: 9 });
    expect(mayHistory(lane.state)).toBe(false);
    lane.stored([]);
    expect(mayHistory(lane.state)).toBe(true);
  });

  test("stops at its window and goes on when something is confirmed", () => {
    const lane = bench();
    lane.step({ kind: "connected", highest: 99 });
    lane.stored([]);
    for (let i = 0; i < 4; i++) lane.history(10 * i, 10 * i + 9, boot, 1024 * 1024);
    expect(mayHistory(lane.state)).toBe(false);
    lane.stored([[0, 9]]);
    expect(mayHistory(lane.state)).toBe(true);
  });

  test("a message overtaken by a confirmed later one is lost, and the window is halved", () => {
    const lane = bench();
    lane.step({ kind: "connected", highest: 99 });
    lane.stored([]);
    lane.history(0, 9, earlier);
    lane.history(0, 9);
    lane.history(10, 19);
    expect(lane.stored([[0, 9]])).toBe(10);
    expect(lane.state.window).toBeLessThan(laneDefaults.window * 0.6);
    expect(lane.owed([[0, 9]], earlier)).toEqual([[0, 9]]);
    expect(lane.owed([[0, 19]])).toEqual([]);
  });

  test("a confirmed message also proves what became of the live ones before it", () => {
    const lane = bench();
    lane.step({ kind: "connected", highest: 99 });
    lane.live(100, 109);
    lane.history(0, 9);
    lane.live(110, 119);
    expect(lane.stored([[0, 9]])).toBe(10);
    expect(lane.owed([[100, 119]])).toEqual([[100, 109]]);
  });
});

describe("probe", () => {
  test("sends one again after five seconds of nothing confirmed, then with doubled patience", () => {
    const lane = bench();
    lane.step({ kind: "connected", highest: -1 });
    lane.live(0, 9);
    expect(lane.wait(4999)).toBe(0);
    expect(lane.wait(1)).toBe(1);
    expect(lane.owed([[0, 9]])).toEqual([[0, 0]]);
    expect(mayHistory(lane.state)).toBe(true);
    lane.history(0, 0);
    expect(mayHistory(lane.state)).toBe(false);
    expect(lane.wait(9999)).toBe(0);
    expect(lane.wait(1)).toBe(1);
  });

  test("is not needed while things are confirmed", () => {
    const lane = bench();
    lane.step({ kind: "connected", highest: -1 });
    for (let i = 0; i < 10; i++) {
      lane.live(i, i);
      expect(lane.wait(2000)).toBe(0);
      lane.stored([[0, i]], i);
    }
  });
});
