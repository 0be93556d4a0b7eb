import { createHash, timingSafeEqual } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { systemRng } from "../../core/io/rng.ts";
import { randomHex } from "../../core/ports/rng.ts";
import { parseDuration } from "../../core/time.ts";
import type { ControlHost, WorldControl } from "../app.ts";

/** What `POST /fault` takes. `until` is world time; `for` is a duration such as `90s`. Without both it lasts. */
const faultBody = z.strictObject({
  device: z.string(),
  kind: z.string(),
  until: z.union([z.number(), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))]).nullish(),
  for: z.string().optional(),
  amount: z.number().optional(),
});

const routes = "there is POST /fault, GET /devices and GET /truth/latest";
const longestBody = 4_096;

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** The control port of a simulated world on loopback: `POST /fault`, `GET /devices`, `GET /truth/latest`; the token lies in a 0600 file. */
export function controlPort(tokenFile: string): ControlHost {
  return async (control) => {
    const token = randomHex(systemRng, 24);
    await writeFile(tokenFile, `${token}\n`, { mode: 0o600 });
    const server = createServer((request, response) => {
      void answer(control, token, request).then(
        (reply) => send(response, reply),
        () => send(response, { status: 500, body: { error: "the simulator failed on this request" } }),
      );
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    return {
      url: `http://127.0.0.1:${port}`,
      tokenFile,
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    };
  };
}

async function answer(control: WorldControl, token: string, request: IncomingMessage): Promise<Reply> {
  if (!mayEnter(token, request.headers.authorization)) {
    return { status: 401, body: { error: "send the token of the token file as Authorization: Bearer" } };
  }
  const route = `${request.method} ${request.url}`;
  if (route === "GET /truth/latest") return { status: 200, body: control.latest() };
  if (route === "GET /devices") return { status: 200, body: { devices: control.devices() } };
  if (route !== "POST /fault") return { status: 404, body: { error: routes } };
  const text = await readBody(request);
  if (text === undefined) return { status: 413, body: { error: `a body has at most ${longestBody} bytes` } };
  return fault(control, text);
}

function fault(control: WorldControl, text: string): Reply {
  const refuse = (error: string): Reply => ({ status: 400, body: { error } });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse("the body is not JSON");
  }
  const body = faultBody.safeParse(json);
  if (!body.success) return refuse(z.prettifyError(body.error));
  const { device, kind, amount } = body.data;
  const lasts = body.data.for === undefined ? undefined : parseDuration(body.data.for);
  if (body.data.for !== undefined && lasts === undefined)
    return refuse(`for: write a duration with its unit, like 90s`);
  const until = lasts === undefined ? (body.data.until ?? undefined) : control.now() + lasts;
  const done = control.fault(device, { kind, until, amount });
  return done.ok ? { status: 200, body: { device, kind, until: until ?? null } } : refuse(done.error);
}

function mayEnter(token: string, header: string | undefined): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(`Bearer ${token}`), digest(header ?? ""));
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > longestBody) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { "content-type": "application/json" });
  response.end(JSON.stringify(reply.body));
}
