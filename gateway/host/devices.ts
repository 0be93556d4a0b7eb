import type { Bus } from "../../core/ports/bus.ts";
import type { Driver } from "../drivers/driver.ts";
import type { SiteFile } from "../site/schema.ts";
import { isSimulated } from "../site/simulated.ts";
import type { SupervisedBus, SupervisedDevice } from "../supervisor/supervisor.ts";

/** How a host reaches the buses a site file names. */
export type BusPort = (
  id: string,
  config: SiteFile["buses"][string],
) => { readonly bus: Bus; readonly kind: "serial" | "tcp" };

/** The buses of a site, each with the port that reaches it. */
export function supervisedBuses(file: SiteFile, open: BusPort): SupervisedBus[] {
  return Object.entries(file.buses).map(([id, config]) => {
    const { timeout, retries } = config;
    // A line of a simulated world needs no silence between frames; at many times the speed of life it would cost reads.
    return { id, ...open(id, config), gap: isSimulated(config) ? 0 : config.gap, timeout, retries };
  });
}

/** The devices of a site with their drivers. The loader has checked that every driver exists. */
export function supervisedDevices(file: SiteFile, drivers: readonly Driver[]): SupervisedDevice[] {
  return Object.entries(file.devices).map(([id, device]) => {
    const driver = drivers.find((candidate) => candidate.driver === device.driver);
    if (driver === undefined) throw new Error(`unchecked configuration: driver ${device.driver}`);
    return { id, bus: device.bus, poll: device.poll, driver, config: device.config };
  });
}
