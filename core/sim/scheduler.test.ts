import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settled } from "../io/turn.ts";
import { seededRng } from "./rng.ts";
import { SimScheduler } from "./scheduler.ts";

const start = 1_700_000_000_000;

describe("the simulated scheduler", () => {
  it("runs entries in order of time, then of scheduling", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), async (delays) => {
        const scheduler = new SimScheduler(start, settled);
        const ran: [number, number][] = [];
        delays.forEach((delay, index) => {
          scheduler.schedule(start + delay, () => ran.push([scheduler.now - start, index]));
        });
        await scheduler.advance(100);
        const expected = delays.map((delay, index): [number, number] => [delay, index]);
        expected.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect(ran).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it("lets every promise finish before the next entry", async () => {
    const scheduler = new SimScheduler(start, settled);
    const log: string[] = [];
    scheduler.schedule(start + 1, () => {
      void (async () => {
        for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
        log.push("first, after fifty turns");
      })();
    });
    scheduler.schedule(start + 1, () => log.push("second"));
    await scheduler.advance(2);
    expect(log).toEqual(["first, after fifty turns", "second"]);
  });

  it("does not run what was cancelled", async () => {
    const scheduler = new SimScheduler(start, settled);
    let ran = false;
    scheduler.schedule(start + 5, () => (ran = true))();
    await scheduler.advance(10);
    expect([ran, scheduler.now]).toEqual([false, start + 10]);
  });
});

it("the seeded generator repeats itself and stays in [0, 1)", () => {
  const draw = (seed: number): number[] => {
    const rng = seededRng(seed);
    return Array.from({ length: 1000 }, () => rng.next());
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(draw(7).every((value) => value >= 0 && value < 1)).toBe(true);
});
