import { LineStore, type LineStorePorts } from "../../line-protocol/line-store.ts";
import type { Influx2Options } from "../options.ts";
import { Influx2Server } from "./server.ts";

/** A store in a bucket of an InfluxDB 2. `id` names us among all who store there. */
export function openInflux2(
  options: Omit<Influx2Options, "keep" | "timeout"> & Partial<Influx2Options> & { readonly id: string },
  ports: Omit<LineStorePorts, "server">,
): LineStore {
  const { id, ...given } = options;
  const server = new Influx2Server({ keep: null, timeout: 30_000, ...given });
  return new LineStore({ ...ports, server }, { id });
}
