import { describe, expect, it } from "vitest";
import { consoleConfig, readerToken, TestServer } from "../../../test/support/console-server.ts";
import { leastRoles } from "../api/all.ts";

/** Bodies with which the actions do something, so that a refused one that did it all the same is seen. */
const bodies: Readonly<Record<string, object>> = {
  "/api/v1/commands": { purpose: "release", site: "oost", actuator: "pump-1" },
  "/api/v1/alarms/:key/acknowledge": { site: "oost", eventId: "1" },
  "/api/v1/alarms/:key/reset": { site: "oost" },
  "/api/v1/alarms/:key/shelve": { site: "oost", reason: "work", oneShot: true },
  "/api/v1/alarms/:key/unshelve": { site: "oost" },
  "/api/v1/simulator/:site/:device/fault": { kind: "stop" },
};

/** What each kind of visitor is let: `reads` what an observer may, `acts` also what an operator may. */
const visitors = {
  "somebody unknown": { reads: false, acts: false },
  "a wrong token": { reads: false, acts: false },
  "a cookie that was never given": { reads: false, acts: false },
  "an observer": { reads: true, acts: false },
  "an observer's token": { reads: true, acts: false },
  "an operator": { reads: true, acts: true },
  "an operator by one-time link": { reads: true, acts: true },
  "the instance's token": { reads: true, acts: true },
  "an operator's page of another origin": { reads: true, acts: true },
  "an operator's page without the proof": { reads: true, acts: false },
  "an operator's page with an observer's proof": { reads: true, acts: false },
  "an operator by a foreign name of the host": { reads: false, acts: false },
} as const;
type VisitorName = keyof typeof visitors;

const server = new TestServer();
const form = "application/x-www-form-urlencoded";

/** Everybody logs in anew for each question: one of them ends the login. */
async function headersOf(visitor: VisitorName): Promise<Readonly<Record<string, string>>> {
  const anna = await server.loggedIn("anna");
  const jan = await server.loggedIn("jan");
  switch (visitor) {
    case "somebody unknown":
      return {};
    case "a wrong token":
      return { authorization: "Bearer nothing" };
    case "a cookie that was never given":
      return { cookie: `homeostat=${"0".repeat(48)}` };
    case "an observer":
      return jan;
    case "an observer's token":
      return { authorization: `Bearer ${readerToken}` };
    case "an operator":
      return anna;
    case "an operator by one-time link":
      return server.byLink();
    case "the instance's token":
      return { authorization: `Bearer ${consoleConfig.token}` };
    case "an operator's page of another origin":
      return { ...anna, origin: "http://evil.example" };
    case "an operator's page without the proof":
      return { cookie: anna.cookie };
    case "an operator's page with an observer's proof":
      return { ...jan, cookie: anna.cookie };
    case "an operator by a foreign name of the host":
      return { ...anna, host: "evil.example:8420" };
  }
}

/** The routes as Fastify itself has them, not as our table says. */
const routes = [...(await server.http.ready().then(() => server.http.routes))].sort();
const addressOf = (path: string): string => path.replace("/*", "/nothing.js").replaceAll(/:[a-z]+/g, "oost");

/** Doors without a login: they show no data, or check credentials of their own. */
const open = ["/login", "/login.css", "/healthz", "/readyz", "/metrics", "/ping", "/query", "/*"];
const isOpen = (path: string): boolean => open.includes(path);

async function knock(route: string, visitor: VisitorName) {
  const [method = "", path = ""] = route.split(" ");
  // Nobody asks too often here.
  await server.scheduler.advance(10_000);
  const headers = await headersOf(visitor);
  const before = server.effects.length;
  const body = bodies[path];
  const type = isOpen(path) ? form : "application/json";
  const sent = method === "POST" ? { payload: JSON.stringify(body ?? {}) } : {};
  const reply = await server.ask(method, addressOf(path), {
    headers: { ...headers, ...(method === "POST" ? { "content-type": type } : {}) },
    ...sent,
  });
  return { status: reply.statusCode, effects: server.effects.slice(before), method, path };
}

const stream = "GET /api/v1/stream";
const asked = routes.filter((route) => route !== stream);

describe("the table of rights", () => {
  it("has every route of the server, and no other", () => {
    expect(routes.length).toBeGreaterThan(30);
    expect(routes).toEqual([...leastRoles.keys()].sort());
  });

  it("lets nobody change anything but an operator", () => {
    const changes = routes.filter((route) => route.startsWith("POST"));
    const others = changes.filter((route) => !["operator", "instance"].includes(leastRoles.get(route) ?? ""));
    expect(others).toEqual(["POST /api/v1/logout", "POST /login", "POST /ping", "POST /query"]);
  });

  it("lets no login make another: whose name is taken away is out", () => {
    const instance = routes.filter((route) => leastRoles.get(route) === "instance");
    expect(instance).toEqual(["POST /api/v1/login-link"]);
  });
});

/** What the rights say of a question: `let` in, or the status of its refusal. */
function verdict(visitor: VisitorName, route: string): "let" | 401 | 403 {
  const { reads, acts } = visitors[visitor];
  const posts = route.startsWith("POST");
  const shown = visitor.includes("by a foreign name") || (visitor.includes("of another origin") && posts);
  if (shown) return 403;
  if (isOpen(route.split(" ")[1] ?? "")) return "let";
  if (!reads) return 401;
  if (visitor.includes("proof") && posts) return 403;
  if (leastRoles.get(route) === "instance") return visitor === "the instance's token" ? "let" : 403;
  return acts || leastRoles.get(route) === "observer" ? "let" : 403;
}

describe.each(Object.keys(visitors) as VisitorName[])("%s", (visitor) => {
  it.each(asked)("at %s", async (route) => {
    const { status, effects, path } = await knock(route, visitor);
    const expected = verdict(visitor, route);
    if (expected === "let") {
      expect([303, 401, 403]).not.toContain(status);
      if (bodies[path] !== undefined) expect(effects).toHaveLength(1);
    } else {
      expect(status).toBe(expected);
      expect(effects).toEqual([]);
    }
  });
});
