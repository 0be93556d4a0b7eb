import type { Driver, MetricDef } from "../driver.ts";
import { type SdsConfig, sdsConfig } from "./config.ts";
import { mostDust } from "./cycle.ts";
import { Sds011Session } from "./session.ts";

function metricsOf({ dutyCycle }: SdsConfig): readonly MetricDef[] {
  return ["pm2-5", "pm10"].map((name) => ({
    name,
    unit: "ug/m3",
    type: "number",
    writable: false,
    span: { lo: 0, hi: mostDust },
    ...(dutyCycle === undefined ? {} : { every: dutyCycle }),
    source: "Nova Fitness, Laser Dust Sensor Control Protocol V1.3, and specification SDS011 V1.3",
  }));
}

/** Nova SDS011, SDS018 and SDS021 dust sensors. */
export const sds011: Driver<typeof sdsConfig> = {
  driver: "sds011",
  config: sdsConfig,
  unasked: true,
  metrics: metricsOf,
  open: (config, context) => Sds011Session.open(config, context),
};
