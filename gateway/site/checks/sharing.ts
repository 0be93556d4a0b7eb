import type { Problem } from "../../../core/config/check.ts";
import type { ActuatorConfig } from "../../../rules/engine/schema.ts";
import type { SiteCheck } from "./wiring.ts";

/** The point an actuator orders by, and the key of the file that says so. */
function orderedBy(actuator: ActuatorConfig): { readonly key: "output" | "device"; readonly point: string } {
  if (actuator.form === "output") return { key: "output", point: actuator.output };
  return { key: "device", point: `${actuator.device}/setpoint` };
}

/** What two actuators order at once follows whichever wrote last. */
export const sharingChecks: readonly SiteCheck[] = [
  (wiring) => {
    const first = new Map<string, string>();
    return [...wiring.actuators.sound].flatMap(([name, actuator]): Problem[] => {
      const { key, point } = orderedBy(actuator);
      const owner = first.get(point);
      if (owner === undefined) {
        first.set(point, name);
        return [];
      }
      const message = `\`${owner}\` orders \`${point}\` already: each would undo what the other does`;
      return [
        { path: ["actuators", name, key], note: { message, expected: "one actuator for each setpoint or contact" } },
      ];
    });
  },
];
