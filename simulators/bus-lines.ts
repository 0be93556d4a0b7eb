import type { Bus } from "../core/ports/bus.ts";
import type { Framing, LineHost } from "./app.ts";
import type { BusName } from "./worlds/polder-wiring.ts";

/** Serves each bus on one end of a given line: a serial port of this machine, or a simulated cable. */
export function busLines(ends: Readonly<Record<BusName, Bus>>, framing: Framing): LineHost {
  return {
    framing,
    async serve(bus, connect) {
      const line = connect();
      const session = await ends[bus].open({
        onBytes(bytes) {
          const answer = line.push(bytes);
          // A line that is gone takes no answer; whoever asked sees a timeout, as on a cut cable.
          if (answer.length > 0) session.write(answer).catch(() => undefined);
        },
        onClose: () => undefined,
      });
      return { address: bus, close: () => session.close() };
    },
  };
}
