import { describe, expect, it } from "vitest";
import { acceleratedClock, grantedClock, ioClock, systemClocks } from "../../core/io/clock.ts";
import { clockContract } from "../support/clock-contract.ts";

const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

clockContract("the machine's", () => ({ clocks: systemClocks, pass }));

clockContract("twenty times as fast", () => {
  const now = Date.now();
  return {
    clocks: { io: ioClock, world: acceleratedClock({ speed: 20, start: now - 86_400_000, startedAt: now }) },
    pass,
  };
});

clockContract("granted, a little at a time", () => {
  const start = Date.now() - 86_400_000;
  const world = grantedClock(20, start, 1_000);
  const timer = setInterval(() => world.grant({ from: world.now(), until: world.now() + 100 }), 5);
  timer.unref();
  return { clocks: { io: ioClock, world }, pass };
});

describe("a granted world", () => {
  const start = Date.UTC(2026, 5, 1);

  it("goes no further than it was granted, and runs nothing before its time", async () => {
    const clock = grantedClock(1_000, start, 1_000);
    let ran = 0;
    clock.schedule(start + 100, () => (ran += 1));
    clock.grant({ from: start, until: start + 99 });
    await pass(30);
    expect([clock.now(), ran]).toEqual([start + 99, 0]);
    clock.grant({ from: start + 99, until: start + 200 });
    await pass(30);
    expect([clock.now(), ran]).toEqual([start + 200, 1]);
  });

  it("that was away is no further behind than the last grant", () => {
    const clock = grantedClock(1, start, 1_000);
    clock.grant({ from: start + 60_000, until: start + 61_000 });
    expect(clock.now()).toBeGreaterThanOrEqual(start + 60_000);
  });
});

describe("a granted world whose keeper hangs", () => {
  it("goes on by itself after its patience, at its speed, and not back when it is granted time again", async () => {
    const start = Date.UTC(2026, 5, 1);
    const clock = grantedClock(1_000, start, 50);
    clock.grant({ from: start, until: start + 10 });
    await pass(20);
    expect(clock.now()).toBe(start + 10);
    await pass(100);
    const reached = clock.now();
    expect(reached).toBeGreaterThan(start + 50_000);
    clock.grant({ from: start + 10, until: start + 20 });
    expect(clock.now()).toBeGreaterThanOrEqual(reached);
  });
});

describe("an accelerated world", () => {
  it("runs so many times as fast and never passes wall time", async () => {
    const startedAt = Date.now();
    const fast = acceleratedClock({ speed: 100, start: startedAt - 2_000, startedAt });
    await pass(10);
    const gained = fast.now() - (startedAt - 2_000);
    expect(gained).toBeGreaterThanOrEqual(900);
    await pass(50);
    expect(fast.now()).toBeLessThanOrEqual(Date.now());
    expect(Date.now() - fast.now()).toBeLessThan(50);
  });

  it("is the same world for every process that is told the same pace", async () => {
    const pace = { speed: 50, start: Date.now() - 86_400_000, startedAt: Date.now() };
    const [one, other] = [acceleratedClock(pace), acceleratedClock(pace)];
    await pass(5);
    expect(Math.abs(one.now() - other.now())).toBeLessThanOrEqual(50);
  });
});
