import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { AppError, messageOf } from "../../../../core/errors.ts";
import type { DurationMs } from "../../../../core/time.ts";
import type { HttpAnswer } from "../answer.ts";

const gzipped = promisify(gzip);

/** Longest answer that is read, bytes. */
const longestAnswer = 128 * 1024 * 1024;

/** One POST to a server, and how long its answer may take. */
export interface HttpRequest {
  readonly url: URL;
  readonly body: Uint8Array<ArrayBuffer> | string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeout: DurationMs;
  readonly signal?: AbortSignal;
}

const agents = { "http:": new HttpAgent({ keepAlive: true }), "https:": new HttpsAgent({ keepAlive: true }) };

/**
 * Posts over a connection that is kept, and reads the whole answer. The body is sent from where it lies and must not change
 * before the answer. What goes wrong on the way is AppError `store-unavailable`.
 */
export async function post({ url, body, headers, timeout, signal }: HttpRequest): Promise<HttpAnswer> {
  const patience = AbortSignal.timeout(timeout);
  const signals = signal === undefined ? patience : AbortSignal.any([patience, signal]);
  try {
    return await exchange(url, body, { headers, signal: signals });
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (signal?.aborted === true) throw new AppError("query-limit", "the query was broken off");
    const words = patience.aborted ? `no answer in ${timeout / 1000} s` : messageOf(error);
    throw new AppError("store-unavailable", `${url.host}: ${words}`, error);
  }
}

type Headers = Readonly<Record<string, string>>;

function exchange(url: URL, body: HttpRequest["body"], options: { headers: Headers; signal: AbortSignal }) {
  const isSecure = url.protocol === "https:";
  const how = { ...options, method: "POST", agent: agents[isSecure ? "https:" : "http:"] };
  return new Promise<HttpAnswer>((resolve, reject) => {
    const request = (isSecure ? httpsRequest : httpRequest)(url, how, (answer) => {
      readWhole(answer).then((whole) => {
        // Answered before it was read: the rest of the body is for nobody.
        if (!request.writableFinished) request.destroy();
        resolve({ status: answer.statusCode ?? 0, body: whole });
      }, reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function readWhole(answer: IncomingMessage): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > longestAnswer) throw new AppError("query-limit", "the answer has more bytes than allowed");
    parts.push(part);
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

/** Lines as they travel: compressed where that is asked for. */
export async function packed(
  lines: Uint8Array<ArrayBuffer>,
  compress: boolean,
): Promise<Pick<HttpRequest, "body" | "headers">> {
  if (!compress) return { body: lines, headers: {} };
  return { body: await gzipped(lines, { level: 1 }), headers: { "content-encoding": "gzip" } };
}
