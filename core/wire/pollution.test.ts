import { describe, expect, it } from "vitest";
import { alarmDigestSchema } from "./alarm-digest.ts";
import { booksSchema } from "./books.ts";
import { commandSchema, nonceSchema } from "./command.ts";
import { definitionSchema } from "./definition.ts";
import { eventMessageSchema } from "./events.ts";
import { presenceSchema } from "./presence.ts";
import { storedSchema } from "./stored.ts";

const schemas = {
  alarmDigestSchema,
  booksSchema,
  commandSchema,
  definitionSchema,
  eventMessageSchema,
  nonceSchema,
  presenceSchema,
  storedSchema,
};

/** Good messages with the place for a key that would reach what every object is made of. */
const messages: readonly (readonly [keyof typeof schemas, string])[] = [
  ["nonceSchema", `{"boot":"1-0011223344556677","nonce":"${"ab".repeat(16)}",KEY}`],
  ["presenceSchema", `{"online":true,"boot":"1-0011223344556677","at":1,KEY}`],
  ["definitionSchema", `{"site":"oost","variables":[],KEY}`],
  ["definitionSchema", `{"site":"oost","variables":[],"place":{"name":"x","codes":{KEY}}}`],
  ["alarmDigestSchema", `{"boot":"1-0011223344556677","revision":1,"at":1,"alarms":[],KEY}`],
  ["storedSchema", `{"ingest":"ingest","generation":1,"boots":{KEY}}`],
  ["booksSchema", `{"ingest":"ingest","boots":[],KEY}`],
  ["eventMessageSchema", `{"v":1,"boot":"1-0011223344556677","firstSeq":0,"count":1,"lane":"live","events":[],KEY}`],
  ["commandSchema", `{"id":"${"ab".repeat(8)}","order":{"purpose":"reset","key":"a",KEY}}`],
];
const keys = [
  '"__proto__":{"admin":true}',
  '"__proto__":"admin"',
  '"constructor":{"prototype":{"admin":true}}',
  '"prototype":{"admin":true}',
];

/** Every object inside, the value itself first. */
function objectsIn(value: unknown): readonly object[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

describe.each(messages)("%s of %s", (name, message) => {
  it.each(keys)("with %s makes no object another", (key) => {
    const parsed = schemas[name].safeParse(JSON.parse(message.replace("KEY", key)));
    expect(({} as Record<string, unknown>)["admin"]).toBeUndefined();
    for (const object of objectsIn(parsed.data)) {
      expect((object as Record<string, unknown>)["admin"]).toBeUndefined();
      expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(object));
    }
  });

  it("without such a key would have been looked at", () => {
    // Where the message is whole but for the key, it is good: so it is the key that is refused or left out.
    const parsed = schemas[name].safeParse(JSON.parse(message.replace(/,?KEY/, "")));
    if (!message.includes('"events":[]') && name !== "commandSchema") expect(parsed.success).toBe(true);
  });
});
