import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { consoleConfig, TestServer } from "../../../test/support/console-server.ts";
import { hasOneHost } from "../doors.ts";

const owner = { authorization: `Bearer ${consoleConfig.token}` };
const person = { ...owner, accept: "text/html,*/*" };
const assets = mkdtempSync(join(tmpdir(), "assets-"));
writeFileSync(join(assets, "index.html"), "<title>homeostat</title>");
afterAll(() => rmSync(assets, { recursive: true }));
const server = new TestServer({ assets, sites: ["west"] });

describe("an address at which nothing is", () => {
  it("is told to a person by the console, to a program in JSON", async () => {
    const told = await server.ask("GET", "/nothing", { headers: person });
    expect([told.statusCode, told.body]).toEqual([404, "<title>homeostat</title>"]);
    for (const [url, headers] of [
      ["/nothing", owner],
      ["/api/v1/nothing", person],
    ] as const) {
      const reply = await server.ask("GET", url, { headers });
      expect([reply.statusCode, reply.json()]).toEqual([404, { error: "there is nothing at this address" }]);
    }
  });

  it("leads to the page where only a slash is too many, and never elsewhere", async () => {
    const reply = await server.ask("GET", "/trends/?last=1h", { headers: person });
    expect([reply.statusCode, reply.headers.location]).toEqual([308, "/trends?last=1h"]);
    for (const url of ["//elsewhere.example/", "/%2f%2felsewhere.example/", "/\\elsewhere.example/"]) {
      expect((await server.ask("GET", url, { headers: person })).headers.location).toBeUndefined();
    }
  });

  it("is no fault where a browser asks unbidden", async () => {
    expect((await server.ask("GET", "/favicon.ico")).statusCode).toBe(204);
  });

  it("is refused in our own words where its path cannot be read", async () => {
    for (const [method, url, status] of [
      ["POST", `/api/v1/alarms/${"a".repeat(500)}/reset`, 414],
      ["GET", "/api/v1/simulator/%zz", 400],
    ] as const) {
      const reply = await server.ask(method, url, { headers: owner });
      expect([reply.statusCode, Object.keys(reply.json())]).toEqual([status, ["error"]]);
      expect(reply.headers["x-content-type-options"]).toBe("nosniff");
    }
  });
});

it("an alarm with the longest key can be acted on", async () => {
  const key = "a".repeat(140);
  const json = { ...owner, "content-type": "application/json" };
  const reply = await server.ask("POST", `/api/v1/alarms/${key}/reset`, { headers: json, payload: { site: "west" } });
  expect(reply.statusCode).toBe(200);
});

it.each([
  "/api/v1/alarms?site=nope",
  "/api/v1/variables?site=nope",
  "/api/v1/viability?site=nope",
  "/api/v1/books?site=nope",
  "/api/v1/stream?site=nope",
  "/api/v1/simulator/nope",
  "/api/v1/why?subject=pump-1&site=nope",
])("%s is of a site that nobody knows", async (url) => {
  const reply = await server.ask("GET", url, { headers: owner });
  expect([reply.statusCode, reply.json()]).toEqual([404, { error: "nothing was ever heard of a site nope" }]);
});

it.each([
  "/api/v1/alarms?site=west",
  "/api/v1/variables?site=west",
  "/api/v1/books?site=west",
  "/api/v1/simulator/west",
  "/api/v1/why?subject=pump-1&site=west",
])("%s is of a site that is not heard yet", async (url) => {
  expect((await server.ask("GET", url, { headers: owner })).statusCode).toBe(200);
});

it.each([
  "/api/v1/why?subject=",
  "/api/v1/annotations?site=west&from=2&to=1",
  "/api/v1/history?site=west&device=a&variable=b&from=2&to=1",
])("%s is no question", async (url) => {
  expect((await server.ask("GET", url, { headers: owner })).statusCode).toBe(400);
});

it("an answer to an order holds what is promised and nothing else", async () => {
  const json = { ...owner, "content-type": "application/json" };
  const payload = { purpose: "release", site: "west", actuator: "pump-1" };
  const reply = await server.ask("POST", "/api/v1/commands", { headers: json, payload });
  expect(Object.keys(reply.json())).toEqual(["id", "site", "results"]);
});

it("a request names one Host", () => {
  expect(hasOneHost(["Host", "a", "accept", "host"])).toBe(true);
  expect(hasOneHost(["Host", "a", "host", "b"])).toBe(false);
});
