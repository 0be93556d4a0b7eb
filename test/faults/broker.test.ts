import { connect as tcp } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type RunningBroker, startBroker } from "../../broker/io/aedes.ts";
import type { Role } from "../../broker/policy.ts";
import { mqttLink } from "../../core/io/link.ts";
import type { LinkOptions, LinkSession } from "../../core/ports/link.ts";
import { ownTopics } from "../../core/wire/topics.ts";
import { until } from "../support/until.ts";

const roles: Record<string, Role> = { oost: "site", west: "site", ingest: "ingest", reader: "reader" };
const oost = ownTopics("lage-landen", "oost");
const refusals: string[] = [];
let broker: RunningBroker;

async function start(): Promise<void> {
  refusals.length = 0;
  const credentials = Object.entries(roles).map(([name, role]) => ({
    identity: { role, name, region: "lage-landen" },
    password: `secret of ${name}`,
  }));
  broker = await startBroker({
    host: "127.0.0.1",
    port: 0,
    credentials,
    onRefused: (what, detail) => refusals.push(`${what} ${detail}`),
  });
}

afterEach(async () => broker[Symbol.asyncDispose]());

function login(name: string, options: Partial<LinkOptions> & { password?: string } = {}): Promise<LinkSession> {
  const link = mqttLink({
    url: `mqtt://127.0.0.1:${broker.port}`,
    username: name,
    password: options.password ?? `secret of ${name}`,
  });
  return link.connect({ clientId: `${name}:own`, onMessage: () => undefined, onClose: () => undefined, ...options });
}

describe("the embedded broker", () => {
  it("refuses a wrong password", async () => {
    await start();
    await expect(login("oost", { password: "guess" })).rejects.toMatchObject({ code: "link-refused" });
  });

  it("refuses a client id that belongs to another credential, and the owner stays connected", async () => {
    await start();
    let closed = false;
    await login("oost", { onClose: () => (closed = true) });
    await expect(login("west", { clientId: "oost:own" })).rejects.toMatchObject({ code: "link-refused" });
    expect(closed).toBe(false);
  });

  it("cuts off a site that publishes for another and delivers nothing of it", async () => {
    await start();
    const heard: string[] = [];
    const reader = await login("reader", { onMessage: ({ topic }) => heard.push(topic) });
    await reader.subscribe([{ topic: "homeostat/v1/lage-landen/#", qos: 0 }]);
    let closed = false;
    const thief = await login("west", { onClose: () => (closed = true) });
    await thief.publish(oost.event, new Uint8Array(1), { qos: 0, retain: false });
    await until("the thief is cut off", () => closed);
    const owner = await login("oost");
    await owner.publish(oost.event, new Uint8Array(1), { qos: 1, retain: false });
    await until("the owner is heard", () => heard.length > 0);
    expect(heard).toEqual([oost.event]);
    expect(refusals).toContain(`publish west:own ${oost.event}`);
  });

  it("denies a subscription outside the rights", async () => {
    await start();
    const site = await login("west");
    await expect(site.subscribe([{ topic: oost.command, qos: 1 }])).rejects.toMatchObject({ code: "link-refused" });
  });

  it("does not publish a will that its owner may not publish", async () => {
    await start();
    const heard: string[] = [];
    const reader = await login("reader", { onMessage: ({ topic }) => heard.push(topic) });
    await reader.subscribe([{ topic: "homeostat/v1/lage-landen/#", qos: 0 }]);
    const will = { topic: oost.presence, payload: new Uint8Array(1), qos: 1 as const, retain: false };
    const thief = await login("west", { will });
    await thief.close("abrupt");
    const owner = await login("oost");
    await owner.publish(oost.event, new Uint8Array(1), { qos: 1, retain: false });
    await until("the owner is heard", () => heard.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(heard).toEqual([oost.event]);
  });

  it("closes a peer that sends bytes without logging in, before they pile up", async () => {
    await start();
    const socket = tcp(broker.port, "127.0.0.1");
    let gone = false;
    socket.on("close", () => (gone = true));
    socket.on("error", () => undefined);
    socket.write(Buffer.concat([Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]), Buffer.alloc(1_000_000)]));
    await until("the peer is cut off", () => gone);
    expect(refusals).toContain("guard packet-too-large");
  });
});
