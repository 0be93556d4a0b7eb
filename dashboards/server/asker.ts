import { AppError } from "../../core/errors.ts";
import { rowsOf } from "./influx-rows.ts";
import type { ServerConfig, ServerPorts } from "./ports.ts";
import type { Ask } from "./why.ts";

/** Asks the store as the instance itself. */
export function askerOf(config: Pick<ServerConfig, "token">, ports: Pick<ServerPorts, "influx">): Ask {
  return async (influxql) => {
    const parameters = { db: "homeostat", q: influxql, epoch: "ms" };
    const authorization = `Token ${config.token}`;
    const { status, body } = await ports.influx({ method: "GET", path: "/query", parameters, authorization });
    if (status === 503) throw new AppError("store-unavailable", "the store does not answer; ask again");
    return rowsOf(body);
  };
}
