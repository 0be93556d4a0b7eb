import { connect as tcp } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ownTopics } from "../../core/wire/topics.ts";
import { type PolderBroker, startPolderBroker } from "../support/polder-broker.ts";
import { until } from "../support/until.ts";

const oost = ownTopics("lage-landen", "oost");
let polder: PolderBroker;
beforeEach(async () => {
  polder = await startPolderBroker();
});
afterEach(async () => polder.broker[Symbol.asyncDispose]());

const login: PolderBroker["login"] = (name, options) => polder.login(name, options);

describe("the embedded broker", () => {
  it("refuses a wrong password", async () => {
    await expect(login("oost", { password: "guess" })).rejects.toMatchObject({ code: "link-refused" });
  });

  it("refuses a client id that belongs to another credential, and the owner stays connected", async () => {
    let closed = false;
    await login("oost", { onClose: () => (closed = true) });
    await expect(login("west", { clientId: "oost:own" })).rejects.toMatchObject({ code: "link-refused" });
    expect(closed).toBe(false);
  });

  it("cuts off a site that publishes for another and delivers nothing of it", async () => {
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
    expect(polder.refusals).toContain(`publish west:own ${oost.event}`);
  });

  it("denies a subscription outside the rights", async () => {
    const site = await login("west");
    await expect(site.subscribe([{ topic: oost.command, qos: 1 }])).rejects.toMatchObject({ code: "link-refused" });
  });

  it("does not publish a will that its owner may not publish", async () => {
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
    const socket = tcp(polder.broker.port, "127.0.0.1");
    let gone = false;
    socket.on("close", () => (gone = true));
    socket.on("error", () => undefined);
    socket.write(Buffer.concat([Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]), Buffer.alloc(1_000_000)]));
    await until("the peer is cut off", () => gone);
    expect(polder.refusals).toContain("guard packet-too-large");
  });
});
