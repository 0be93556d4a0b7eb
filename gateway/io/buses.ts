import { readFileSync } from "node:fs";
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { serialBus, tcpBus } from "../../core/io/bus.ts";
import type { Bus } from "../../core/ports/bus.ts";
import type { BusConfig, SerialLine } from "../site/schema.ts";
import { simulatedLine } from "../site/simulated.ts";

/** A bus of the site file, ready to be opened. */
export interface ReachableBus {
  readonly bus: Bus;
  readonly kind: "serial" | "tcp";
}

const usualLine: SerialLine = { baud: 9600, dataBits: 8, parity: "none", stopBits: 1 };
const worldSchema = z.object({ buses: z.record(z.string(), z.string()) });

/**
 * The way to a bus: a serial port, a TCP address, or a line of a simulated world. `worldFile` is where that world says its
 * addresses; it is read again at each opening, because a world that was started anew has new ones.
 */
export function busFor(config: BusConfig, worldFile: string | undefined): ReachableBus {
  if (config.form === "tcp") return { bus: tcpBus(config.tcp), kind: "tcp" };
  const simulated = simulatedLine(config);
  if (simulated !== undefined) return { bus: simulatedBus(simulated.line, worldFile), kind: "tcp" };
  return { bus: serialBus({ path: config.port, ...(config.line ?? usualLine) }), kind: "serial" };
}

function simulatedBus(name: string, worldFile: string | undefined): Bus {
  return {
    open: async (events) => {
      const address = worldFile === undefined ? undefined : addressIn(worldFile, name);
      const [host, port] = address?.split(":") ?? [];
      if (host === undefined || port === undefined) {
        const where =
          worldFile === undefined
            ? "no --world file was given; it is world/SITE/world.json in the data directory of the `homeostat up` or `world` that runs it"
            : `${worldFile} does not say where it is`;
        throw new AppError("bus-unavailable", `line ${name} of the simulated world: ${where}`);
      }
      return tcpBus({ host, port: Number(port) }).open(events);
    },
  };
}

function addressIn(worldFile: string, name: string): string | undefined {
  try {
    return worldSchema.parse(JSON.parse(readFileSync(worldFile, "utf8"))).buses[name];
  } catch (error) {
    throw new AppError("bus-unavailable", `${worldFile} cannot be read: the simulated world does not run`, error);
  }
}
