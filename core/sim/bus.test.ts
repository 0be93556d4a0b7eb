import { describe, expect, it } from "vitest";
import { busContract } from "../../test/support/bus-contract.ts";
import { settled } from "../io/turn.ts";
import { simLine } from "./bus.ts";
import { seededRng } from "./rng.ts";
import { SimScheduler } from "./scheduler.ts";

busContract("simulated line", async () => {
  const scheduler = new SimScheduler(0, settled);
  const line = simLine(scheduler);
  return {
    near: line.near,
    far: line.far,
    unplug: async () => line.unplug(),
    plug: async () => line.plug(),
    close: async () => undefined,
    async until(condition) {
      for (let waited = 0; waited < 1000 && !condition(); waited++) await scheduler.advance(1);
      expect(condition()).toBe(true);
    },
  };
});

describe("simLine", () => {
  it("delays, loses and corrupts as it is told, the same for the same seed", async () => {
    const run = async () => {
      const scheduler = new SimScheduler(0, settled);
      const line = simLine(scheduler, { delay: 20, loss: 0.2, corruption: 0.1, rng: seededRng(5) });
      const received: number[] = [];
      await line.far.open({ onBytes: (bytes) => received.push(...bytes), onClose: () => undefined });
      const near = await line.near.open({ onBytes: () => undefined, onClose: () => undefined });
      await near.write(new Uint8Array(1000));
      await scheduler.advance(19);
      expect(received).toEqual([]);
      await scheduler.advance(1);
      return received;
    };
    const received = await run();
    expect(received.length).toBeGreaterThan(700);
    expect(received.length).toBeLessThan(900);
    expect(received.filter((byte) => byte !== 0).length).toBeGreaterThan(30);
    expect(await run()).toEqual(received);
  });
});
