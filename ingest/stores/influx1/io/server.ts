import { InfluxDB } from "influx";
import { AppError, messageOf } from "../../../../core/errors.ts";
import type { DurationMs } from "../../../../core/time.ts";
import { askDoor, basicAuthorization } from "../../../query/io/door.ts";
import { writeAnswer } from "../../line-protocol/answer.ts";
import { packed, post } from "../../line-protocol/io/http.ts";
import type { LineQuery, LineServer, WriteAnswer } from "../../line-protocol/line-server.ts";
import type { Influx1Options } from "../options.ts";
import { policyChange, policyDuration } from "../policy.ts";

const pingTimeout: DurationMs = 5_000;

/**
 * A database of an InfluxDB 1.x. Its client makes the database and its retention policy; lines go to `/write` as they are, since
 * the client would make an object of each.
 */
export class Influx1Server implements LineServer {
  readonly #options: Influx1Options;

  constructor(options: Influx1Options) {
    this.#options = options;
  }

  async prepare(): Promise<{ readonly keep: DurationMs | null }> {
    const client = this.#client();
    const [host] = await client.ping(pingTimeout);
    if (host?.online !== true) {
      throw new AppError("store-unavailable", `no InfluxDB answers at ${this.#options.url}`);
    }
    try {
      return { keep: await this.#prepareDatabase(client) };
    } catch (error) {
      throw new AppError("store-unavailable", `InfluxDB at ${this.#options.url}: ${messageOf(error)}`, error);
    }
  }

  async write(lines: Uint8Array<ArrayBuffer>): Promise<WriteAnswer> {
    const { url, database, gzip, timeout } = this.#options;
    const { body, headers } = await packed(lines, gzip);
    const address = new URL("write", url.endsWith("/") ? url : `${url}/`);
    address.search = new URLSearchParams({ db: database, precision: "ms" }).toString();
    const authorization = this.#authorization;
    const login: Record<string, string> = authorization === undefined ? {} : { authorization };
    return writeAnswer(await post({ url: address, body, headers: { ...headers, ...login }, timeout }));
  }

  async query(text: string, options: LineQuery): Promise<Uint8Array> {
    return askDoor({ ...this.#options, authorization: this.#authorization }, text, options);
  }

  async close(): Promise<void> {
    // Connections that are kept belong to the process; they end by themselves.
  }

  get #authorization(): string | undefined {
    const { credential } = this.#options;
    return credential === undefined ? undefined : basicAuthorization(credential);
  }

  /** A client for one opening: it would shun a server that did not answer once for a while. */
  #client(): InfluxDB {
    const { url, database, credential, timeout } = this.#options;
    const { protocol, hostname, port, pathname } = new URL(url);
    const isSecure = protocol === "https:";
    return new InfluxDB({
      protocol: isSecure ? "https" : "http",
      host: hostname,
      port: port === "" ? (isSecure ? 443 : 80) : Number(port),
      path: pathname === "/" ? "" : pathname,
      database,
      username: credential?.username ?? "",
      password: credential?.password ?? "",
      pool: { maxRetries: 0, requestTimeout: timeout },
    });
  }

  /** The database with the retention that was asked for; without a wish it is left as it is. */
  async #prepareDatabase(client: InfluxDB): Promise<DurationMs | null> {
    const { database, keep } = this.#options;
    let policy = await defaultPolicy(client, database);
    if (policy === undefined) {
      await client.createDatabase(database);
      policy = await defaultPolicy(client, database);
    }
    if (policy === undefined) throw new Error(`the database ${database} has no default retention policy`);
    const change = policyChange({ database, policy: policy.name, keep, now: policyDuration(policy.duration) });
    if (change !== undefined) await client.query(change, { method: "POST" });
    return keep ?? policyDuration(policy.duration);
  }
}

/** The policy that points go to; undefined when there is no such database. */
async function defaultPolicy(
  client: InfluxDB,
  database: string,
): Promise<{ name: string; duration: string } | undefined> {
  try {
    const policies = await client.showRetentionPolicies(database);
    return policies.find((policy) => policy.default);
  } catch (error) {
    if (messageOf(error).includes("database not found")) return undefined;
    throw error;
  }
}
