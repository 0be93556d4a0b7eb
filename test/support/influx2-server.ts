import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/** What the server is to answer to the next write in place of taking it. */
export interface ScriptedAnswer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** A server that speaks InfluxDB 2's write contract; the points go to an InfluxDB 1, which also answers `/query`. */
export interface Influx2Stand {
  readonly url: string;
  readonly writes: () => number;
  /** Answers to the writes to come, in their order. `"reset"` closes the connection without an answer. */
  script(...answers: readonly (ScriptedAnswer | "reset")[]): void;
  stop(): Promise<void>;
}

interface Place {
  readonly influxd: string;
  readonly org: string;
  readonly bucket: string;
  readonly token: string;
}

const precisions: Readonly<Record<string, string>> = { ms: "ms", s: "s", us: "u", ns: "n" };

/** Source: InfluxData, "InfluxDB v2 API reference", POST /api/v2/write; "Troubleshoot issues writing data" (v2). */
export async function startInflux2Stand(place: Place): Promise<Influx2Stand> {
  let writes = 0;
  const scripted: (ScriptedAnswer | "reset")[] = [];
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => request.destroy());
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const url = new URL(request.url ?? "/", "http://stand");
    if (request.headers.authorization !== `Token ${place.token}`) {
      return refuse(response, { status: 401, code: "unauthorized", message: "unauthorized access" });
    }
    if (url.pathname === "/query") return forwardQuery(url, body, response);
    if (url.pathname !== "/api/v2/write") return refuse(response, { status: 404, code: "not found", message: "path" });
    writes += 1;
    const next = scripted.shift();
    if (next === "reset") {
      request.destroy();
      return;
    }
    refuse(response, next ?? (await write(url, body)));
  };
  const write = async (url: URL, body: Buffer): Promise<ScriptedAnswer> => {
    const { org, bucket, precision = "ns" } = Object.fromEntries(url.searchParams);
    if (org !== place.org) return { status: 404, code: "not found", message: `organization name "${org}" not found` };
    if (bucket !== place.bucket) return { status: 404, code: "not found", message: `bucket "${bucket}" not found` };
    const unit = precisions[precision];
    if (unit === undefined) return { status: 400, code: "invalid", message: "invalid precision" };
    const to = `${place.influxd}/write?db=${encodeURIComponent(bucket)}&precision=${unit}`;
    const written = await fetch(to, { method: "POST", body: new Uint8Array(body) });
    if (written.status === 204) return { status: 204, code: "", message: "" };
    const { error } = (await written.json()) as { error: string };
    const isPartial = error.startsWith("partial write");
    const message = isPartial ? `failure writing points to database: ${error}` : error;
    return { status: isPartial ? 422 : 400, code: isPartial ? "unprocessable entity" : "invalid", message };
  };
  const forwardQuery = async (url: URL, body: Buffer, response: ServerResponse): Promise<void> => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const asked = await fetch(`${place.influxd}/query${url.search}`, {
      method: "POST",
      body: body.toString(),
      headers,
    });
    response
      .writeHead(asked.status, { "content-type": "application/json" })
      .end(Buffer.from(await asked.arrayBuffer()));
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    writes: () => writes,
    script: (...answers) => void scripted.push(...answers),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function refuse(response: ServerResponse, { status, code, message }: ScriptedAnswer): void {
  const retry: Record<string, string> = status === 429 || status === 503 ? { "retry-after": "1" } : {};
  response.writeHead(status, { "content-type": "application/json", ...retry });
  response.end(status === 204 ? "" : JSON.stringify({ code, message }));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  return request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
}
