import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { ownTopics } from "../../core/wire/topics.ts";
import { type PolderBroker, passwordOf, startPolderBroker } from "../support/polder-broker.ts";
import { until } from "../support/until.ts";

const oost = ownTopics("lage-landen", "oost");
let polder: PolderBroker;
beforeEach(async () => {
  polder = await startPolderBroker();
});
afterEach(async () => polder.broker[Symbol.asyncDispose]());

/** A connection that speaks MQTT byte by byte, and when it was closed by the broker. */
function rawPeer(): { readonly socket: Socket; readonly closed: () => boolean } {
  const socket = connect(polder.broker.port, "127.0.0.1");
  let closed = false;
  socket.on("close", () => {
    closed = true;
  });
  socket.on("error", () => undefined);
  onTestFinished(() => void socket.destroy());
  return { socket, closed: () => closed };
}

/** Length before a text. Source: MQTT 3.1.1, 1.5.3. */
const text = (value: string): Buffer => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)]);
const packet = (first: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([first, body.length]), body]);
};
/** CONNECT with user name, password and a clean session. Source: MQTT 3.1.1, 3.1. */
const login = (name: string): Buffer =>
  packet(0x10, text("MQTT"), Buffer.from([4, 0xc2, 0, 60]), text(`${name}:raw`), text(name), text(passwordOf(name)));
/** SUBSCRIBE at QoS 0. Source: MQTT 3.1.1, 3.8. */
const subscribe = (filter: string): Buffer => packet(0x82, Buffer.from([0, 1]), text(filter), Buffer.from([0]));

describe("the embedded broker", () => {
  it("closes a peer that connects and says nothing", async () => {
    const { closed } = rawPeer();
    await until("the silent peer is cut off", closed, 8_000);
  });

  it("lets go of a subscriber that has frozen, and the others get everything meanwhile", async () => {
    const messages = 400;
    const frozen = rawPeer();
    frozen.socket.write(Buffer.concat([login("reader"), subscribe("homeostat/v1/lage-landen/#")]));
    await new Promise((resolve) => frozen.socket.once("data", resolve));
    frozen.socket.pause();
    let heard = 0;
    const ingest = await polder.login("ingest", { onMessage: () => (heard += 1) });
    await ingest.subscribe([{ topic: oost.event, qos: 0 }]);
    const site = await polder.login("oost");
    const payload = new Uint8Array(100_000);
    for (let sent = 0; sent < messages; sent += 1) await site.publish(oost.event, payload, { qos: 0, retain: false });
    await until("everything is heard by the one that listens", () => heard === messages, 15_000);
    await until("the frozen one is let go", () => polder.broker.connections === 2, 15_000);
  });

  it.each([0, 700_000])("takes no client that need not show that it lives: keep-alive %i ms", async (keepalive) => {
    await expect(polder.login("oost", { keepalive })).rejects.toMatchObject({ code: "link-refused" });
    expect(polder.refusals.join()).toMatch(/keep alive/i);
  });

  it("cuts off who publishes a topic of more than 20 levels", async () => {
    const levels = (count: number): string =>
      ["homeostat/v1/lage-landen/-", ...Array.from({ length: count - 4 }, () => "x")].join("/");
    const heard: string[] = [];
    const reader = await polder.login("reader", { onMessage: ({ topic }) => heard.push(topic) });
    await reader.subscribe([{ topic: "homeostat/v1/lage-landen/#", qos: 0 }]);
    let closed = false;
    const region = await polder.login("region", { onClose: () => (closed = true) });
    await region.publish(levels(20), new Uint8Array(1), { qos: 0, retain: false });
    await region.publish(levels(21), new Uint8Array(1), { qos: 0, retain: false });
    await until("it is cut off", () => closed);
    expect(heard).toEqual([levels(20)]);
  });
});
