import { AppError } from "../core/errors.ts";
import { rowsOf } from "../dashboards/server/influx-rows.ts";
import { dataDirectory } from "./io/data-directory.ts";
import { addressIn, tokenIn } from "./io/given.ts";
import { readRunning } from "./io/running.ts";
import { readSecrets } from "./io/secrets.ts";
import type { InstanceOptions } from "./program.ts";

/** An answer as it came, with its HTTP status. */
export interface Answer {
  readonly status: number;
  readonly body: Uint8Array;
}

/** An instance that can be asked. */
export interface Instance {
  get(path: string, parameters?: Readonly<Record<string, string>>): Promise<Answer>;
}

/** One that runs, reached over HTTP. */
export interface RunningInstance extends Instance {
  readonly url: string;
  post(path: string): Promise<Answer>;
}

/**
 * Finds the instance that a command is about: `--url` with its token, or the one that runs on the data directory.
 * Undefined when the data directory is there but nothing runs on it: then its store can be opened.
 */
export function findInstance(options: InstanceOptions): RunningInstance | undefined {
  if (options.url !== undefined) {
    if (options.tokenFile === undefined)
      throw new AppError("wrong-use", "--url needs --token-file FILE with the instance's token");
    return instanceAt(
      addressIn(options.url, "http://127.0.0.1:8420"),
      tokenIn(options.tokenFile, "admin.token of the instance's secrets.json"),
    );
  }
  const data = dataDirectory(options.data ?? "./homeostat-data");
  const secrets = readSecrets(data.secrets);
  if (secrets === undefined)
    throw new AppError("unreachable", `${data.root} holds no instance; name another with --data DIR or --url URL`);
  const running = readRunning(data.running);
  return running === undefined ? undefined : instanceAt(running.http, secrets.admin.token);
}

function instanceAt(url: string, token: string): RunningInstance {
  const ask = async (method: string, address: URL, body?: URLSearchParams): Promise<Answer> => {
    try {
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(address, { method, headers, ...(body === undefined ? {} : { body }) });
      return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) };
    } catch (error) {
      throw new AppError("unreachable", `nothing answers at ${url}`, error);
    }
  };
  return {
    url,
    post: (path) => ask("POST", new URL(path, url)),
    get(path, parameters = {}) {
      // A long query does not fit into the head of a request.
      if (path === "/query") return ask("POST", new URL(path, url), new URLSearchParams(parameters));
      const address = new URL(path, url);
      for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
      return ask("GET", address);
    },
  };
}

/** Asks in InfluxQL and returns rows by column name; throws with the store's words when it refused. */
export async function askRows(instance: Instance, influxql: string) {
  const answer = await instance.get("/query", { db: "homeostat", epoch: "ms", q: influxql });
  jsonOf(answer);
  return rowsOf(answer.body);
}

/** The answer as JSON; throws AppError with the server's words for anything but success. */
export function jsonOf({ status, body }: Answer): unknown {
  const value = parsed(body);
  if (value === undefined) throw new AppError("unreachable", `what answers there is no homeostat (status ${status})`);
  if (status < 400) return value;
  const words =
    typeof value === "object" && value !== null && "error" in value ? String(value.error) : `status ${status}`;
  throw new AppError(status === 400 ? "query-invalid" : "unreachable", words);
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
