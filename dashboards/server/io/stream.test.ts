import { expect, it } from "vitest";
import { consoleConfig, TestServer } from "../../../test/support/console-server.ts";

const value = (at: number) => ({
  path: "site/level",
  value: at,
  quality: "good" as const,
  reasons: [],
  measuredAt: at,
});

/** Reads a stream as it comes. */
async function listening(server: TestServer, url: string, headers: Readonly<Record<string, string>>) {
  const app = await server.http.ready();
  const reply = await app.inject({
    method: "GET",
    url,
    headers: { host: "127.0.0.1:8420", ...headers },
    payloadAsStream: true,
  });
  let text = "";
  let ended = false;
  reply
    .stream()
    .on("data", (chunk: Buffer) => {
      text += chunk.toString();
    })
    .on("end", () => {
      ended = true;
    });
  const events = async (): Promise<readonly string[]> => {
    await new Promise((resolve) => setImmediate(resolve));
    return text.split("\n\n").filter((one) => one.startsWith("event: values"));
  };
  return { reply, events, hasEnded: () => ended };
}

const owner = { authorization: `Bearer ${consoleConfig.token}` };

it("every value comes at once; with a rate each variable once in that time, its newest", async () => {
  const server = new TestServer();
  const every = await listening(server, "/api/v1/stream", owner);
  const slow = await listening(server, "/api/v1/stream?rate=1s", owner);
  for (let at = 1; at <= 50; at += 1) {
    server.desk.put({ kind: "values", site: "oost", values: [value(at)] });
    if (at === 25) await server.scheduler.advance(1_000);
  }
  await server.scheduler.advance(1_000);
  expect((await every.events()).length).toBe(50);
  const told = await slow.events();
  expect(told.map((event) => JSON.parse(event.split("data: ")[1] ?? "").values[0].value)).toEqual([25, 50]);
});

it("one site alone is told of where one is asked for", async () => {
  const server = new TestServer({ sites: ["west"] });
  const { events } = await listening(server, "/api/v1/stream?site=west", owner);
  server.desk.put({ kind: "values", site: "oost", values: [value(1)] });
  server.desk.put({ kind: "values", site: "west", values: [value(2)] });
  expect((await events()).join()).toMatch(/^event: values\ndata: {"site":"west"/);
});

it("ends within a beat for who is logged out or removed", async () => {
  const server = new TestServer();
  const jan = await server.loggedIn("jan");
  const { reply, hasEnded, events } = await listening(server, "/api/v1/stream", jan);
  expect(reply.statusCode).toBe(200);
  await server.scheduler.advance(2_000);
  expect(hasEnded()).toBe(false);
  server.users.known.delete("jan");
  await server.scheduler.advance(2_000);
  await events();
  expect(hasEnded()).toBe(true);
});

it("one name has fifty at most", async () => {
  const server = new TestServer();
  for (let count = 0; count < 50; count += 1) await listening(server, "/api/v1/stream", owner);
  expect((await listening(server, "/api/v1/stream", owner)).reply.statusCode).toBe(429);
});
