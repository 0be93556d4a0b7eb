import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settled } from "../../core/io/turn.ts";
import { ok } from "../../core/result.ts";
import { SimScheduler } from "../../core/sim/scheduler.ts";
import { patience, startWatchdog, stepWatchdog, stillWatchdog } from "./watchdog.ts";

function started(releases: () => boolean) {
  const scheduler = new SimScheduler(0, settled);
  const written: number[] = [];
  const stop = startWatchdog({
    ...{ device: "io", point: "alive", every: 1_000, clock: scheduler.clocks().io },
    progress: () => ({ scan: scheduler.now, drives: scheduler.now }),
    releases,
    write: async (_device, _point, value) => {
      written.push(value);
      return ok(undefined);
    },
  });
  return { scheduler, written, stop };
}

describe("the watchdog", () => {
  it("toggles while every part gets further", async () => {
    const { scheduler, written, stop } = started(() => false);
    await scheduler.advance(4_500);
    stop();
    await scheduler.advance(5_000);
    expect(written).toEqual([1, 0, 1, 0]);
  });

  it("holds still at once while a drive is left to its floats, also from the start, and goes on when it is taken back", async () => {
    let released = true;
    const { scheduler, written } = started(() => released);
    await scheduler.advance(20_500);
    expect(written).toEqual([]);
    released = false;
    await scheduler.advance(2_000);
    expect(written).toEqual([1, 0]);
    released = true;
    await scheduler.advance(20_000);
    expect(written).toEqual([1, 0]);
  });

  it("stops toggling once one part has stood still for ten seconds, and goes on when it moves again", () => {
    let state = stillWatchdog;
    const coils: boolean[] = [];
    for (let now = 0; now <= 30_000; now += 1_000) {
      const drives = now < 5_000 || now > 25_000 ? now : 5_000;
      state = stepWatchdog(state, { scan: now, drives }, now);
      coils.push(state.coil);
    }
    const toggles = coils.map((coil, second) => second > 0 && coil !== coils[second - 1]);
    expect(toggles.slice(1, 15)).not.toContain(false);
    expect(toggles.slice(16, 25)).not.toContain(true);
    expect(toggles.slice(26)).not.toContain(false);
  });

  it("never toggles later than its patience after a part stopped, whatever the others do", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: 30, maxLength: 60 }), (steps) => {
        let state = stillWatchdog;
        let scan = 0;
        for (const [second, step] of steps.entries()) {
          scan += step;
          const next = stepWatchdog(state, { scan, spool: 7 }, second * 1_000);
          if (second * 1_000 > patience) expect(next.coil).toBe(state.coil);
          state = next;
        }
      }),
    );
  });
});
