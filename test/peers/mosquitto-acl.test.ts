import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allow, type Identity } from "../../broker/policy.ts";
import { runConfigAcl } from "../../cli/commands/config-acl.ts";
import { brokerLink } from "../../cli/io/broker-link.ts";
import { readTextFile } from "../../core/io/files.ts";
import { mqttLink } from "../../core/io/link.ts";
import type { Link, LinkSession, Will } from "../../core/ports/link.ts";
import { makeCertificates } from "../support/certificates.ts";
import { startMosquitto } from "../support/mosquitto.ts";
import { until } from "../support/until.ts";

const region = "lage-landen";
const sites = ["gemaal-oostpolder", "school-de-linde"];
const names = { region: "region", ingest: "ingest", console: "console", reader: "reader" };
const identities: readonly Identity[] = [
  ...sites.map((name): Identity => ({ role: "site", name, region })),
  { role: "region", name: "region", region },
  { role: "ingest", name: "ingest", region },
  { role: "console", name: "console", region },
  { role: "reader", name: "reader", region },
];

const places = [...sites, "elsewhere"];
const types = ["NBIRTH", "NDATA", "NDEATH", "NCMD"].flatMap((type) => places.map((place) => `${type}/${place}`));
const deviceTypes = ["DBIRTH", "DDATA", "DDEATH", "DCMD"].flatMap((type) =>
  places.map((place) => `${type}/${place}/vfd-1`),
);
const answers = ["definition/0f", "definition/get", "books", "books/get"];
const own = ["event", "alarms", "nonce", "presence", "stored", "command", "command/7/result", ...answers];
const topics = [
  ...[...types, ...deviceTypes].map((rest) => `spBv1.0/${region}/${rest}`),
  ...[...places, "-"].flatMap((name) => own.map((rest) => `homeostat/v1/${region}/${name}/${rest}`)),
  ...["region", "elsewhere"].map((host) => `spBv1.0/STATE/${host}`),
  ...sites.map((name) => `spBv1.0/other/NDATA/${name}`),
  "anything/else",
];

const folder = makeCertificates(["broker=localhost", "judge", "stranger", ...identities.map(({ name }) => name)]);
let port = 0;
let stop: () => Promise<void>;
const sessions: LinkSession[] = [];

function linkOf(name: string): Link {
  const place = { url: `mqtts://localhost:${port}`, credentialFile: `secrets/${name}.json` };
  return brokerLink("test", join(folder, "role.yaml"), place).link;
}

async function login(name: string, onTopic: (topic: string) => void = () => undefined, will?: Will) {
  const onMessage = ({ topic }: { topic: string }): void => onTopic(topic);
  const options = { clientId: `${name}:acl`, onMessage, onClose: () => undefined };
  const session = await linkOf(name).connect(will === undefined ? options : { ...options, will });
  sessions.push(session);
  return session;
}

beforeAll(async () => {
  let acl = "";
  const out = (text: string): void => {
    acl += text;
  };
  expect(runConfigAcl("examples/lage-landen/region.yaml", names, { read: readTextFile, out, say: out })).toBe(0);
  acl += "\nuser judge\ntopic readwrite #\n";
  ({ port, stop } = await startMosquitto({ acl, tls: { secrets: join(folder, "secrets"), name: "broker" } }));
});
afterAll(async () => {
  for (const session of sessions) await session.close("clean");
  await stop?.();
});

describe.each(identities)("a mosquitto with the access list lets $name, by its certificate,", (identity) => {
  it("publish what the embedded broker lets it publish, and nothing else", async () => {
    const heard: string[] = [];
    const judge = await login("judge", (topic) => heard.push(topic));
    await judge.subscribe([{ topic: "#", qos: 0 }]);
    const session = await login(identity.name);
    for (const topic of topics) await session.publish(topic, new Uint8Array(1), { qos: 1, retain: false });
    await judge.publish("the/end", new Uint8Array(1), { qos: 1, retain: false });
    await until("the judge has heard all", () => heard.includes("the/end"));
    const allowed = topics.filter((topic) => allow(identity, "publish", topic));
    expect(heard.filter((topic) => topic !== "the/end").sort()).toEqual(allowed.sort());
  });

  it("hear what the embedded broker lets it hear, and nothing else", async () => {
    const heard: string[] = [];
    const session = await login(identity.name, (topic) => heard.push(topic));
    await session.subscribe([{ topic: "#", qos: 0 }]);
    const judge = await login("judge");
    for (const topic of topics) await judge.publish(topic, new Uint8Array(1), { qos: 1, retain: false });
    const allowed = topics.filter((topic) => allow(identity, "subscribe", topic));
    const [last = ""] = allowed;
    await judge.publish(last, new Uint8Array(1), { qos: 1, retain: false });
    await until("it has heard the last message", () => heard.filter((topic) => topic === last).length === 2);
    heard.pop();
    expect(heard.sort()).toEqual(allowed.sort());
  });
});

it("and a site can leave no will for another", async () => {
  const [one, other] = sites;
  const topic = (site: string | undefined): string => `spBv1.0/${region}/NDEATH/${site}`;
  const heard: string[] = [];
  const judge = await login("judge", (heardTopic) => heard.push(heardTopic));
  await judge.subscribe([{ topic: "#", qos: 0 }]);
  for (const site of [other, one]) {
    const will = { topic: topic(site), payload: new Uint8Array(1), qos: 0, retain: false } as const;
    const session = await login(String(one), undefined, will).catch(() => undefined);
    await session?.close("abrupt");
  }
  await until("its own will is published", () => heard.includes(topic(one)));
  expect(heard).not.toContain(topic(other));
});

it("and a certificate that stands in no line of it may do nothing", async () => {
  const heard: string[] = [];
  const judge = await login("judge", (topic) => heard.push(topic));
  await judge.subscribe([{ topic: "#", qos: 0 }]);
  const overheard: string[] = [];
  const stranger = await login("stranger", (topic) => overheard.push(topic));
  await stranger.subscribe([{ topic: "#", qos: 0 }]);
  for (const topic of topics) await stranger.publish(topic, new Uint8Array(1), { qos: 1, retain: false });
  await judge.publish("the/end", new Uint8Array(1), { qos: 1, retain: false });
  await until("the judge has heard all", () => heard.includes("the/end"));
  expect([heard, overheard]).toEqual([["the/end"], []]);
});

it("and nobody without a certificate of its authority", async () => {
  const anonymous = mqttLink({
    url: `mqtts://localhost:${port}`,
    ca: readFileSync(join(folder, "secrets/ca.crt"), "utf8"),
  });
  const options = { clientId: "x", onMessage: () => undefined, onClose: () => undefined };
  await expect(anonymous.connect(options)).rejects.toMatchObject({ code: "link-untrusted" });
});
