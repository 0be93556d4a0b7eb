import { expect, it } from "vitest";
import { linkContract } from "../../test/support/link-contract.ts";
import { settled } from "../io/turn.ts";
import { SimNetwork } from "./network.ts";
import { SimScheduler } from "./scheduler.ts";

function simulation() {
  const scheduler = new SimScheduler(1_700_000_000_000, settled);
  const network = new SimNetwork(scheduler);
  const until = async (condition: () => boolean): Promise<void> => {
    for (let step = 0; step < 10_000; step += 1) {
      if (condition()) return;
      await scheduler.advance(1);
    }
    throw new Error("the condition never held");
  };
  return { scheduler, network, until };
}

linkContract("simulated network", async () => {
  const { network, until } = simulation();
  return { prefix: "", link: (host) => network.link(host), until, stopBroker: async () => network.stopBroker() };
});

it("lets both ends of a cut go on until the keep-alive has passed, and loses what they say", async () => {
  const { scheduler, network } = simulation();
  const closed: string[] = [];
  const pending = network.link("edge").connect({
    clientId: "edge",
    keepalive: 5_000,
    onMessage: () => undefined,
    onClose: (reason) => closed.push(reason),
  });
  await scheduler.advance(10);
  const session = await pending;
  network.cut("edge");
  await session.publish("a", new Uint8Array(1), { qos: 0, retain: false });
  await scheduler.advance(4_900);
  expect([closed.length, network.lost]).toEqual([0, 1]);
  await scheduler.advance(200);
  expect(closed).toEqual(["no answer within the keep-alive"]);
});
