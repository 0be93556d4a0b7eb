import type { Problem } from "../../../core/config/check.ts";
import type { SiteCheck } from "./wiring.ts";

const curveless: SiteCheck = (wiring) =>
  [...wiring.variables.sound].flatMap(([name, { from }]) =>
    (from?.form === "pumps" ? from.pumps : []).flatMap((pump, index): Problem[] => {
      const actuator = wiring.actuators.sound.get(pump);
      if (actuator === undefined || (actuator.form === "speed" && actuator.curve !== undefined)) return [];
      const path = ["variables", name, "from", "pumps", String(index)];
      return [{ path, note: { message: `\`${pump}\` has no curve`, hint: "give the actuator a `curve` file" } }];
    }),
  );

/** Pumps whose discharge is worked out need a curve. */
export const curveChecks: readonly SiteCheck[] = [curveless];
