import { expect, test } from "vitest";
import { type Grant, TimeKeeper } from "./time-keeper.ts";

const start = Date.UTC(2026, 5, 1);

/** A keeper at sixty times the speed of life, whose time and members are the test's. */
function bench(wallAhead = 86_400_000) {
  let at = 0;
  const sent: [string, Grant][] = [];
  const keeper = new TimeKeeper({
    speed: 60,
    start,
    now: () => at,
    wall: () => start + wallAhead + at,
    send: (member, grant) => sent.push([member, grant]),
  });
  return {
    keeper,
    sent,
    /** Passes real time; those named answer each grant at once. */
    pass: (ms: number, ...answering: readonly string[]): number => {
      const before = keeper.time;
      for (const end = at + ms; at < end; at += 5) {
        keeper.tick();
        for (const member of answering) keeper.answered(member, keeper.time);
      }
      return keeper.time - before;
    },
  };
}

test("runs at its speed while the plant and the gateway keep up", () => {
  const { keeper, pass } = bench();
  keeper.join("world", true);
  keeper.join("gateway", true);
  const gained = pass(1_000, "world", "gateway");
  expect(gained).toBeGreaterThan(59_000);
  expect(gained).toBeLessThanOrEqual(60_000);
});

test("waits for one that is held up, and grants it no jump afterwards", () => {
  const { keeper, sent, pass } = bench();
  keeper.join("world", true);
  keeper.join("gateway", true);
  pass(100, "world", "gateway");
  expect(pass(1_500, "world")).toBeLessThanOrEqual(1_000);
  pass(100, "world", "gateway");
  const steps = sent.map(([, { from, until }]) => until - from);
  expect(Math.max(...steps)).toBeLessThanOrEqual(1_000);
});

test("does not wait for a hub, and lets one that was away catch up with the rest", () => {
  const { keeper, sent, pass } = bench();
  keeper.join("gateway", true);
  keeper.join("hub", false);
  pass(5, "gateway", "hub");
  expect(pass(500, "gateway")).toBeGreaterThan(25_000);
  expect(sent.filter(([member]) => member === "hub")).toHaveLength(2);
  pass(10, "gateway", "hub");
  const [, grant] = sent.findLast(([member]) => member === "hub") ?? [];
  expect(keeper.time - (grant?.from ?? 0)).toBeLessThanOrEqual(1_000);
});

test("goes on without one that hangs, and without one that ended", () => {
  const { keeper, pass } = bench();
  keeper.join("world", true);
  keeper.join("gateway", true);
  pass(2_050, "world");
  expect(pass(500, "world")).toBeGreaterThan(25_000);
  keeper.join("gateway", true);
  pass(10, "world");
  keeper.leave("gateway");
  expect(pass(500, "world")).toBeGreaterThan(29_000);
});

test("follows those who went on by themselves while it was held up", () => {
  const { keeper, sent, pass } = bench();
  keeper.join("world", true);
  keeper.join("gateway", true);
  pass(100, "world", "gateway");
  const further = keeper.time + 300_000;
  keeper.answered("world", further);
  pass(10, "world", "gateway");
  expect(keeper.time).toBeGreaterThan(further);
  expect(sent.at(-1)?.[1].from).toBeGreaterThanOrEqual(further);
});

test("never passes wall time", () => {
  const { keeper, pass } = bench(2_000);
  keeper.join("world", true);
  pass(1_000, "world");
  expect(keeper.time).toBeLessThanOrEqual(start + 3_000);
  expect(keeper.time).toBeGreaterThan(start + 2_900);
});
