import { describe, expect, it } from "vitest";
import { AppError } from "../../core/errors.ts";
import type { Statement } from "../../core/influxql/ast.ts";
import type { QueryOptions } from "../../core/ports/store.ts";
import { type InfluxAnswer, type InfluxRequest, influxHandler } from "./influx.ts";

const now = Date.parse("2025-09-12T12:00:00Z");
const clock = { now: () => now, schedule: () => () => undefined };
const encoder = new TextEncoder();

type Query = (statement: Statement, options?: QueryOptions) => Promise<Uint8Array>;
const series: Query = async () => encoder.encode('[{"name":"reading"}]');

async function ask(parameters: Record<string, string>, query: Query = series, rest: Partial<InfluxRequest> = {}) {
  const handler = influxHandler({
    store: { query },
    clocks: { world: clock, io: clock },
    verify: ({ secret }) => secret === "s3cret",
    version: "1.2.3",
  });
  const answer = await handler({ method: "GET", path: "/query", authorization: "Bearer s3cret", parameters, ...rest });
  return { ...answer, text: new TextDecoder().decode(answer.body) };
}

const db = { db: "homeostat" };

describe("/ping", () => {
  it("answers without a credential", async () => {
    const answer: InfluxAnswer = await ask({}, series, { path: "/ping", authorization: undefined });
    expect(answer).toMatchObject({ status: 204, headers: { "x-influxdb-version": "homeostat-1.2.3" } });
    expect(await ask({}, series, { path: "/ping", method: "POST" })).toMatchObject({
      status: 405,
      headers: { allow: "GET, HEAD" },
    });
  });
});

describe("/query", () => {
  it("answers every statement by its number, those without rows without series", async () => {
    const query: Query = async (statement) => (statement.kind === "show" ? encoder.encode("[]") : series(statement));
    const { status, text } = await ask({ ...db, q: "SELECT value FROM reading; SHOW MEASUREMENTS" }, query);
    expect(status).toBe(200);
    expect(text).toBe('{"results":[{"statement_id":0,"series":[{"name":"reading"}]},{"statement_id":1}]}\n');
  });

  it("hands the store the precision asked, RFC 3339 by default", async () => {
    const asked: unknown[] = [];
    const query: Query = async (_, options) => {
      asked.push(options?.precision);
      return encoder.encode("[]");
    };
    await ask({ ...db, q: "SHOW MEASUREMENTS" }, query);
    await ask({ ...db, q: "SHOW MEASUREMENTS", epoch: "ms" }, query, { method: "POST" });
    expect(asked).toEqual(["rfc3339", "ms"]);
    expect(await ask({ ...db, q: "SHOW MEASUREMENTS", epoch: "x" })).toMatchObject({ status: 400 });
  });

  it.each([
    [{}, 400, 'missing required parameter \\"q\\"'],
    [{ ...db, q: "SELECT v FRO m" }, 400, "error parsing query: 1:10: expected FROM, found FRO"],
    [
      { ...db, q: "SELECT v FROM m;\nSELECT mean(reason) FROM reading" },
      400,
      "error parsing query: 2:8: mean() does not take",
    ],
    [{ ...db, q: "DROP DATABASE homeostat" }, 400, "1:1: expected SELECT or SHOW, found DROP"],
    [{ q: "SHOW MEASUREMENTS" }, 200, '{"statement_id":0,"error":"database name required"}'],
    [
      { db: "nope", q: "SHOW MEASUREMENTS; SHOW DATABASES" },
      200,
      '"error":"database not found: nope"},{"statement_id":1,"error":"not executed"}',
    ],
    [{ ...db, q: "SELECT value FROM nope..reading" }, 200, '"error":"database not found: nope"'],
    [{ ...db, rp: "nope", q: "SELECT value FROM reading" }, 200, '"error":"retention policy not found: nope"'],
    [{ db: "nope", q: 'SELECT value FROM "homeostat"."autogen"."reading"' }, 200, '"series":[{'],
    [{ q: "SHOW DATABASES" }, 200, '"series":[{'],
  ])("%o", async (parameters, status, expected) => {
    const answer = await ask(parameters);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(expected);
  });

  it("wants a credential", async () => {
    const none = await ask({ ...db, q: "SHOW DATABASES" }, series, { authorization: undefined });
    expect(none).toMatchObject({ status: 401, headers: { "www-authenticate": 'Basic realm="homeostat"' } });
    expect(none.text).toBe('{"error":"unable to parse authentication credentials"}\n');
    const wrong = await ask({ ...db, q: "SHOW DATABASES", u: "x", p: "guess" });
    expect(wrong).toMatchObject({ status: 401, text: '{"error":"authorization failed"}\n' });
  });

  it("knows two methods", async () => {
    expect(await ask(db, series, { method: "DELETE" })).toMatchObject({ status: 405, headers: { allow: "GET, POST" } });
  });

  it("puts what one statement did wrong into its result", async () => {
    const query: Query = () => Promise.reject(new AppError("query-limit", "the answer has more than 5 rows"));
    const { status, text } = await ask({ ...db, q: "SHOW MEASUREMENTS; SHOW DATABASES" }, query);
    expect(status).toBe(200);
    expect(text).toBe(
      '{"results":[{"statement_id":0,"error":"the answer has more than 5 rows"},{"statement_id":1,"error":"not executed"}]}\n',
    );
  });

  it("says 503 when the store does not answer", async () => {
    const query: Query = () => Promise.reject(new AppError("store-unavailable", "the store is starting again"));
    expect(await ask({ ...db, q: "SHOW MEASUREMENTS" }, query)).toMatchObject({
      status: 503,
      text: '{"error":"the store is starting again"}\n',
    });
  });
});
