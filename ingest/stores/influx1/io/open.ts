import { LineStore, type LineStorePorts } from "../../line-protocol/line-store.ts";
import type { Influx1Options } from "../options.ts";
import { Influx1Server } from "./server.ts";

/** A store in a database of an InfluxDB 1.x. `id` names us among all who store there. */
export function openInflux1(
  options: Pick<Influx1Options, "url" | "database"> & Partial<Influx1Options> & { readonly id: string },
  ports: Omit<LineStorePorts, "server">,
): LineStore {
  const { id, ...given } = options;
  const server = new Influx1Server({ keep: null, timeout: 30_000, gzip: false, ...given });
  return new LineStore({ ...ports, server }, { id });
}
