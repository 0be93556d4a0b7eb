import { splitLocalPath } from "../../core/ids.ts";
import type { Definition } from "../../core/wire/messages.ts";
import type { ActuatorConfig, EngineSite } from "../../rules/engine/schema.ts";

/** What the numbers of this site's messages mean: every device point and every variable, and what can be commanded. */
export function definitionOf(site: EngineSite): Definition {
  const paths = [...new Set([...Object.keys(site.points), ...Object.keys(site.variables)])];
  const variables = paths.flatMap((path) => {
    const ids = splitLocalPath(path);
    if (ids === undefined) return [];
    const point = site.points[path];
    const config = site.variables[path];
    const type = point?.type === "boolean" ? ("Boolean" as const) : ("Double" as const);
    const unit = config?.unit ?? point?.unit ?? "1";
    const commons = config?.commons ?? site.commons[0] ?? "water";
    return [{ ...ids, type, unit, commons, ...(config?.name === undefined ? {} : { name: config.name }) }];
  });
  const actuators = Object.entries(site.actuators).map(([id, actuator]) => described(id, actuator));
  return { site: site.site, variables, ...(actuators.length === 0 ? {} : { actuators }) };
}

function described(actuator: string, config: ActuatorConfig) {
  const name = config.name ?? actuator;
  if (config.form === "output") return { actuator, device: config.output, name, speed: false };
  return { actuator, device: config.device, name, speed: true };
}
