import fastify from "fastify";
import { systemClocks } from "../../core/io/clock.ts";
import type { Store } from "../../core/ports/store.ts";
import { prometheusText, prometheusType } from "../../core/prometheus.ts";
import { addInflux } from "../../dashboards/server/io/influx.ts";
import { influxHandler } from "../../ingest/http/influx.ts";
import { tokenVerifier } from "../../ingest/http/io/verify.ts";
import { ingestMetrics } from "../../ingest/metrics.ts";
import type { Ingest } from "../../ingest/ports.ts";
import type { ListenAddress } from "../address.ts";
import { readiness } from "../readiness.ts";
import { packageVersion } from "./package-files.ts";
import { processMetrics } from "./process-metrics.ts";
import { loadSecrets } from "./secrets.ts";
import { storeTrouble } from "./store-trouble.ts";

/** What an ingest process answers from. */
export interface QueryPortParts {
  readonly store: Pick<Store, "query">;
  readonly ingest: Pick<Ingest, "status" | "books">;
  /** Path of the secrets; their token opens `/query`. */
  readonly secrets: string;
}

/** `/query`, `/ping` and the health of an ingest process. */
export async function startQueryPort(
  address: ListenAddress,
  { store, ingest, secrets }: QueryPortParts,
): Promise<AsyncDisposable> {
  const { admin } = loadSecrets(secrets, []);
  const app = fastify({ bodyLimit: 262_144, forceCloseConnections: true });
  const verify = tokenVerifier([admin.token]);
  addInflux(app, { influx: influxHandler({ store, clocks: systemClocks, verify, version: packageVersion() }) });
  app.get("/healthz", () => ({ ok: true }));
  app.get("/readyz", async (_request, reply): Promise<unknown> => {
    const parts = readiness(ingest.status(), await storeTrouble(store, systemClocks), undefined);
    return reply.code(parts.every(({ ok }) => ok) ? 200 : 503).send({ parts });
  });
  app.get("/metrics", (_request, reply) => {
    const families = [...processMetrics(), ...ingestMetrics(ingest)];
    return reply.type(prometheusType).send(prometheusText(families));
  });
  await app.listen(address);
  return { [Symbol.asyncDispose]: () => app.close() };
}
