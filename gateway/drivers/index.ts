import type { Driver } from "./driver.ts";
import { modbus } from "./modbus/index.ts";

/** Every driver a site file can name. To add one: gateway/drivers/README.md. */
export const drivers: readonly Driver[] = [modbus];
