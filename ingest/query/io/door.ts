import { printQuery } from "../../../core/influxql/print.ts";
import type { Store } from "../../../core/ports/store.ts";
import type { DurationMs } from "../../../core/time.ts";
import { queryAnswer } from "../../stores/line-protocol/answer.ts";
import { post } from "../../stores/line-protocol/io/http.ts";
import type { LineQuery } from "../../stores/line-protocol/line-server.ts";
import { answerFromRows } from "../answer.ts";
import { defaultLimits } from "../table.ts";

/** A `/query` of somebody else: an InfluxDB's, or that of an ingest. */
export interface QueryDoor {
  /** `http://host:port`, perhaps with a path. */
  readonly url: string;
  readonly database: string;
  /** The header of that name. */
  readonly authorization: string | undefined;
  readonly timeout: DurationMs;
}

/** How a name and a password stand in the header `authorization`. Source: RFC 7617, 2. */
export function basicAuthorization({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/**
 * One InfluxQL statement, answered as the UTF-8 JSON text of its `series` array.
 * Source: InfluxData, "InfluxDB v1 HTTP API", /query; "Query data with InfluxQL" (v2), a database mapped to a bucket.
 */
export async function askDoor(
  { url, database, authorization, timeout }: QueryDoor,
  text: string,
  { precision, signal }: LineQuery,
): Promise<Uint8Array> {
  const address = new URL("query", url.endsWith("/") ? url : `${url}/`);
  const epoch: Record<string, string> = precision === "rfc3339" ? {} : { epoch: precision };
  address.search = new URLSearchParams({ db: database, ...epoch }).toString();
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    ...(authorization === undefined ? {} : { authorization }),
  };
  const request = { url: address, body: new URLSearchParams({ q: text }).toString(), headers, timeout };
  return queryAnswer(await post(signal === undefined ? request : { ...request, signal }));
}

/** The reading side of a store behind a door; whoever asks names our database, whatever it is called there. */
export function storeBehind(door: QueryDoor): Pick<Store, "query"> {
  return {
    async query(statement, { precision = "ms", ...options } = {}) {
      if (statement.kind === "show" && (statement.what === "databases" || statement.what === "retention-policies")) {
        return answerFromRows({ statement, precision, limits: defaultLimits }, { rows: () => [] });
      }
      const text = printQuery([{ ...statement, database: null, policy: null }]);
      return askDoor(door, text, { precision, ...options });
    },
  };
}
