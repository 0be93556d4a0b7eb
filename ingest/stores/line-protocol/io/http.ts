import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { AppError, messageOf } from "../../../../core/errors.ts";
import type { DurationMs } from "../../../../core/time.ts";
import type { HttpAnswer } from "../answer.ts";

const gzipped = promisify(gzip);

/** Longest answer that is read, bytes. */
const longestAnswer = 128 * 1024 * 1024;

export interface HttpRequest {
  readonly url: URL;
  readonly body: Uint8Array<ArrayBuffer> | string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeout: DurationMs;
  readonly signal?: AbortSignal;
}

/** Posts over a connection that is kept, and reads the whole answer. What goes wrong on the way is AppError `store-unavailable`. */
export async function post({ url, body, headers, timeout, signal }: HttpRequest): Promise<HttpAnswer> {
  const patience = AbortSignal.timeout(timeout);
  const signals = signal === undefined ? patience : AbortSignal.any([patience, signal]);
  try {
    const answer = await fetch(url, { method: "POST", headers, body, signal: signals, redirect: "error" });
    return { status: answer.status, body: await readWhole(answer) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (signal?.aborted === true) throw new AppError("query-limit", "the query was broken off");
    const cause = error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : "";
    const words = patience.aborted ? `no answer in ${timeout / 1000} s` : `${messageOf(error)} ${cause}`.trim();
    throw new AppError("store-unavailable", `${url.host}: ${words}`, error);
  }
}

async function readWhole(answer: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body ?? []) {
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
