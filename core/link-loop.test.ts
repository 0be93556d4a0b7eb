import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "./errors.ts";
import { settled } from "./io/turn.ts";
import { type Attempt, LinkLoop, nextPause } from "./link-loop.ts";
import type { Link } from "./ports/link.ts";
import { SimNetwork } from "./sim/network.ts";
import { seededRng } from "./sim/rng.ts";
import { SimScheduler } from "./sim/scheduler.ts";

test("pauses grow from a quarter second, are scattered, and never pass the longest", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.array(random, { minLength: 20 }), fc.constantFrom(5_000, 60_000), (randoms, longest) => {
      let pause = 0;
      for (const next of randoms.map((one) => nextPause(pause, one, longest))) {
        expect(next).toBeGreaterThanOrEqual(250);
        expect(next).toBeLessThanOrEqual(Math.min(longest, Math.max(pause, 250) * 3));
        pause = next;
      }
    }),
  );
});

interface Setup {
  readonly attempt?: Partial<Attempt>;
  readonly link?: (link: Link) => Link;
}

function bench({ attempt = {}, link = (through) => through }: Setup = {}) {
  const scheduler = new SimScheduler(0, settled);
  const network = new SimNetwork(scheduler);
  const log: string[] = [];
  let tries = 0;
  const loop = new LinkLoop({
    link: link(network.link("host")),
    clock: scheduler.clocks().io,
    rng: seededRng(1),
    prepare: async () => {
      tries += 1;
      if (tries === 3) throw new AppError("disk-failed", "the will could not be saved");
      const will = { topic: "state", payload: new Uint8Array([0]), qos: 0, retain: true } as const;
      return { clientId: "host:own", will, subscriptions: [{ topic: "in", qos: 0 }], ...attempt };
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

  test("a connection lost before its subscriptions are granted is tried again once, not twice", async () => {
    let connections = 0;
    const losesFirst = (through: Link): Link => ({
      connect: async (options) => {
        connections += 1;
        const session = await through.connect(options);
        if (connections > 1) return session;
        const lose = async () => {
          options.onClose("lost at once");
          throw new AppError("link-lost", "lost at once");
        };
        return { ...session, subscribe: lose };
      },
    });
    const { scheduler, loop, log } = bench({ link: losesFirst });
    loop.start();
    await scheduler.advance(120_000);
    expect(connections).toBe(2);
    expect(log).toEqual(["up"]);
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

  test("is up only when it has greeted, and a greeting that nobody stands by is taken back by the will", async () => {
    let greeted = (): void => undefined;
    const { scheduler, network, loop, log } = bench({
      attempt: {
        greet: async (session) => {
          await session.publish("state", new Uint8Array([1]), { qos: 0, retain: true });
          await new Promise<void>((resolve) => {
            greeted = resolve;
          });
        },
      },
    });
    loop.start();
    await scheduler.advance(1000);
    expect(log).toEqual([]);
    await loop.close("clean");
    greeted();
    await scheduler.advance(1000);
    expect(log).toEqual([]);
    expect(await retainedStates(network, scheduler)).toEqual([0]);
  });

  test("closed before its subscriptions are granted, it leaves without its will: nothing was said to take back", async () => {
    let granted = (): void => undefined;
    const grantsLate = (through: Link): Link => ({
      connect: async (options) => {
        const session = await through.connect(options);
        const subscribe = () =>
          new Promise<void>((resolve) => {
            granted = resolve;
          });
        return { ...session, close: (how) => session.close(how), subscribe };
      },
    });
    const { scheduler, network, loop } = bench({ link: grantsLate });
    loop.start();
    await scheduler.advance(1000);
    await loop.close("clean");
    granted();
    await scheduler.advance(1000);
    expect(await retainedStates(network, scheduler)).toEqual([]);
  });
});

async function retainedStates(network: SimNetwork, scheduler: SimScheduler): Promise<number[]> {
  const states: number[] = [];
  const reader = await connected(network, scheduler, (payload) => states.push(payload[0] ?? -1));
  await Promise.all([reader.subscribe([{ topic: "state", qos: 0 }]), scheduler.advance(100)]);
  return states;
}

async function connected(network: SimNetwork, scheduler: SimScheduler, take: (payload: Uint8Array) => unknown) {
  const onMessage = ({ payload }: { payload: Uint8Array }) => void take(payload);
  const options = { clientId: "reader:own", onMessage, onClose: () => undefined };
  const [session] = await Promise.all([network.link("reader").connect(options), scheduler.advance(100)]);
  return session;
}
