import { createServer } from "node:net";
import { z } from "zod";
import { messageOf } from "../../../core/errors.ts";
import { ioClock, wallClock } from "../../../core/io/clock.ts";
import type { DurationMs } from "../../../core/time.ts";
import { parseAddress, reachedAt } from "../../address.ts";
import { brokerLink } from "../../io/broker-link.ts";
import type { DoorFacts, PartFacts, ReachFacts } from "../facts.ts";

/** Whoever does not answer within this long counts as away. */
const patience: DurationMs = 4_000;

/** What `doctor` asks of the world outside; a port, so that it can be told without sockets. */
export interface Reach {
  door(of: string, address: string): Promise<DoorFacts>;
  broker(file: string, place: { readonly url: string; readonly credentialFile: string }): Promise<ReachFacts>;
  server(what: string, url: string): Promise<ReachFacts>;
  /** What a running homeostat says of itself. */
  running(url: string, token: string | undefined): Promise<Told>;
}

/** What a running homeostat tells. */
export interface Told {
  readonly parts: readonly PartFacts[];
  readonly events: readonly unknown[];
  /** Lines of its `/metrics`. */
  readonly metrics: readonly string[];
}

function listening(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve("code" in error ? String(error.code) : "unknown"));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

const states: Readonly<Record<string, DoorFacts["state"]>> = {
  EADDRINUSE: "foreign",
  EACCES: "forbidden",
  EADDRNOTAVAIL: "elsewhere",
  ENOTFOUND: "elsewhere",
};

async function isHomeostat(host: string, port: number): Promise<boolean> {
  try {
    const answer = await fetch(`${reachedAt({ host, port })}/healthz`, { signal: AbortSignal.timeout(patience) });
    return JSON.stringify(await answer.json()) === '{"ok":true}';
  } catch {
    return false;
  }
}

const partsSchema = z.object({
  parts: z.array(z.object({ part: z.string(), ok: z.boolean(), detail: z.string().default("no details") })),
});

async function textFrom(url: string, token: string | undefined): Promise<string> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(patience) });
  return answer.text();
}

/** What `read` makes of an answer; `otherwise` when there is none, or none that can be read. */
async function orElse<T>(read: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await read();
  } catch {
    return otherwise;
  }
}

/** The world itself: sockets, brokers and servers. */
export const realReach: Reach = {
  async door(of, address) {
    const { host, port } = parseAddress(of, address);
    const trouble = await listening(host, port);
    const state = trouble === undefined ? "free" : (states[trouble] ?? "foreign");
    // Whoever listens for MQTT is not asked in HTTP.
    const ours = state === "foreign" && of !== "--mqtt" && (await isHomeostat(host, port));
    return { of, address, state: ours ? "homeostat" : state };
  },

  async broker(file, place) {
    const what = place.url;
    try {
      const { link, username } = brokerLink("doctor", file, place);
      const session = await link.connect({
        clientId: `${username}:doctor`,
        onMessage: () => undefined,
        onClose: () => undefined,
      });
      await session.close("clean");
      return { what };
    } catch (error) {
      return { what, trouble: messageOf(error) };
    }
  },

  async server(what, url) {
    try {
      const asked = ioClock.now();
      const answer = await fetch(new URL("ping", url.endsWith("/") ? url : `${url}/`), {
        signal: AbortSignal.timeout(patience),
      });
      const told = Date.parse(answer.headers.get("date") ?? "");
      const travelled = (ioClock.now() - asked) / 2;
      const ahead = Number.isNaN(told) ? {} : { ahead: told + 500 - (wallClock.now() - travelled) };
      return answer.ok ? { what, ...ahead } : { what, trouble: `it answers with status ${answer.status}`, ...ahead };
    } catch {
      return { what, trouble: `nothing answers at ${url}` };
    }
  },

  async running(url, token) {
    const json = async (path: string): Promise<unknown> => JSON.parse(await textFrom(`${url}${path}`, token));
    const silent = [{ part: "http", ok: false, detail: `nothing answers at ${url}/readyz` }];
    return {
      parts: await orElse(async () => partsSchema.parse(await json("/readyz")).parts, silent),
      events: await orElse(
        async () =>
          z
            .array(z.unknown())
            .parse(await json("/api/v1/events"))
            .slice(-50),
        [],
      ),
      metrics: await orElse(async () => (await textFrom(`${url}/metrics`, token)).split("\n"), []),
    };
  },
};
