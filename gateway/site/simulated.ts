import type { BusConfig, SiteFile } from "./schema.ts";

/** Tells whether a bus is a line of a simulated world: `port: sim:<name>`. */
export function isSimulated(bus: BusConfig): boolean {
  return bus.form === "port" && bus.port.startsWith("sim:");
}

/** Tells whether a site needs a simulated world to live in. */
export function needsWorld(file: SiteFile): boolean {
  return Object.values(file.buses).some(isSimulated);
}
