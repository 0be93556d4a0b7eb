import { isSimulated, simulatedLine } from "../simulated.ts";
import type { SiteCheck } from "./wiring.ts";

const expected = "sim:<world>/<line>, such as sim:polder/drives";

/** All simulated lines of a site belong to one world, and say which. */
const oneWorld: SiteCheck = ({ buses }) => {
  const written = [...buses.sound].flatMap(([name, bus]) =>
    bus.form === "port" && isSimulated(bus)
      ? [{ path: ["buses", name, "port"], port: bus.port, line: simulatedLine(bus) }]
      : [],
  );
  const first = written.find(({ line }) => line !== undefined)?.line?.world;
  return written.flatMap(({ path, port, line }) => {
    if (line === undefined) return [{ path, note: { message: `\`${port}\` names no line of a world`, expected } }];
    if (line.world === first) return [];
    const message = `a site lives in one world, and this bus is of \`${line.world}\` beside \`${first}\``;
    return [{ path, note: { message } }];
  });
};

/** What is wrong with the buses that are lines of a simulated world. */
export const simulatedChecks: readonly SiteCheck[] = [oneWorld];
