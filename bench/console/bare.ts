import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import fastify from "fastify";
import type { DeskInput } from "../../dashboards/server/desk.ts";
import { probeSite } from "./orders.ts";

/** The peer: bare Fastify routes and plain uPlot, with nothing of the console in them. */
export interface Bare {
  readonly address: string;
  send(input: DeskInput): void;
}

const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>bare</title>
<link rel="stylesheet" href="/uplot.css"><script src="/uplot.js"></script></head>
<body><h1>bare</h1><p class="big" id="value"></p><div id="charts"></div></body></html>`;

/** Starts it on a free port. */
export async function startBare(): Promise<Bare> {
  const folder = dirname(createRequire(import.meta.url).resolve("uplot"));
  const app = fastify({ forceCloseConnections: true });
  const readers = new Set<ServerResponse>();
  const script = readFileSync(join(folder, "uPlot.iife.min.js"), "utf8");
  const style = readFileSync(join(folder, "uPlot.min.css"), "utf8");
  app.get("/", (_request, reply) => reply.type("text/html").send(page));
  app.get("/uplot.js", (_request, reply) => reply.type("text/javascript").send(script));
  app.get("/uplot.css", (_request, reply) => reply.type("text/css").send(style));
  app.get("/stream", (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    readers.add(reply.raw);
    reply.raw.once("close", () => readers.delete(reply.raw));
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const address = app.server.address();
  return {
    address: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/`,
    // The least a stream can do: the one variable that is looked at.
    send: (input) => {
      if (input.kind !== "values" || input.site !== probeSite) return;
      for (const reader of readers) reader.write(`data: ${JSON.stringify(input.values)}\n\n`);
    },
  };
}
