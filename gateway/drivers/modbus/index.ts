import type { Driver } from "../driver.ts";
import { mapOf, modbusConfig } from "./config.ts";
import { metricsOf } from "./map.ts";
import { ModbusSession } from "./session.ts";

/** Devices that speak Modbus RTU or TCP, each described by a register map. */
export const modbus: Driver<typeof modbusConfig> = {
  driver: "modbus",
  config: modbusConfig,
  metrics: (config) => metricsOf(mapOf(config)),
  open: async (config, context) => new ModbusSession(config, context),
};
