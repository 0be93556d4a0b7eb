import { AppError } from "../../../core/errors.ts";
import type { WriteAnswer } from "./line-server.ts";

/** An answer of the server: its status and its body. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

const decoder = new TextDecoder();

/** 400s that say nothing of the lines: the request did not arrive as it was sent. */
const notOfLines = /unexpected EOF|database is required|gzip/;

/**
 * What an answer to a write means. 400 (and 422 of version 2) is about the lines; everything else that is no success may succeed
 * later.
 * Source: recorded answers of InfluxDB 1.6.7; InfluxData, "InfluxDB v1 HTTP API", /write; "Troubleshoot issues writing data" (v2).
 */
export function writeAnswer({ status, body }: HttpAnswer): WriteAnswer {
  if (status === 204 || status === 200) return { kind: "stored" };
  const reason = errorWords(body);
  if (status === 413) return { kind: "too-large", reason };
  if (status === 422 || (status === 400 && !notOfLines.test(reason))) {
    // A line that could not be read is not among the dropped: 0 says nothing.
    const count = Number(/dropped=(\d+)\s*$/.exec(reason)?.[1] ?? 0);
    return { kind: "refused", reason: plainWords(reason), dropped: count === 0 ? undefined : count };
  }
  throw new AppError("store-unavailable", `InfluxDB answered ${status} to a write: ${reason}`);
}

/**
 * The bytes of the `series` array of the only statement's result. An error inside a 200 is thrown like any other.
 * Source: recorded answers of InfluxDB 1.6.7.
 */
export function queryAnswer({ status, body }: HttpAnswer): Uint8Array {
  if (status === 400) throw new AppError("query-invalid", errorWords(body));
  if (status !== 200)
    throw new AppError("store-unavailable", `InfluxDB answered ${status} to a query: ${errorWords(body)}`);
  const cut = cutSeries(body);
  if (cut !== undefined) return cut;
  const { results, error = results?.[0]?.error } = parsedBody(body);
  if (error !== undefined) throw errorOfResult(error);
  const [result] = results ?? [];
  if (result?.partial === true) throw new AppError("query-limit", "the answer has more rows than the server gives");
  return new TextEncoder().encode(JSON.stringify(result?.series ?? []));
}

const head = '{"results":[{"statement_id":0,"series":';
const tail = "}]}";

/** The series as they stand in an answer that holds nothing else, so that long numbers keep their digits. */
function cutSeries(body: Uint8Array): Uint8Array | undefined {
  const end = body.at(-1) === 10 ? body.length - 1 : body.length;
  const from = end - tail.length;
  if (from <= head.length || decoder.decode(body.subarray(0, head.length)) !== head) return undefined;
  if (decoder.decode(body.subarray(from - 1, end)) !== `]${tail}`) return undefined;
  return body.subarray(head.length, from);
}

interface QueryBody {
  readonly error?: string;
  readonly results?: readonly {
    readonly error?: string;
    readonly series?: readonly unknown[];
    readonly partial?: boolean;
  }[];
}

function parsedBody(body: Uint8Array): QueryBody {
  try {
    return JSON.parse(decoder.decode(body)) as QueryBody;
  } catch {
    throw new AppError("store-unavailable", "InfluxDB answered a query with something that is no JSON");
  }
}

/** Configuration and rights may be mended while we wait; anything else is the query's own fault. */
function errorOfResult(words: string): AppError {
  if (/database not found|retention policy not found|authoriz/.test(words))
    return new AppError("store-unavailable", words);
  return new AppError(/limit|timeout/.test(words) ? "query-limit" : "query-invalid", words);
}

function errorWords(body: Uint8Array): string {
  const text = decoder.decode(body.subarray(0, 20_000));
  try {
    const { error, message } = JSON.parse(text) as { error?: string; message?: string };
    return error ?? message ?? text;
  } catch {
    return text.trim();
  }
}

/** The server's words without the frame around them. */
function plainWords(reason: string): string {
  return reason.replace(/^(failure writing points to database: )?partial write: /, "").replace(/ dropped=\d+\s*$/, "");
}
