import { describe, expect, it } from "vitest";
import { consoleConfig, TestServer } from "../../../test/support/console-server.ts";

const owner = { authorization: `Bearer ${consoleConfig.token}` };
const json = { ...owner, "content-type": "application/json" };
const release = { purpose: "release", site: "oost", actuator: "pump-1" };

describe("headers", () => {
  const server = new TestServer();
  it.each([
    ["GET", "/login", {}, 200],
    ["GET", "/api/v1/me", owner, 200],
    ["GET", "/api/v1/me", {}, 401],
    ["GET", "/api/v1/me", { host: "evil.example" }, 403],
    ["GET", "/api/v1/nothing", owner, 404],
    ["GET", "/nothing", owner, 404],
    ["GET", "/api/v1/decisions?limit=x", owner, 400],
    ["POST", "/api/v1/commands", { ...owner, "content-type": "text/plain" }, 415],
    ["GET", "/overview", { accept: "text/html" }, 303],
    ["GET", "/ping", {}, 200],
  ] as const)("stand on %s %s with %j, which is answered %i", async (method, url, headers, status) => {
    const reply = await server.ask(method, url, { headers, ...(method === "POST" ? { payload: "{}" } : {}) });
    expect(reply.statusCode).toBe(status);
    expect(reply.headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
      "x-frame-options": "DENY",
    });
    const policy = String(reply.headers["content-security-policy"]);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
  });
});

describe("a body", () => {
  const server = new TestServer();
  const send = async (payload: string, headers: Readonly<Record<string, string>> = json) =>
    (await server.ask("POST", "/api/v1/commands", { headers, payload })).statusCode;

  it.each([
    ["of another type", JSON.stringify(release), { ...owner, "content-type": "text/plain" }, 415],
    ["with a charset", JSON.stringify(release), { ...owner, "content-type": "application/json; charset=utf-8" }, 415],
    ["as a form", "purpose=release", { ...owner, "content-type": "application/x-www-form-urlencoded" }, 415],
    ["with a key too many", JSON.stringify({ ...release, more: 1 }), json, 400],
    ["with a prototype", '{"purpose":"release","site":"oost","actuator":"pump-1","__proto__":{"a":1}}', json, 400],
    ["that is too deep", `{"site":${"[".repeat(50)}${"]".repeat(50)}}`, json, 400],
    ["that is too long", JSON.stringify({ ...release, actuator: "a".repeat(300_000) }), json, 413],
    ["with a text that is too long", JSON.stringify({ ...release, actuator: "a".repeat(41) }), json, 400],
    ["that is no JSON", "{", json, 400],
    ["that is null", "null", json, 400],
  ])("%s is refused and does nothing", async (_name, payload, headers, status) => {
    expect(await send(payload, headers)).toBe(status);
    expect(server.effects).toEqual([]);
  });

  it("with a character in a reason that is not seen is refused in words that say so", async () => {
    const lock = { purpose: "lock", site: "oost", lock: "person-at-work" };
    for (const reason of ["weed\npump-1 stopped", "\u001b[2J", "\u202edeppots"]) {
      const reply = await server.ask("POST", "/api/v1/commands", { headers: json, payload: { ...lock, reason } });
      expect([reply.statusCode, reply.json().error]).toEqual([
        400,
        expect.stringContaining("without control characters"),
      ]);
    }
    expect(server.effects).toEqual([]);
  });

  it("as it should be is sent under the name of who asks", async () => {
    expect(await send(JSON.stringify(release))).toBe(200);
    expect(server.effects).toEqual(['operator at oost: {"purpose":"release","actuator":"pump-1"}']);
    const anna = await server.loggedIn("anna");
    expect(await send(JSON.stringify(release), { ...anna, "content-type": "application/json" })).toBe(200);
    expect(server.effects.at(-1)).toMatch(/^anna at oost/);
  });
});

it.each([
  "__proto__=1",
  "site=oost&__proto__[admin]=1",
  "constructor=1",
  "unknown=1",
  "site=a&site=b",
  "site=A",
  "limit=0",
  "limit=1e9",
])("the question ?%s is refused, and no object has become another", async (query) => {
  const server = new TestServer();
  expect((await server.ask("GET", `/api/v1/decisions?${query}`, { headers: owner })).statusCode).toBe(400);
  expect(({} as Record<string, unknown>)["admin"]).toBeUndefined();
  expect(server.asked).toEqual([]);
});

describe("who asks too often", () => {
  it("is told when to come back; stopping is never too often", async () => {
    const server = new TestServer();
    const send = async (body: object) =>
      server.ask("POST", "/api/v1/commands", { headers: json, payload: JSON.stringify(body) });
    for (let count = 0; count < 120; count += 1) expect((await send(release)).statusCode).toBe(200);
    const refused = await send(release);
    expect([refused.statusCode, refused.headers["retry-after"], server.effects.length]).toEqual([429, "1", 120]);
    const override = { purpose: "override", site: "oost", actuator: "pump-1", reason: "somebody fell in" };
    expect((await send({ ...override, value: 50 })).statusCode).toBe(429);
    expect((await send({ ...override, value: 0 })).statusCode).toBe(200);
    await server.scheduler.advance(1_000);
    expect((await send(release)).statusCode).toBe(200);
  });

  it("keeps nobody else waiting: questions are counted by name, and by address without a name", async () => {
    const server = new TestServer();
    const jan = await server.loggedIn("jan");
    const history = "/api/v1/history?site=oost&device=a&variable=b&from=0&to=1";
    for (let count = 0; count < 100; count += 1) await server.ask("GET", history, { headers: jan });
    expect((await server.ask("GET", history, { headers: jan })).statusCode).toBe(429);
    expect((await server.ask("GET", history, { headers: owner })).statusCode).toBe(200);
    for (let count = 0; count < 301; count += 1) await server.ask("GET", "/api/v1/me");
    expect((await server.ask("GET", "/healthz")).statusCode).toBe(429);
    expect((await server.ask("GET", history, { headers: owner })).statusCode).toBe(200);
  });
});
