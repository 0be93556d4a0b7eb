import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BrokerLink, brokerLink } from "../../cli/io/broker-link.ts";
import type { LinkSession } from "../../core/ports/link.ts";
import { makeCertificates } from "../support/certificates.ts";
import { linkContract } from "../support/link-contract.ts";
import { type RunningMosquitto, startMosquitto } from "../support/mosquitto.ts";
import { until } from "../support/until.ts";

const hosts = ["sender", "receiver", "watcher", "mortal", "twin", "short", "witness", "late"];
const here = makeCertificates(["broker=localhost,127.0.0.1", "elsewhere=mqtt.example", "gateway", ...hosts]);
makeCertificates(["late-broker=localhost", "late-gateway"], { folder: here, days: -1 });
const stranger = makeCertificates(["gateway"]);
const acl = [...hosts, "gateway"].map((name) => `user ${name}\ntopic readwrite #\n`).join("");

const open: RunningMosquitto[] = [];
async function mosquitto(name = "broker"): Promise<RunningMosquitto> {
  const broker = await startMosquitto({ acl, tls: { secrets: join(here, "secrets"), name } });
  open.push(broker);
  return broker;
}
afterAll(async () => {
  for (const { stop } of open) await stop();
});

/** The link of a role whose file lies in a folder of certificates. */
const roleLink = (folder: string, url: string, credential: string): BrokerLink =>
  brokerLink("test", join(folder, "role.yaml"), { url, credentialFile: `secrets/${credential}.json` });

linkContract("mqtt.js on mosquitto, by certificate", async () => {
  const { port, stop } = await mosquitto();
  return {
    prefix: "",
    link: (host) => roleLink(here, `mqtts://localhost:${port}`, host).link,
    until: (condition) => until("the condition holds", condition, 20_000),
    stopBroker: stop,
  };
});

describe("a connection that is not trusted says why", () => {
  const ports: Record<string, number> = {};
  beforeAll(async () => {
    for (const name of ["broker", "elsewhere", "late-broker"]) ports[name] = (await mosquitto(name)).port;
  });
  const connect = ({ link }: BrokerLink): Promise<LinkSession> =>
    link.connect({ clientId: "gateway:own", onMessage: () => undefined, onClose: () => undefined });
  const credential = (name: string, value: object): void =>
    writeFileSync(join(here, `secrets/${name}.json`), JSON.stringify(value));

  it.each([
    ["the broker is of another authority", "broker", stranger, "gateway", "`caFile` of the credential must be"],
    ["the broker's certificate has expired", "late-broker", here, "gateway", "the broker's certificate has expired"],
    ["the broker has another name", "elsewhere", here, "gateway", "the broker's certificate is for DNS:mqtt.example"],
    ["our certificate has expired", "broker", here, "late-gateway", "our certificate has expired"],
    [
      "our certificate is of another authority",
      "broker",
      here,
      "of-stranger",
      "does not know the authority that signed",
    ],
    ["we have none", "broker", here, "none", "the broker asks for a certificate"],
  ])("%s", async (_what, broker, folder, who, words) => {
    const cert = { certFile: join(stranger, "secrets/gateway.crt"), keyFile: join(stranger, "secrets/gateway.key") };
    credential("of-stranger", { caFile: "ca.crt", ...cert });
    credential("none", { caFile: "ca.crt", username: "gateway", password: "guess" });
    await expect(connect(roleLink(folder, `mqtts://localhost:${ports[broker]}`, who))).rejects.toMatchObject({
      code: "link-untrusted",
      message: expect.stringContaining(words),
    });
  });

  it("a port without TLS", async () => {
    const plain = await startMosquitto();
    open.push(plain);
    const failed = connect(roleLink(here, `mqtts://localhost:${plain.port}`, "gateway"));
    await expect(failed).rejects.toMatchObject({ code: expect.stringMatching(/^link-/) });
  });

  it.each([
    ["a key of another certificate", { certFile: "gateway.crt", keyFile: "late.key" }, "is not the private key"],
    ["a file that is not there", { certFile: "nobody.crt", keyFile: "late.key" }, "cannot be read"],
    ["a file that is no certificate", { certFile: "gateway.key", keyFile: "gateway.key" }, "no certificate in PEM"],
    ["half of a credential", { certFile: "gateway.crt" }, "must be JSON like"],
  ])("%s is told before anything is started", (_what, value, words) => {
    credential("wrong", value);
    expect(() => roleLink(here, "mqtts://localhost:1", "wrong")).toThrow(words);
  });

  it("a new certificate is taken at the next connection", async () => {
    const url = `mqtts://localhost:${ports["broker"]}`;
    credential("renewed", { caFile: "ca.crt", certFile: "late-gateway.crt", keyFile: "late-gateway.key" });
    const renewed = roleLink(here, url, "renewed");
    await expect(connect(renewed)).rejects.toThrow("our certificate has expired");
    credential("renewed", { caFile: "ca.crt", certFile: "gateway.crt", keyFile: "gateway.key" });
    await (await connect(renewed)).close("clean");
  });

  it("a role is known by the common name of its certificate", () => {
    expect(roleLink(here, "mqtts://localhost:1", "gateway").username).toBe("gateway");
  });
});
