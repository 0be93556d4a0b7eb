import { sha256 } from "../../core/io/hash.ts";
import { verifierOf } from "../../core/io/keys.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { resultSchema } from "../../core/wire/command.ts";
import { openEnvelope, seal } from "../../core/wire/envelope.ts";
import { HttpServer } from "../../dashboards/server/io/http.ts";
import { LiveDesk } from "../../dashboards/server/live.ts";
import type { ServerConfig, ServerPorts } from "../../dashboards/server/ports.ts";
import { keys, type SimPolder, siteId } from "./sim-polder.ts";

const config: ServerConfig = {
  id: "console",
  region: "lage-landen",
  host: "localhost",
  port: 8420,
  assets: import.meta.dirname,
  token: "t",
  version: "0",
};
const answerers = new Map([
  [siteId, verifierOf([keys.site.publicPem])],
  ["-", verifierOf([keys.region.publicPem])],
]);

/** The console's desk and its API, on the broker of a simulated polder; its store is empty. */
export async function consoleOf(polder: SimPolder) {
  const ports: ServerPorts = {
    link: polder.network.link("console"),
    clocks: polder.scheduler.clocks(),
    rng: seededRng(77),
    seal: (type, body) => seal(type, body, keys.operator),
    openResult: (site, bytes) => {
      const verifier = answerers.get(site);
      if (verifier === undefined) return undefined;
      const opened = openEnvelope(bytes, { type: "result", schema: resultSchema, verifier });
      return opened.ok ? opened.value.message : undefined;
    },
    digest: (text) => Buffer.from(sha256(new TextEncoder().encode(text))).toString("hex"),
    influx: async () => ({ status: 200, headers: {}, body: new TextEncoder().encode('{"results":[{}]}') }),
    ready: async () => [],
    metrics: () => [],
  };
  const desk = new LiveDesk(config, ports);
  const app = await new HttpServer(config, ports, desk).ready();
  const headers = { host: "localhost:8420", authorization: `Bearer ${config.token}` };
  return { desk, post: (url: string, payload: object) => app.inject({ method: "POST", url, headers, payload }) };
}
