import { describe, expect, it } from "vitest";
import { AppError } from "../../core/errors.ts";
import type { Link, LinkMessage, LinkSession } from "../../core/ports/link.ts";

/** What a side of the Link port brings to the shared test set. */
export interface LinkHarness {
  /** A way to the broker for one host. */
  link(host: string): Link;
  /** Where the test may publish and subscribe; ends in a slash, or is empty. */
  readonly prefix: string;
  /** Lets time pass until the condition holds; rejects when it never does. */
  until(condition: () => boolean): Promise<void>;
  /** Restarts the broker, or undefined where this broker cannot be. */
  stopBroker(): Promise<void>;
}

/** The promises every side of the Link port keeps: real mqtt.js on real brokers, and the simulated network. */
export function linkContract(name: string, open: () => Promise<LinkHarness>): void {
  describe(`link: ${name}`, () => {
    it("carries a message to a subscriber and tells live from retained", async () => {
      const { harness, connect } = await start(open);
      const received: LinkMessage[] = [];
      const sender = await connect("sender");
      const receiver = await connect("receiver", { onMessage: (message) => received.push(message) });
      await harness.done(sender.publish(`${harness.prefix}a/kept`, text("old"), { qos: 1, retain: true }));
      await harness.done(receiver.subscribe([{ topic: `${harness.prefix}a/+`, qos: 1 }]));
      await harness.done(sender.publish(`${harness.prefix}a/live`, text("new"), { qos: 0, retain: false }));
      await harness.until(() => received.length === 2);
      expect(
        received.map(({ topic, payload, retained }) => [topic, Buffer.from(payload).toString(), retained]),
      ).toEqual([
        [`${harness.prefix}a/kept`, "old", true],
        [`${harness.prefix}a/live`, "new", false],
      ]);
    });

    it("keeps the order of one sender", async () => {
      const { harness, connect } = await start(open);
      const received: number[] = [];
      const sender = await connect("sender");
      const receiver = await connect("receiver", { onMessage: ({ payload }) => received.push(Number(payload[0])) });
      await harness.done(receiver.subscribe([{ topic: `${harness.prefix}order`, qos: 0 }]));
      for (let index = 0; index < 100; index += 1) {
        void sender.publish(`${harness.prefix}order`, Uint8Array.of(index), { qos: 0, retain: false });
      }
      await harness.until(() => received.length === 100);
      expect(received).toEqual(Array.from({ length: 100 }, (_, index) => index));
    });

    it("loses no retained or QoS 1 message among a stream of others", async () => {
      const { harness, connect } = await start(open);
      const received: number[] = [];
      const sender = await connect("sender");
      const receiver = await connect("receiver", { onMessage: ({ payload }) => received.push(Number(payload[0])) });
      await harness.done(receiver.subscribe([{ topic: `${harness.prefix}mixed/+`, qos: 1 }]));
      for (let index = 0; index < 200; index += 1) {
        const qos = index % 7 === 0 ? 1 : 0;
        const retain = index % 5 === 0;
        void sender.publish(`${harness.prefix}mixed/${index % 3}`, Uint8Array.of(index), { qos, retain });
      }
      await harness.until(() => new Set(received).size === 200);
      expect(received).toHaveLength(200);
    });

    it.each([
      ["abrupt", 1],
      ["clean", 0],
    ] as const)("after an %s end publishes the will %i times", async (how, times) => {
      const { harness, connect } = await start(open);
      const received: string[] = [];
      const watcher = await connect("watcher", { onMessage: ({ topic }) => received.push(topic) });
      await harness.done(watcher.subscribe([{ topic: `${harness.prefix}will/#`, qos: 1 }]));
      const will = { topic: `${harness.prefix}will/dead`, payload: text("gone"), qos: 1 as const, retain: false };
      const mortal = await connect("mortal", { will });
      await harness.done(mortal.close(how));
      await harness.done(watcher.publish(`${harness.prefix}will/end`, text("end"), { qos: 1, retain: false }));
      await harness.until(() => received.includes(`${harness.prefix}will/end`) && received.length === 1 + times);
      expect(received.filter((topic) => topic === `${harness.prefix}will/dead`)).toHaveLength(times);
    });

    it("gives a client id to the newest connection and tells the older one", async () => {
      const { harness, connect } = await start(open);
      let closed = 0;
      await connect("twin", { onClose: () => (closed += 1) });
      await connect("twin");
      await harness.until(() => closed === 1);
      expect(closed).toBe(1);
    });

    it("refuses to publish after its end", async () => {
      const { harness, connect } = await start(open);
      const session = await connect("short");
      await harness.done(session.close("clean"));
      await expect(session.publish("x", text("x"), { qos: 0, retain: false })).rejects.toBeInstanceOf(AppError);
    });

    it("says once that the broker is gone, and refuses to connect until it is back", async () => {
      const { harness, connect } = await start(open);
      const reasons: string[] = [];
      await connect("witness", { onClose: (reason) => reasons.push(reason) });
      await harness.stopBroker();
      await harness.until(() => reasons.length > 0);
      expect(reasons).toHaveLength(1);
      const failure = await harness.done(connect("late").catch((error: unknown) => error));
      expect(failure).toMatchObject({ code: "link-lost" });
    });
  });
}

async function start(open: () => Promise<LinkHarness>) {
  const base = await open();
  /** Lets time pass until this promise has settled. */
  const done = async <T>(promise: Promise<T>): Promise<T> => {
    let settled = false;
    const mark = (): void => {
      settled = true;
    };
    promise.then(mark, mark);
    await base.until(() => settled);
    return promise;
  };
  const connect = (clientId: string, options: Partial<Parameters<Link["connect"]>[0]> = {}): Promise<LinkSession> =>
    done(
      base
        .link(clientId)
        .connect({ clientId: `${clientId}:own`, onMessage: () => undefined, onClose: () => undefined, ...options }),
    );
  return {
    harness: {
      ...base,
      until: (condition: () => boolean) => base.until(condition),
      stopBroker: () => base.stopBroker(),
      done,
    },
    connect,
  };
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
