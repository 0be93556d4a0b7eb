import { describe, expect, it } from "vitest";
import type { Clocks } from "../../core/ports/clock.ts";

/** What a side of the Clock port brings to the shared test set. */
export interface ClockHarness {
  readonly clocks: Clocks;
  /** Lets at least this much time pass. */
  readonly pass: (ms: number) => Promise<void>;
}

/** The promises every side of the Clock port keeps. */
export function clockContract(name: string, open: () => ClockHarness): void {
  describe(`clock: ${name}`, () => {
    it("never runs what was scheduled inside the call that scheduled it", () => {
      const { clocks } = open();
      let ran = false;
      const cancel = clocks.io.schedule(0, () => (ran = true));
      const cancelWorld = clocks.world.schedule(clocks.world.now() - 1_000, () => (ran = true));
      expect(ran).toBe(false);
      cancel();
      cancelWorld();
    });

    it("runs once, not before its time, in order of time", async () => {
      const { clocks, pass } = open();
      const start = clocks.io.now();
      const ran: [string, boolean][] = [];
      clocks.io.schedule(30, () => ran.push(["later", clocks.io.now() - start >= 29]));
      clocks.io.schedule(5, () => ran.push(["sooner", clocks.io.now() - start >= 4]));
      await pass(60);
      expect(ran).toEqual([
        ["sooner", true],
        ["later", true],
      ]);
    });

    it("does not run what was cancelled", async () => {
      const { clocks, pass } = open();
      let ran = false;
      clocks.io.schedule(5, () => (ran = true))();
      clocks.world.schedule(clocks.world.now() + 5, () => (ran = true))();
      await pass(30);
      expect(ran).toBe(false);
    });

    it("never goes back, and world time is whole milliseconds", async () => {
      const { clocks, pass } = open();
      const before = { io: clocks.io.now(), world: clocks.world.now() };
      await pass(10);
      expect(clocks.io.now()).toBeGreaterThan(before.io);
      expect(clocks.world.now()).toBeGreaterThan(before.world);
      expect(Number.isInteger(clocks.world.now())).toBe(true);
    });

    it("runs what is due at once when world time has passed it", async () => {
      const { clocks, pass } = open();
      let ran = 0;
      clocks.world.schedule(clocks.world.now() - 5_000, () => (ran += 1));
      await pass(20);
      expect(ran).toBe(1);
    });
  });
}
