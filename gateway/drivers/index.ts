import type { Driver } from "./driver.ts";
import { dsmrP1 } from "./dsmr-p1/index.ts";
import { modbus } from "./modbus/index.ts";
import { sds011 } from "./sds011/index.ts";

/** Every driver a site file can name. To add one: gateway/drivers/README.md. */
export const drivers: readonly Driver[] = [dsmrP1, modbus, sds011];
