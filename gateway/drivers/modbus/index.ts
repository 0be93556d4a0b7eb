import type { Driver } from "../driver.ts";
import { mapOf, modbusConfig } from "./config.ts";
import { metricsOf } from "./map.ts";
import { mapFile } from "./map-file.ts";
import { ModbusSession } from "./session.ts";
import { settingMetrics } from "./settings.ts";

/** Devices that speak Modbus RTU or TCP, each described by a register map. */
export const modbus: Driver<typeof modbusConfig> = {
  driver: "modbus",
  config: modbusConfig,
  files: { map: mapFile },
  metrics: (config) => [...metricsOf(mapOf(config)), ...settingMetrics(mapOf(config), config.expects ?? {})],
  open: async (config, context) => new ModbusSession(config, context),
};
