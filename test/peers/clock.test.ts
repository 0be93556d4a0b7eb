import { describe, expect, it } from "vitest";
import { acceleratedClock, ioClock, systemClocks } from "../../core/io/clock.ts";
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
