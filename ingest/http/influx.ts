import { AppError } from "../../core/errors.ts";
import { type Precision, precisions, type Statement } from "../../core/influxql/ast.ts";
import { faultLine } from "../../core/influxql/fault.ts";
import { parseQuery } from "../../core/influxql/parser.ts";
import type { Clocks } from "../../core/ports/clock.ts";
import type { Store } from "../../core/ports/store.ts";
import { joinBytes } from "../../core/wire/bytes.ts";
import { statementFault } from "../query/answer.ts";
import { databaseName, policyName } from "../query/show.ts";
import { type Credential, type CredentialCarrier, credentialOf } from "./credentials.ts";
import { defaultGate, type GateLimits, QueryGate } from "./gate.ts";

/** A request as the InfluxDB wire contract needs it: parameters of query string and form body together. */
export interface InfluxRequest extends CredentialCarrier {
  readonly method: string;
  readonly path: "/query" | "/ping";
  /** Aborted when the client goes away. */
  readonly signal?: AbortSignal;
}

/** An HTTP answer of the InfluxDB wire contract. */
export interface InfluxAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What the handler is given. */
export interface InfluxPorts {
  readonly store: Pick<Store, "query">;
  readonly clocks: Clocks;
  readonly verify: (credential: Credential) => boolean;
  /** The product's version, for the headers. */
  readonly version: string;
  readonly limits?: GateLimits;
}

const encoder = new TextEncoder();

/**
 * Makes the handler of `/ping` and `/query`, as InfluxDB 1.6 answers them: a query that cannot be read is HTTP 400, what goes
 * wrong with one statement stands in its result and the statements after it are not executed.
 */
export function influxHandler(ports: InfluxPorts): (request: InfluxRequest) => Promise<InfluxAnswer> {
  const gate = new QueryGate(ports.limits ?? defaultGate, ports.clocks.io);
  const headers = {
    "content-type": "application/json",
    "x-influxdb-build": "homeostat",
    "x-influxdb-version": `homeostat-${ports.version}`,
  };
  return async (request) => {
    const answer = await route(request, ports, gate);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  };
}

function refusal(status: number, error: string, headers: InfluxAnswer["headers"] = {}): InfluxAnswer {
  return { status, headers, body: encoder.encode(`${JSON.stringify({ error })}\n`) };
}

async function route(request: InfluxRequest, ports: InfluxPorts, gate: QueryGate): Promise<InfluxAnswer> {
  const allowed = request.path === "/ping" ? ["GET", "HEAD"] : ["GET", "POST"];
  if (!allowed.includes(request.method)) return refusal(405, "Method Not Allowed", { allow: allowed.join(", ") });
  if (request.path === "/ping") return { status: 204, headers: {}, body: new Uint8Array(0) };
  const credential = credentialOf(request);
  if (credential === undefined || !ports.verify(credential)) {
    const error = credential === undefined ? "unable to parse authentication credentials" : "authorization failed";
    return refusal(401, error, { "www-authenticate": 'Basic realm="homeostat"' });
  }
  return query(request, ports, gate);
}

async function query(request: InfluxRequest, ports: InfluxPorts, gate: QueryGate): Promise<InfluxAnswer> {
  const { q = "", epoch = "" } = request.parameters;
  if (q === "") return refusal(400, 'missing required parameter "q"');
  const precision = precisions.find((name) => name === (epoch === "" ? "rfc3339" : epoch));
  if (precision === undefined) return refusal(400, `epoch is ${epoch}: expected ns, u, ms, s, m or h`);
  const parsed = parseQuery(q, ports.clocks.world.now());
  const fault = parsed.ok ? parsed.value.map(statementFault).find((found) => found !== undefined) : parsed.error;
  if (fault !== undefined) return refusal(400, `error parsing query: ${faultLine(q, fault)}`);
  try {
    return await gate.run(
      (signal) => results(parsed.ok ? parsed.value : [], { request, ports, precision, signal }),
      request.signal,
    );
  } catch (error) {
    if (error instanceof AppError) return refusal(503, error.message, { "retry-after": "1" });
    throw error;
  }
}

interface Asked {
  readonly request: InfluxRequest;
  readonly ports: InfluxPorts;
  readonly precision: Precision;
  readonly signal: AbortSignal;
}

async function results(statements: readonly Statement[], asked: Asked): Promise<InfluxAnswer> {
  const parts: Uint8Array[] = [encoder.encode('{"results":[')];
  let failed = false;
  for (const [id, statement] of statements.entries()) {
    const start = `${id === 0 ? "" : ","}{"statement_id":${id}`;
    const outcome: Outcome = failed ? { error: "not executed" } : await answered(statement, asked);
    if ("error" in outcome) {
      failed = true;
      parts.push(encoder.encode(`${start},"error":${JSON.stringify(outcome.error)}}`));
    } else if (outcome.series.length <= 2) {
      parts.push(encoder.encode(`${start}}`));
    } else {
      parts.push(encoder.encode(`${start},"series":`), outcome.series, encoder.encode("}"));
    }
  }
  parts.push(encoder.encode("]}\n"));
  return { status: 200, headers: {}, body: joinBytes(parts) };
}

type Outcome = { readonly error: string } | { readonly series: Uint8Array };

/** One statement's result. A store that does not answer at all is thrown on: nothing of the request can be answered. */
async function answered(statement: Statement, { request, ports, precision, signal }: Asked): Promise<Outcome> {
  const error = placeError(statement, request.parameters);
  if (error !== undefined) return { error };
  try {
    return { series: await ports.store.query(statement, { precision, signal }) };
  } catch (failure) {
    if (failure instanceof AppError && !failure.retriable) return { error: failure.message };
    throw failure;
  }
}

/** A statement that looks where there is nothing: the words are InfluxDB's. */
function placeError(statement: Statement, parameters: InfluxRequest["parameters"]): string | undefined {
  if (statement.kind === "show" && statement.what === "databases") return undefined;
  const database = statement.database ?? parameters["db"] ?? "";
  if (database === "") return "database name required";
  if (database !== databaseName) return `database not found: ${database}`;
  const policy = statement.policy ?? (parameters["rp"] || policyName);
  return policy === policyName ? undefined : `retention policy not found: ${policy}`;
}
