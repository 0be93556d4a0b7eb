import { describe, expect, it } from "vitest";
import { settled } from "../../core/io/turn.ts";
import { SimScheduler } from "../../core/sim/scheduler.ts";
import type { Effects, Image, Input } from "../../rules/engine/types.ts";
import { ScanLoop } from "./scan-loop.ts";

const input = (path: string): Input => ({ path, value: 1, quality: "good", reasons: [], measuredAt: 0 });

const quiet = {
  outputs: [],
  derived: [],
  judged: [],
  alarms: [],
  decisions: [],
  ranges: [],
  viability: [],
  results: [],
  locksChanged: false,
};

function setUp(nextAt: (now: number) => number, atLeastEvery: number | null = 1_000) {
  const scheduler = new SimScheduler(0, settled);
  const scans: { at: number; image: Image }[] = [];
  const step = (image: Image, now: number): Effects => {
    scans.push({ at: now, image });
    return { ...quiet, nextAt: nextAt(now) };
  };
  const loop = new ScanLoop({ step, perform: () => undefined, world: scheduler.clocks().world, atLeastEvery });
  return { scheduler, loop, scans };
}

describe("the scan loop", () => {
  it("makes one scan of everything that arrived in one turn", async () => {
    const { scheduler, loop, scans } = setUp(() => Number.POSITIVE_INFINITY);
    loop.offer([input("a")]);
    loop.offer([input("b")]);
    await scheduler.advance(0);
    expect(scans.map(({ image }) => image.inputs.map(({ path }) => path))).toEqual([["a", "b"]]);
  });

  it("scans when the engine's deadline runs out, and at least every second", async () => {
    const { scheduler, loop, scans } = setUp((now) => (now < 400 ? 400 : Number.POSITIVE_INFINITY));
    loop.scan();
    await scheduler.advance(2_500);
    expect(scans.map(({ at }) => at)).toEqual([0, 400, 1_400, 2_400]);
  });

  it("in a replay scans only when something arrives or falls due", async () => {
    const { scheduler, loop, scans } = setUp((now) => (now === 0 ? 5_000 : Number.POSITIVE_INFINITY), null);
    loop.scan();
    await scheduler.advance(1_000_000);
    expect(scans.map(({ at }) => at)).toEqual([0, 5_000]);
  });

  it("lets time go on when the engine asks for this very moment", async () => {
    const { scheduler, loop, scans } = setUp((now) => now);
    loop.scan();
    await scheduler.advance(10);
    expect(scans).toHaveLength(11);
  });

  it("tells the engine when the clock was set, once, and not of a clock that is only steered", async () => {
    const scheduler = new SimScheduler(0, settled);
    const told: number[] = [];
    let setBy = 7;
    const world = { ...scheduler.clocks().world, setBy: () => setBy };
    const step = (image: Image): Effects => {
      told.push(image.clockSetBy ?? 0);
      return { ...quiet, nextAt: Number.POSITIVE_INFINITY };
    };
    const loop = new ScanLoop({ step, perform: () => undefined, world, atLeastEvery: 1_000, clockTolerance: 500 });
    for (const now of [7, 400, 800, 4_400, 4_400, -96]) {
      setBy = now;
      loop.scan();
    }
    expect(told).toEqual([0, 0, 0, 3_600, 0, -4_496]);
  });

  it("does nothing after its end", async () => {
    const { scheduler, loop, scans } = setUp(() => 1);
    loop.offer([input("a")]);
    loop.close();
    await scheduler.advance(5_000);
    expect(scans).toEqual([]);
  });
});
