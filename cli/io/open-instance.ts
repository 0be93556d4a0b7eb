import { existsSync } from "node:fs";
import { AppError } from "../../core/errors.ts";
import { ioClock, systemClocks } from "../../core/io/clock.ts";
import { booksOf } from "../../ingest/books/books.ts";
import { Register } from "../../ingest/books/register.ts";
import { influxHandler } from "../../ingest/http/influx.ts";
import { openDuckdb } from "../../ingest/stores/duckdb/io/open.ts";
import { findInstance, type Instance } from "../instance.ts";
import type { InstanceOptions } from "../program.ts";
import { dataDirectory } from "./data-directory.ts";
import { openOuterStore, outerStoreOf } from "./outer-store.ts";
import { packageVersion } from "./package-files.ts";

/**
 * Asks the running instance, or, when none runs on the data directory, opens its store for the time of the question.
 * A store alone answers queries, and the books as far as it knows them: not what its gateways have read since.
 */
export async function withInstance<T>(options: InstanceOptions, ask: (instance: Instance) => Promise<T>): Promise<T> {
  const running = findInstance(options);
  if (running !== undefined) return ask(running);
  const data = dataDirectory(options.data ?? "./homeostat-data");
  const outer = outerStoreOf(data);
  if (outer === undefined && !existsSync(data.store))
    throw new AppError("unreachable", `${data.root} has no store yet; run \`homeostat up --data ${data.root}\` once`);
  const store = outer === undefined ? openDuckdb({ path: data.store }, ioClock) : openOuterStore(outer, data);
  try {
    const { register } = await store.open();
    const handler = influxHandler({ store, clocks: systemClocks, verify: () => true, version: packageVersion() });
    return await ask({
      async get(path, parameters = {}) {
        if (path === "/api/v1/books") {
          const body = JSON.stringify(booksOf(new Register(register), parameters["site"]));
          return { status: 200, body: new TextEncoder().encode(body) };
        }
        if (path !== "/query")
          throw new AppError("unreachable", `nothing runs on ${data.root}; only its store can be asked`);
        const { status, body } = await handler({ method: "GET", path, parameters, authorization: "Token local" });
        return { status, body };
      },
    });
  } finally {
    await store.close();
  }
}
