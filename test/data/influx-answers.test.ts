import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { queryAnswer, writeAnswer } from "../../ingest/stores/line-protocol/answer.ts";

interface Case {
  readonly case: string;
  readonly request: { readonly method: string; readonly path: string };
  readonly response: { readonly status: number; readonly body: string };
}

const file = "captures/influx/influxdb-1.6.7-responses.json";
const { cases } = JSON.parse(readFileSync(join(process.env["HOMEOSTAT_DATA"] ?? "../shared/data", file), "utf8")) as {
  readonly cases: readonly Case[];
};

/** What is done about an answer, in one word: what a write is, or the code of what is thrown. */
function done(one: Case): string {
  const answer = { status: one.response.status, body: new TextEncoder().encode(one.response.body) };
  try {
    return one.request.path.startsWith("/query") ? whatWasAsked(queryAnswer(answer)) : writeAnswer(answer).kind;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

function whatWasAsked(series: Uint8Array): string {
  return (JSON.parse(new TextDecoder().decode(series)) as unknown[]).length === 0 ? "empty" : "rows";
}

/** Refused are lines alone; what may be mended by waiting or by people keeps the store away. */
const writes: Readonly<Record<string, string>> = {
  "v2 write absent": "store-unavailable",
  "write ok, precision ms": "stored",
  "write empty body": "stored",
  "write comment only": "stored",
  "single line syntax error": "refused",
  "one bad line among good lines": "refused",
  "field type conflict": "refused",
  "unsigned suffix": "refused",
  "NaN value": "refused",
  "CRLF line end": "refused",
  "negative timestamp": "stored",
  "float timestamp": "refused",
  "quoted tag value kept literally": "refused",
  "escaped specials": "stored",
  "missing db parameter": "store-unavailable",
  "unknown database": "store-unavailable",
  "unknown retention policy": "store-unavailable",
  "gzip ok": "stored",
  "gzip broken": "store-unavailable",
  "body too large": "too-large",
  "overwrite: same series+timestamp 1": "stored",
  "overwrite: same series+timestamp 2": "stored",
  "point older than retention": "refused",
  "auth on, no credentials": "store-unavailable",
  "auth on, wrong password": "store-unavailable",
  "auth on, read-only user writes": "store-unavailable",
  "auth on, basic ok": "stored",
  "auth on, Token header": "store-unavailable",
  "auth on, unknown database as admin": "store-unavailable",
  "auth on, unknown database as read-only user": "store-unavailable",
};
const queries: Readonly<Record<string, string>> = {
  "check partial stored": "rows",
  "check conflict stored": "rows",
  "check escaped specials": "rows",
  "overwrite: result": "rows",
  "query unknown db": "store-unavailable",
  "query parse error": "query-invalid",
  "query no data": "empty",
};

describe("what an InfluxDB 1.6.7 was recorded to answer", () => {
  it.each(Object.entries({ ...writes, ...queries }))("%s: %s", (name, expected) => {
    const recorded = cases.find((one) => one.case === name);
    expect(recorded && done(recorded)).toBe(expected);
  });

  it("is kept in its own words where lines are refused", () => {
    const reasons = cases.flatMap((one) => {
      if (writes[one.case] !== "refused") return [];
      const answer = writeAnswer({ status: one.response.status, body: new TextEncoder().encode(one.response.body) });
      return answer.kind === "refused" ? [answer.reason] : [];
    });
    expect(reasons).toHaveLength(9);
    for (const reason of reasons) expect(reason).toMatch(/^(unable to parse|field type conflict|points beyond)/);
  });
});
