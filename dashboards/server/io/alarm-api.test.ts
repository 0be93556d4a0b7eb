import { expect, test } from "vitest";
import type { StandingAlarm } from "../../../core/wire/alarm-digest.ts";
import { consoleConfig, TestServer } from "../../../test/support/console-server.ts";
import { alarmEvent } from "../../../test/support/records.ts";

const now = 1_780_000_000_000;
const headers = { authorization: `Bearer ${consoleConfig.token}`, "content-type": "application/json" };
const raised = alarmEvent({ at: now - 1_000, onset: now - 1_000 });
const server = new TestServer();
server.answer = () => ({
  results: [
    { series: [{ tags: { site: "oost" }, columns: ["time", "body"], values: [[raised.at, JSON.stringify(raised)]] }] },
  ],
});
const get = (url: string) => server.ask("GET", url, { headers: { authorization: headers.authorization } });
const post = (action: string, payload: object) =>
  server.ask("POST", `/api/v1/alarms/pump-1.failed/${action}`, { headers, payload });

test.each([
  ["shelve", { reason: "work", forMs: 60_000 }, { purpose: "shelve", reason: "work", forMs: 60_000 }],
  [
    "shelve",
    { reason: "work", oneShot: true, eventId: "7" },
    { purpose: "shelve", reason: "work", oneShot: true, eventId: "7" },
  ],
  ["unshelve", {}, { purpose: "unshelve" }],
  ["acknowledge", { eventId: "7", note: "seen" }, { purpose: "acknowledge", eventId: "7", note: "seen" }],
  ["reset", {}, { purpose: "reset" }],
] as const)("%s with %o is sent to its site, and to the region for its own", async (action, body, order) => {
  for (const site of ["oost", "-"]) {
    expect((await post(action, { site, ...body })).statusCode).toBe(200);
    const [told = "", sent = ""] = server.effects.at(-1)?.split(/: (.*)/) ?? [];
    expect([told, JSON.parse(sent)]).toEqual([`operator at ${site}`, { key: "pump-1.failed", ...order }]);
  }
});

test.each([
  ["shelve", { site: "oost", reason: "work" }, "forMs"],
  ["shelve", { site: "oost", reason: "work", forMs: 60_000, oneShot: true }, "forMs"],
  ["shelve", { site: "oost", reason: " ", forMs: 60_000 }, "reason: expected words"],
  ["shelve", { site: "oost", reason: "work", forMs: 604_800_001 }, "forMs"],
  ["unshelve", {}, "site"],
])("%s with %o is refused, and nothing is sent", async (action, body, words) => {
  const before = server.effects.length;
  const answer = await post(action, body);
  expect([answer.statusCode, server.effects.length]).toEqual([400, before]);
  expect(answer.json().error).toContain(words);
});

test("figures are those of the last thirty days unless asked otherwise", async () => {
  const answer = await get("/api/v1/alarms/performance?site=oost&chatterCount=5");
  expect(answer.json()).toMatchObject({
    from: now - 30 * 86_400_000,
    to: now,
    settings: { chatterCount: 5, chatterWithin: 60_000 },
    rates: { annunciated: 1 },
    mostFrequent: [{ site: "oost", key: "pump-1.failed", count: 1, share: 1 }],
  });
  const from = now - 30 * 86_400_000;
  expect(server.asked.at(-1)).toBe(
    `SELECT body FROM alarm WHERE region = 'lage-landen' AND site = 'oost' AND time >= ${from}ms AND time < ${now}ms GROUP BY site`,
  );
  for (const wrong of [`from=${now}&to=${now}`, `from=0&to=${now}`, "chatterCount=1"]) {
    expect((await get(`/api/v1/alarms/performance?${wrong}`)).statusCode).toBe(400);
  }
});

test("the lines hold each site's alarms once, though what climbed stands at the region too", async () => {
  const standing = (key: string, variable: string): StandingAlarm => ({
    ...{
      key,
      device: "d",
      variable,
      condition: "c",
      priority: "high",
      state: "unacknowledged",
      onset: now,
      since: now,
    },
    ...{ eventId: "1", value: null, response: "" },
  });
  const stand = (site: string, ...alarms: StandingAlarm[]) =>
    server.desk.put({ kind: "alarms", site, digest: { boot: "1-0000000000000001", revision: 1, at: now, alarms } });
  stand("oost", standing("pump-1.failed", ""));
  stand("-", standing("oost.pump-1.failed", "pump-1"), standing("west.silent", ""));
  const lines = (await get("/api/v1/alarms/lines")).json() as { first: { site: string; alarm: { key: string } } }[];
  expect(lines.map(({ first }) => [first.site, first.alarm.key])).toEqual([
    ["oost", "pump-1.failed"],
    ["-", "west.silent"],
  ]);
});
