import { afterAll } from "vitest";
import { startBroker } from "../../broker/io/aedes.ts";
import type { Identity } from "../../broker/policy.ts";
import { mqttLink } from "../../core/io/link.ts";
import { linkContract } from "../support/link-contract.ts";
import { startMosquitto } from "../support/mosquitto.ts";
import { until } from "../support/until.ts";

const open: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of open) await stop();
});

const hosts = ["sender", "receiver", "watcher", "mortal", "twin", "short", "witness", "late"];
const patient = (condition: () => boolean): Promise<void> => until("the condition holds", condition, 20_000);

linkContract("mqtt.js on mosquitto", async () => {
  const mosquitto = await startMosquitto();
  open.push(mosquitto.stop);
  return {
    prefix: "",
    link: () => mqttLink({ url: `mqtt://127.0.0.1:${mosquitto.port}` }),
    until: patient,
    stopBroker: mosquitto.stop,
  };
});

linkContract("mqtt.js on the embedded broker", async () => {
  const identity = (name: string): Identity => ({ role: "region", name, region: "lage-landen" });
  const credentials = hosts.map((name) => ({ identity: identity(name), password: `secret of ${name}` }));
  const broker = await startBroker({ host: "127.0.0.1", port: 0, credentials });
  open.push(async () => broker[Symbol.asyncDispose]());
  return {
    prefix: "homeostat/v1/lage-landen/-/",
    link: (host) => mqttLink({ url: `mqtt://127.0.0.1:${broker.port}`, username: host, password: `secret of ${host}` }),
    until: patient,
    stopBroker: async () => broker[Symbol.asyncDispose](),
  };
});
