import type { BusConfig, SiteFile } from "./schema.ts";

/** A line of a simulated world. */
export interface SimulatedLine {
  readonly world: string;
  readonly line: string;
}

/** The simulated line a bus is, as `port: sim:<world>/<line>` says it; undefined for a real port. */
export function simulatedLine(bus: BusConfig): SimulatedLine | undefined {
  const [, world, line] = bus.form === "port" ? (/^sim:([^/]+)\/([^/]+)$/.exec(bus.port) ?? []) : [];
  return world === undefined || line === undefined ? undefined : { world, line };
}

/** Tells whether a bus is a line of a simulated world. */
export function isSimulated(bus: BusConfig): boolean {
  return bus.form === "port" && bus.port.startsWith("sim:");
}

/** Tells whether a site needs a simulated world to live in. */
export function needsWorld(file: SiteFile): boolean {
  return Object.values(file.buses).some(isSimulated);
}
