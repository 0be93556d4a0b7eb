import { afterEach, describe, expect, it, vi } from "vitest";
import {
  consoleConfig,
  cookieOf,
  hexOf,
  passwords,
  readerToken,
  TestServer,
} from "../../../test/support/console-server.ts";
import { sessionLife } from "../access.ts";

const me = async (server: TestServer, headers: Readonly<Record<string, string>>) => {
  const reply = await server.ask("GET", "/api/v1/me", { headers });
  return reply.statusCode === 200 ? reply.json() : reply.statusCode;
};

describe("by name and password", () => {
  it("somebody comes in under their own name and role, by a cookie that no script reads and no other site sends", async () => {
    const server = new TestServer();
    const reply = await server.login("jan", passwords["jan"] ?? "");
    expect([reply.statusCode, reply.headers.location]).toEqual([302, "/"]);
    const cookie = String(reply.headers["set-cookie"]);
    for (const word of ["HttpOnly", "SameSite=Strict", "Path=/"]) expect(cookie).toContain(word);
    expect(await me(server, { cookie: cookieOf(reply) })).toMatchObject({
      name: "jan",
      role: "observer",
      region: "lage-landen",
    });
  });

  it("a wrong password and a name that nobody has are told alike, and both are tried", async () => {
    const server = new TestServer();
    const wrong = await server.login("anna", "guess");
    const nobody = await server.login("nobody", "guess");
    expect([wrong.statusCode, nobody.statusCode, server.users.tried]).toEqual([403, 403, 2]);
    expect(wrong.body).toBe(nobody.body);
    expect(wrong.headers["set-cookie"]).toBeUndefined();
  });

  it("guessing is slowed; the right password waits too, and comes in after that", async () => {
    const server = new TestServer();
    for (let count = 0; count < 4; count += 1) await server.login("anna", `guess ${count}`);
    const early = await server.login("anna", passwords["anna"] ?? "");
    expect([early.statusCode, early.headers["retry-after"], server.users.tried]).toEqual([429, "1", 4]);
    await server.scheduler.advance(1_000);
    expect((await server.login("anna", passwords["anna"] ?? "")).statusCode).toBe(302);
  });

  it("a page of another origin logs nobody in", async () => {
    const server = new TestServer();
    const reply = await server.login("anna", passwords["anna"] ?? "", { origin: "http://evil.example" });
    expect([reply.statusCode, server.users.tried]).toEqual([403, 0]);
  });

  it("the page speaks the reader's language and shows nothing that was sent", async () => {
    const server = new TestServer();
    const dutch = await server.login("<script>alert(1)</script>", "x", { "accept-language": "nl-NL,en;q=0.5" });
    expect(dutch.body).toContain("Wachtwoord");
    expect(dutch.body).not.toContain("<script");
    expect((await server.ask("GET", "/login")).body).toContain("Password");
  });
});

const owner = { authorization: `Bearer ${consoleConfig.token}` };

describe("a one-time link", () => {
  afterEach(() => vi.restoreAllMocks());

  it("is made with the instance's token alone: no operator can leave a way back in that outlives their name", async () => {
    const server = new TestServer();
    for (const headers of [await server.loggedIn("anna"), await server.byLink()]) {
      const reply = await server.ask("POST", "/api/v1/login-link", { headers });
      expect([reply.statusCode, reply.json().error]).toEqual([
        403,
        expect.stringContaining("needs the instance's token"),
      ]);
    }
    expect(server.access.links).toEqual([]);
  });

  it("stands in the log when it is made, used and refused, without its secret", async () => {
    const log = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const server = new TestServer();
    const { path } = (await server.ask("POST", "/api/v1/login-link", { headers: owner })).json<{ path: string }>();
    await server.ask("GET", path);
    await server.ask("GET", path);
    const lines = log.mock.calls.map(([line]) => String(line));
    expect(lines).toEqual([
      "homeostat hub: a one-time login link was made from 127.0.0.1\n",
      "homeostat hub: a one-time login link was used from 127.0.0.1\n",
      "homeostat hub: a one-time login link was refused (unknown, used or too old) from 127.0.0.1\n",
    ]);
  });
});

describe("a login", () => {
  it("ends by logging out, for itself alone", async () => {
    const server = new TestServer();
    const [one, other] = [await server.loggedIn("anna"), await server.loggedIn("anna")];
    expect((await server.ask("POST", "/api/v1/logout", { headers: one })).statusCode).toBe(200);
    expect([await me(server, one), (await me(server, other)).name]).toEqual([401, "anna"]);
  });

  it("ends after twelve hours", async () => {
    const server = new TestServer();
    const anna = await server.loggedIn("anna");
    await server.scheduler.advance(sessionLife - 1);
    expect((await me(server, anna)).name).toBe("anna");
    await server.scheduler.advance(1);
    expect(await me(server, anna)).toBe(401);
  });

  it("outlives a restart of the server", async () => {
    const before = new TestServer();
    const anna = await before.loggedIn("anna");
    const after = new TestServer({}, before.access);
    expect(await me(after, anna)).toMatchObject({ name: "anna", role: "operator", csrf: anna["x-homeostat-csrf"] });
    const payload = { purpose: "release", site: "oost", actuator: "pump-1" };
    const reply = await after.ask("POST", "/api/v1/commands", { headers: anna, payload });
    expect(reply.statusCode).toBe(200);
  });

  it("by a one-time link is begun by the first who follows it, not by who looks at its head", async () => {
    const server = new TestServer();
    const made = await server.ask("POST", "/api/v1/login-link", { headers: owner });
    const { path } = made.json<{ path: string }>();
    const head = await server.ask("HEAD", path);
    expect([head.statusCode, head.headers["set-cookie"]]).toEqual([200, undefined]);
    const followed = await server.ask("GET", path);
    expect([followed.statusCode, followed.headers.location]).toEqual([302, "/"]);
    expect((await server.ask("GET", path)).statusCode).toBe(403);
  });

  it.each([[undefined], ["https://water.example"]])("by a one-time link begins where people come: %s", async (at) => {
    const server = new TestServer({ publicUrl: at });
    const made = await server.ask("POST", "/api/v1/login-link", { headers: owner });
    const { path, link } = made.json<{ path: string; link: string | null }>();
    expect(link).toBe(at === undefined ? null : `${at}${path}`);
  });

  it("of somebody who is removed, or whose password is changed, ends at once; a new role is theirs at once", async () => {
    const server = new TestServer();
    const anna = await server.loggedIn("anna");
    server.users.known.set("anna", { name: "anna", role: "observer", stamp: "1" });
    expect(await me(server, anna)).toMatchObject({ role: "observer" });
    server.users.known.set("anna", { name: "anna", role: "operator", stamp: "2" });
    expect(await me(server, anna)).toBe(401);
    const jan = await server.loggedIn("jan");
    server.users.known.delete("jan");
    expect(await me(server, jan)).toBe(401);
  });

  it("hands out nothing that the file of logins holds", async () => {
    const server = new TestServer();
    const { cookie } = await server.loggedIn("anna");
    const secret = cookie.split("=")[1] ?? "";
    expect(JSON.stringify(server.access)).not.toContain(secret);
    expect(JSON.stringify(server.access)).toContain(hexOf(secret));
  });
});

describe("a token", () => {
  it("of the instance acts as operator, one of a program only reads", async () => {
    const server = new TestServer();
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    expect(await me(server, bearer(consoleConfig.token))).toMatchObject({
      name: "operator",
      role: "operator",
      csrf: null,
    });
    expect(await me(server, bearer(readerToken))).toMatchObject({ name: "grafana", role: "observer", csrf: null });
    server.users.tokens = [];
    expect(await me(server, bearer(readerToken))).toBe(401);
  });
});

it("behind a proxy with TLS the cookie is for https and this host alone, and addresses are those the proxy tells", async () => {
  const server = new TestServer({ publicUrl: "https://water.example" });
  const reply = await server.login("anna", passwords["anna"] ?? "", {
    host: "water.example",
    origin: "https://water.example",
  });
  expect(String(reply.headers["set-cookie"])).toMatch(/^__Host-homeostat=.*Secure/);
  for (let count = 0; count < 12; count += 1)
    await server.login(`name-${count}`, "x", { "x-forwarded-for": "10.9.9.9, 10.0.0.1" });
  const from = async (address: string) =>
    (await server.login("somebody", "x", { "x-forwarded-for": address })).statusCode;
  expect([await from("10.0.0.2, 10.0.0.1"), await from("10.0.0.1, 10.0.0.2")]).toEqual([429, 403]);
});

it("a person who opens a page without a login is led to it, a program is told 401", async () => {
  const server = new TestServer();
  const person = await server.ask("GET", "/overview", { headers: { accept: "text/html,*/*" } });
  expect([person.statusCode, person.headers.location]).toEqual([303, "/login"]);
  expect((await server.ask("GET", "/overview")).statusCode).toBe(401);
  expect((await server.ask("GET", "/api/v1/sites", { headers: { accept: "text/html" } })).statusCode).toBe(401);
});
