import { splitLocalPath } from "../../core/ids.ts";
import type { DurationMs } from "../../core/time.ts";
import type { Definition, SitePlace } from "../../core/wire/definition.ts";
import type { Reflex } from "../../rules/charter/reflex-schema.ts";
import { shownPath } from "../../rules/engine/compile/setpoint.ts";
import {
  type ActuatorConfig,
  commonsOf,
  type EnginePoint,
  type EngineSite,
  type VariableConfig,
} from "../../rules/engine/schema.ts";
import type { SiteFile } from "../site/schema.ts";

/** What the header of a site file says of the site itself, as its definition carries it. */
export function placeOf({ name, position, codes, drainsTo }: SiteFile["site"]): SitePlace {
  return {
    name,
    ...(position === undefined ? {} : { position }),
    ...(codes === undefined ? {} : { codes }),
    ...(drainsTo === undefined ? {} : { drainsTo }),
  };
}

/** What the numbers of this site's messages mean: every device point and every variable, and what can be commanded and locked. */
export function definitionOf(site: EngineSite, place?: SitePlace): Definition {
  const paths = [...new Set([...Object.keys(site.points), ...Object.keys(site.variables)])];
  const variables = paths.flatMap((path) => {
    const ids = splitLocalPath(path);
    if (ids === undefined) return [];
    const point = site.points[path];
    const config = site.variables[path];
    const type = point?.type === "boolean" ? ("Boolean" as const) : ("Double" as const);
    const unit = config?.unit ?? point?.unit ?? "1";
    const commons = commonsOf(site, path);
    const maxAge = maxAgeOf(point, config);
    const told = { ...(config?.name !== undefined && { name: config.name }), ...(maxAge !== undefined && { maxAge }) };
    return [{ ...ids, type, unit, commons, ...told }];
  });
  const actuators = Object.entries(site.actuators).map(([id, actuator]) => described(site, id, actuator));
  const locks = Object.entries(site.interlocks).flatMap(([lock, interlock]) =>
    interlock.form === "lock" ? [{ lock, actuators: interlock.actuators }] : [],
  );
  return {
    site: site.site,
    ...(place === undefined ? {} : { place }),
    variables,
    ...(actuators.length === 0 ? {} : { actuators }),
    ...(locks.length === 0 ? {} : { locks }),
  };
}

/** How old its newest reading may become while all is well, ms; undefined where nothing bounds how long it may be quiet. */
function maxAgeOf(point: EnginePoint | undefined, config: VariableConfig | undefined): DurationMs | undefined {
  const every = config?.publish?.every;
  if (every === undefined && point === undefined) return undefined;
  // What is sent each so often waits for the next read when that time is over.
  return Math.ceil((every ?? 0) + (point?.staleAfter ?? 0));
}

function described(site: EngineSite, actuator: string, config: ActuatorConfig) {
  const reads = readsOf(site, actuator);
  const told = { actuator, name: config.name ?? actuator, ...(reads.length > 0 && { reads }) };
  if (config.form === "output") return { ...told, device: config.output, speed: false };
  if (config.form === "speed") return { ...told, device: config.device, speed: true };
  const { min, max } = config.form === "power" ? config.power : config.current;
  const setpoint = { unit: config.form === "power" ? "kW" : "A", min, max, shown: shownPath(config) };
  return { ...told, device: config.device, speed: false, setpoint };
}

/** The paths by which the reflexes of an actuator decide. */
function readsOf(site: EngineSite, actuator: string): string[] {
  const own = Object.values(site.charter.reflexes).filter((reflex) => movedBy(reflex).includes(actuator));
  return [...new Set(own.flatMap(inputsOf))].filter((path) => splitLocalPath(path) !== undefined);
}

const movedBy = (reflex: Reflex): readonly string[] => (reflex.kind === "dispatch" ? reflex.use : reflex.actuators);

function inputsOf(reflex: Reflex): readonly string[] {
  switch (reflex.kind) {
    case "staged":
    case "dispatch":
      return [reflex.input];
    case "ventilate":
      return [reflex.serve[0], reflex.serve[1].inside, reflex.serve[1].outside];
    case "on-off":
      return [...reflex.start.matchAll(/'([^']+\/[^']+)'/g)].map(([, path = ""]) => path);
  }
}
