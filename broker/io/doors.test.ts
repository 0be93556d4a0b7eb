import type { AedesPublishPacket, Client, Subscription } from "aedes";
import { expect, it } from "vitest";
import { doorsOf } from "./doors.ts";

const credentials = [
  { identity: { role: "site", name: "oost", region: "lage-landen" }, password: "right" },
  { identity: { role: "reader", name: "reader", region: "lage-landen" }, password: "" },
] as const;
const command = "homeostat/v1/lage-landen/oost/command";
const event = "homeostat/v1/lage-landen/oost/event";

/** What the four doors say to one who logs in so and then uses these topics. */
function asked(client: Client | null, login?: { name: string; password: string }) {
  const doors = doorsOf(credentials, () => undefined);
  const said: Record<string, boolean> = {};
  if (client !== null && login !== undefined) {
    doors.authenticate(client, login.name, Buffer.from(login.password), (_, success) => {
      said["login"] = success === true;
    });
  }
  const packet = (topic: string) => ({ cmd: "publish", topic }) as AedesPublishPacket;
  doors.authorizePublish(client, packet(event), (error) => {
    said["publish"] = !error;
  });
  if (client === null) return said;
  doors.authorizeSubscribe(client, { topic: command, qos: 0 } as Subscription, (_, granted) => {
    said["subscribe"] = Boolean(granted);
  });
  said["hears its commands"] = Boolean(doors.authorizeForward(client, packet(command)));
  said["hears others' commands"] = Boolean(doors.authorizeForward(client, packet(command.replace("oost", "west"))));
  return said;
}

const client = (id: string) => ({ id }) as Client;

it("are open to a credential for what is its own, and for nothing else", () => {
  expect(asked(client("oost:own"), { name: "oost", password: "right" })).toEqual({
    login: true,
    publish: true,
    subscribe: true,
    "hears its commands": true,
    "hears others' commands": false,
  });
});

it.each([
  ["came with a wrong password", client("oost:own"), { name: "oost", password: "wrong" }],
  ["came with an empty password", client("reader:own"), { name: "reader", password: "" }],
  ["came with another's client id", client("west:own"), { name: "oost", password: "right" }],
  ["never logged in", client("oost:own"), undefined],
  ["is no longer there", null, undefined],
])("are shut to one who %s", (_, who, login) => {
  expect(Object.values(asked(who, login)).some((open) => open)).toBe(false);
});
