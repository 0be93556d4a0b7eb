import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { ConnectionLimits } from "../../dashboards/server/connections.ts";
import { consoleConfig, TestServer } from "../support/console-server.ts";
import { until } from "../support/until.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A console that listens, with limits of its own. */
async function listening(connections: Partial<ConnectionLimits>) {
  const server = new TestServer({ port: 0, connections });
  const port = await server.http.listen();
  closers.push(() => server.http.close());
  return { server, port };
}

/** A connection that has said something, and what it was told until now. */
async function dial(port: number, said: string): Promise<{ readonly socket: Socket; readonly heard: () => string }> {
  const socket = connect(port, "127.0.0.1");
  let heard = "";
  socket.on("data", (bytes) => {
    heard += bytes.toString();
  });
  socket.on("error", () => undefined);
  closers.push(() => socket.destroy());
  await once(socket, "connect");
  socket.write(said);
  return { socket, heard: () => heard };
}

const health = (port: number): string => `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;

describe("connections that say nothing of use", () => {
  const slow = {
    "nothing at all": "",
    "headers that never end": "GET /healthz HTTP/1.1\r\nX-a: b\r\n",
    "a body that never comes": "POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nname=",
  };

  test.each(Object.entries(slow))("%s: a few dozen shut nobody out", async (_name, said) => {
    const { port } = await listening({ headersWithin: 200, requestWithin: 400, checkEvery: 50, ofOneAddress: 40 });
    const held = await Promise.all(Array.from({ length: 40 }, () => dial(port, said)));
    // Node by itself looks every thirty seconds.
    await until("all are closed", () => held.every(({ socket }) => socket.closed), 15_000);
    const { heard } = await dial(port, health(port));
    await until("somebody is answered", () => heard().includes("200 OK"));
  });

  test("one address has so many and no more, and another when one is gone", async () => {
    const { port } = await listening({ headersWithin: 200_000, requestWithin: 200_000, ofOneAddress: 5 });
    const held = await Promise.all(Array.from({ length: 5 }, () => dial(port, "")));
    const { socket } = await dial(port, health(port));
    await until("one too many is closed", () => socket.closed);
    expect(held.filter((one) => one.socket.closed)).toEqual([]);
    held[0]?.socket.destroy();
    await until("the next is answered", async () => {
      const next = await dial(port, health(port));
      await until("it is told", () => next.socket.closed || next.heard() !== "");
      return next.heard().includes("200 OK");
    });
  });
});

test("a reader of the stream that takes nothing gets no more than fits, is closed in the end, and keeps nobody waiting", async () => {
  const { server, port } = await listening({});
  const served: Socket[] = [];
  (await server.http.ready()).server.on("connection", (socket: Socket) => served.push(socket));
  const ask = `GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${consoleConfig.token}\r\n\r\n`;
  const stuck = await dial(port, ask);
  await until("it is told", () => stuck.heard().includes("event: picture"));
  stuck.socket.pause();
  const [kept] = served;
  const put = (at: number): void => {
    const path = `site/${"x".repeat(100_000)}`;
    const value = { path, value: at, quality: "good" as const, reasons: [], measuredAt: at };
    server.desk.put({ kind: "values", site: "oost", values: [value] });
  };
  let at = 0;
  let waiting = 0;
  let same = 0;
  // What lies between the two takes a few megabytes; full is what stays as it is.
  await until("it takes nothing more", () => {
    const before = waiting;
    waiting = kept?.writableLength ?? 0;
    same = waiting > 0 && waiting === before ? same + 1 : 0;
    put(at++);
    return same === 20;
  });
  for (let count = 0; count < 1_000; count += 1) put(at++);
  expect(kept?.writableLength).toBe(waiting);
  const other = await dial(port, ask);
  await until("another is told the newest", () => other.heard().includes(`"measuredAt":${at - 1}`));
  expect(kept?.destroyed).toBe(false);
  await server.scheduler.advance(124_000);
  expect(kept?.destroyed).toBe(true);
  expect(other.socket.closed).toBe(false);
});
