import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "../../core/errors.ts";
import { settled } from "../../core/io/turn.ts";
import { SimNetwork } from "../../core/sim/network.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { SimScheduler } from "../../core/sim/scheduler.ts";
import { LinkLoop, nextPause } from "./link-loop.ts";

test("pauses grow from a quarter second, are scattered, and never pass a minute", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 20 }),
      (randoms) => {
        let pause = 0;
        for (const random of randoms) {
          const next = nextPause(pause, random);
          expect(next).toBeGreaterThanOrEqual(250);
          expect(next).toBeLessThanOrEqual(Math.min(60_000, Math.max(pause, 250) * 3));
          pause = next;
        }
      },
    ),
  );
});

function bench() {
  const scheduler = new SimScheduler(0, settled);
  const network = new SimNetwork(scheduler);
  const log: string[] = [];
  let tries = 0;
  const loop = new LinkLoop({
    link: network.link("gateway"),
    clock: scheduler.clocks().io,
    rng: seededRng(1),
    prepare: async () => {
      tries += 1;
      if (tries === 3) throw new AppError("disk-failed", "the will could not be saved");
      const will = { topic: "will", payload: new Uint8Array([tries]), qos: 0, retain: false } as const;
      return { clientId: "gateway:own", will, subscriptions: [{ topic: "in", qos: 0 }] };
    },
    onUp: () => log.push("up"),
    onMessage: ({ topic }) => log.push(topic),
    onDown: () => log.push("down"),
  });
  return { scheduler, network, loop, log, tries: () => tries };
}

describe("a link loop", () => {
  test("tries until it is up, and again after each loss", async () => {
    const { scheduler, network, loop, log, tries } = bench();
    network.stopBroker();
    loop.start();
    await scheduler.advance(20_000);
    expect(tries()).toBeGreaterThan(3);
    network.startBroker();
    await scheduler.advance(60_000);
    expect(log).toEqual(["up"]);
    network.stopBroker();
    network.startBroker();
    await scheduler.advance(10_000);
    expect(log).toEqual(["up", "down", "up"]);
    expect(loop.trouble).toContain("broker stopped");
  });

  test("publishes nothing without a connection and keeps nothing for the next", async () => {
    const { scheduler, loop } = bench();
    expect(await loop.publish("in", new Uint8Array(1), { qos: 0, retain: false })).toBe(false);
    loop.start();
    await scheduler.advance(1000);
    expect(await loop.publish("in", new Uint8Array(1), { qos: 0, retain: false })).toBe(true);
  });

  test("a dropped connection comes back; a closed one does not", async () => {
    const { scheduler, loop, log } = bench();
    loop.start();
    await scheduler.advance(1000);
    loop.drop("silent");
    await scheduler.advance(5000);
    expect(log).toEqual(["up", "down", "up"]);
    await loop.close("clean");
    await scheduler.advance(60_000);
    expect(log).toEqual(["up", "down", "up"]);
  });
});
