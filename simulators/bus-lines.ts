import { AppError } from "../core/errors.ts";
import type { Bus } from "../core/ports/bus.ts";
import type { LineHost } from "./app.ts";
import type { Framing } from "./worlds/world.ts";

/** Serves each bus on one end of a given line: a serial port of this machine, or a simulated cable. */
export function busLines(ends: Readonly<Record<string, Bus>>, framing: Framing): LineHost {
  return {
    framing,
    async serve(bus, connect) {
      const end = ends[bus];
      if (end === undefined) throw new AppError("bus-unavailable", `no line was given for bus "${bus}"`);
      // A line that is gone takes no answer; whoever asked sees a timeout, as on a cut cable.
      const say = (bytes: Uint8Array): void => {
        if (bytes.length > 0) session.write(bytes).catch(() => undefined);
      };
      const line = connect(say);
      const session = await end.open({
        onBytes: (bytes) => say(line.push(bytes)),
        onClose: () => undefined,
      });
      return { address: bus, close: () => session.close() };
    },
  };
}
