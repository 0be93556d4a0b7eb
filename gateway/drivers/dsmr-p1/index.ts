import type { Driver } from "../driver.ts";
import { listen } from "../listen.ts";
import { dsmrConfig } from "./config.ts";
import { P1Reader } from "./decode.ts";
import { metricsOf } from "./points.ts";

/** Smart meters with a P1 port: DSMR 2.2 to 5.0 and their Belgian, Luxembourg, Hungarian and Irish kin. */
export const dsmrP1: Driver<typeof dsmrConfig> = {
  driver: "dsmr-p1",
  config: dsmrConfig,
  unasked: true,
  metrics: metricsOf,
  async open(config, context) {
    const reader = new P1Reader(config);
    return await listen(context, (bytes, now) => reader.receive(bytes, now));
  },
};
