import { describe, expect, it } from "vitest";
import { consoleConfig, TestServer } from "../../../test/support/console-server.ts";
import { allRoutes } from "../api/all.ts";

const headers = { authorization: `Bearer ${consoleConfig.token}` };
const alarm = {
  ...{ kind: "alarm", at: 12, id: "a", key: "site.level.hi", device: "site", variable: "level", condition: "hi" },
  ...{ priority: "high", from: "normal", to: "unacknowledged", transition: "raise", value: 1, limit: 0.5 },
  ...{ quality: "good", onset: 10 },
};

function filled(): TestServer {
  const server = new TestServer();
  const { desk } = server;
  const site = "oost";
  const defined = { device: "site", variable: "level", type: "Double" as const, unit: "m", commons: "water" };
  desk.put({ kind: "definition", site, definition: { site, place: { name: "<b>Oost</b>" }, variables: [defined] } });
  const value = { path: "site/level", value: 1, quality: "good" as const, reasons: [], measuredAt: 5 };
  desk.put({ kind: "values", site, values: [value] });
  const counts = { id: "v", at: 6, commons: "water", variables: 1, outside: 0, unknown: 0, worst: [] };
  desk.put({ kind: "events", site, events: [{ kind: "viability", ...counts }] });
  server.answer = (influxql) => {
    const body = JSON.stringify({ ...alarm, kind: /FROM (\w+)/.exec(influxql)?.[1] === "alarm" ? "alarm" : "none" });
    if (influxql.includes("FROM reading"))
      return {
        results: [
          {
            series: [
              {
                columns: ["time", "value", "quality"],
                values: [
                  [7, 1.5, 64],
                  [8, null, 0],
                ],
              },
            ],
          },
        ],
      };
    return { results: [{ series: [{ columns: ["time", "site", "body"], values: [[12, site, body]] }] }] };
  };
  return server;
}

const questions: Readonly<Record<string, string>> = {
  "/api/v1/events": "?limit=5",
  "/api/v1/series": "?v=oost/site/level&from=0&to=100&points=10",
  "/api/v1/history": "?site=oost&device=site&variable=level&from=0&to=100",
  "/api/v1/annotations": "?site=oost&from=0&to=100",
  "/api/v1/why": "?subject=site.level.hi",
};

describe("answers have the shape they are described with", () => {
  const asked = allRoutes.filter(({ method, answer }) => method === "GET" && typeof answer !== "string");
  it.each(asked.map((spec) => [spec.path, spec] as const))("%s", async (path, { answer }) => {
    const url = `${path.replaceAll(/:[a-z]+/g, "oost")}${questions[path] ?? ""}`;
    const reply = await filled().ask("GET", url, { headers });
    expect([reply.statusCode, String(reply.headers["content-type"])]).toEqual([
      path === "/readyz" ? 503 : 200,
      expect.stringContaining("application/json"),
    ]);
    if (typeof answer !== "string") answer.parse(reply.json());
  });
});

it("the CSV of a variable is a file to keep, with its unit", async () => {
  const reply = await filled().ask("GET", "/api/v1/series.csv?v=oost/site/level&from=0&to=100", { headers });
  expect(reply.headers).toMatchObject({
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": 'attachment; filename="oost-site-level.csv"',
  });
  expect(reply.body.split("\r\n")[1]).toBe("1970-01-01T00:00:00.007Z,lage-landen,oost,site,level,m,1.5,uncertain,");
});

it.each([
  "/api/v1/series?v=oost/site/level&from=100&to=100",
  "/api/v1/series?v=oost/site&from=0&to=100",
  "/api/v1/series?v=oost/site/level' OR 1=1&from=0&to=100",
  "/api/v1/series?v=oost/site/level&from=0&to=100&points=100000",
  "/api/v1/annotations?from=0&to=100",
  "/api/v1/variables?after=x",
  "/api/v1/stream?rate=1",
  "/api/v1/stream?rate=1ms",
])("%s is refused before the store is asked", async (url) => {
  const server = filled();
  expect([(await server.ask("GET", url, { headers })).statusCode, server.asked]).toEqual([400, []]);
});

it("events without a question are those of the desk, with one those of the store", async () => {
  const server = filled();
  await server.ask("GET", "/api/v1/events", { headers });
  expect(server.asked).toEqual([]);
  const reply = await server.ask("GET", "/api/v1/events?kind=alarm&before=50", { headers });
  expect([server.asked.length, reply.json()]).toEqual([1, [{ site: "oost", event: alarm }]]);
});

it("another region is none of ours", async () => {
  for (const path of ["variables", "viability"]) {
    const reply = await filled().ask("GET", `/api/v1/${path}?region=elsewhere`, { headers });
    expect(JSON.stringify(reply.json())).not.toContain("oost");
  }
});
