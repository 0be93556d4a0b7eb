import fastify from "fastify";
import { systemClocks } from "../../core/io/clock.ts";
import type { Store } from "../../core/ports/store.ts";
import { addInflux } from "../../dashboards/server/io/influx.ts";
import { influxHandler } from "../../ingest/http/influx.ts";
import { tokenVerifier } from "../../ingest/http/io/verify.ts";
import type { ListenAddress } from "../address.ts";
import { packageVersion } from "./package-files.ts";
import { loadSecrets } from "./secrets.ts";

/** `/query` and `/ping` of an ingest process, opened by the token of its data directory and nothing else. */
export async function startQueryPort(
  address: ListenAddress,
  store: Pick<Store, "query">,
  secrets: string,
): Promise<AsyncDisposable> {
  const { admin } = loadSecrets(secrets, []);
  const app = fastify({ bodyLimit: 262_144, forceCloseConnections: true });
  const verify = tokenVerifier([admin.token]);
  addInflux(app, { influx: influxHandler({ store, clocks: systemClocks, verify, version: packageVersion() }) });
  await app.listen(address);
  return { [Symbol.asyncDispose]: () => app.close() };
}
