import { ioClock, systemClocks } from "../../core/io/clock.ts";
import { sha256 } from "../../core/io/hash.ts";
import { systemRng } from "../../core/io/rng.ts";
import { HttpServer } from "../../dashboards/server/io/http.ts";
import { LiveDesk } from "../../dashboards/server/live.ts";
import type { ServerConfig, ServerPorts } from "../../dashboards/server/ports.ts";
import { influxHandler } from "../../ingest/http/influx.ts";
import { tokenVerifier } from "../../ingest/http/io/verify.ts";
import { openDuckdb } from "../../ingest/stores/duckdb/io/open.ts";
import { startBare } from "./bare.ts";
import { type DeskFeed, feedOf, fillDesk } from "./feed.ts";
import type { ConsoleAnswer, ConsoleOrder, Recorded } from "./orders.ts";
import { record } from "./recorded.ts";

/** The console's own server on a store with something in it, and bare routes beside it; fed from inside, as from a decoded message on. */
interface Start {
  readonly directory: string;
  readonly assets: string;
  readonly recorded: Recorded;
}

const region = "bench";
const token = "bench";

const tell = (answer: ConsoleAnswer): void => void process.send?.(answer);

async function main({ directory, assets, recorded }: Start): Promise<void> {
  const store = openDuckdb({ path: `${directory}/store.duckdb` }, ioClock);
  process.once("disconnect", () => void store.close().finally(() => process.exit(0)));
  await store.open();
  await record(store, region, recorded);
  const config: ServerConfig = { id: "console", region, host: "127.0.0.1", port: 0, assets, token, version: "bench" };
  const ports: ServerPorts = {
    link: { connect: () => Promise.reject(new Error("this server is fed from inside")) },
    clocks: systemClocks,
    rng: systemRng,
    seal: () => new Uint8Array(0),
    openResult: () => undefined,
    digest: (text) => Buffer.from(sha256(new TextEncoder().encode(text))).toString("hex"),
    influx: influxHandler({ store, clocks: systemClocks, verify: tokenVerifier([token]), version: "bench" }),
    books: async () => [],
    ready: async () => [],
    metrics: () => [],
  };
  const desk = new LiveDesk(config, ports);
  const server = new HttpServer(config, ports, desk);
  const port = await server.listen();
  const bare = await startBare();
  const feed: DeskFeed = feedOf((input) => {
    desk.put(input);
    bare.send(input);
  });
  fillDesk(desk);
  process.on("message", ({ messages }: ConsoleOrder) => {
    const { readings, took } = feed.run(messages);
    tell({ kind: "fed", readings, took });
  });
  const address = `http://127.0.0.1:${port}`;
  tell({ kind: "ready", console: `${address}${server.door.loginLink()}`, address, bare: bare.address });
}

main(JSON.parse(process.argv[2] ?? "") as Start).catch((error: unknown) => {
  tell({ kind: "failed", reason: String(error) });
});
