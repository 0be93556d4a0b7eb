import type { Names } from "./compile.ts";
import type { ActuatorPlan, InterlockPlan, RangePlan, ReflexPlan } from "./plan.ts";
import type { ContactConfig, DriveConfig, EngineSite } from "./schema.ts";

function drivePlan(id: string, config: DriveConfig, site: EngineSite, names: Names): ActuatorPlan {
  const point = (name: string) => names.variables.get(`${config.device}/${name}`)?.index;
  const place = `actuators.${id}`;
  const { warn, selector } = config;
  return {
    id,
    kind: "drive",
    running: point("running"),
    fault: point("fault"),
    remote: selector === undefined ? point("remote") : names.variable(`${place}.selector`, selector),
    actual: point("actual"),
    speed: { min: config.speed.min, max: config.speed.max, ramp: config.speed.ramp },
    minOn: config.minOn,
    minOff: config.minOff,
    startsPerHour: config.startsPerHour ?? Number.POSITIVE_INFINITY,
    stagger: config.stagger,
    warn: warn && { actuator: names.actuator(`${place}.warn.output`, warn.output), for: warn.for },
    readBack: config.readBack.running,
    maxOn: Number.POSITIVE_INFINITY,
    safeState: config.safeState,
    curve: site.curves[id] ?? [],
  };
}

function contactPlan(id: string, config: ContactConfig, names: Names): ActuatorPlan {
  return {
    id,
    kind: "contact",
    running: names.variables.get(config.output)?.index,
    fault: undefined,
    remote: undefined,
    actual: undefined,
    speed: undefined,
    minOn: 0,
    minOff: 0,
    startsPerHour: Number.POSITIVE_INFINITY,
    stagger: 0,
    warn: undefined,
    readBack: Number.POSITIVE_INFINITY,
    maxOn: config.maxOn ?? Number.POSITIVE_INFINITY,
    safeState: config.safeState,
    curve: [],
  };
}

/** Plans the actuators in the order of the file. */
export function compileActuators(site: EngineSite, names: Names): readonly ActuatorPlan[] {
  return Object.entries(site.actuators).map(([id, config]) =>
    config.form === "device" ? drivePlan(id, config, site, names) : contactPlan(id, config, names),
  );
}

/** Plans the interlocks in the order of the file; an earlier one wins. */
export function compileInterlocks(site: EngineSite, names: Names): readonly InterlockPlan[] {
  return Object.entries(site.interlocks).map(([id, config]) => {
    const place = `interlocks.${id}`;
    const { until } = config;
    return {
      id,
      when: names.condition(`${place}.when`, config.when),
      until: until === undefined ? undefined : names.condition(`${place}.until`, until),
      whenUnknown: config.whenUnknown,
      force: config.force,
      actuators: config.actuators.map((actuator) => names.actuator(place, actuator)),
    };
  });
}

/** Plans the reflexes in the order of the file; within a layer an earlier one wins. */
export function compileReflexes(site: EngineSite, names: Names, ranges: readonly RangePlan[]): readonly ReflexPlan[] {
  return Object.entries(site.charter.reflexes).map(([id, config]): ReflexPlan => {
    const place = `charter.reflexes.${id}`;
    const actuators = config.actuators.map((actuator) => names.actuator(place, actuator));
    if (config.kind === "on-off") {
      const start = names.condition(`${place}.start`, config.start);
      const stop = names.condition(`${place}.stop`, config.stop);
      return { kind: "on-off", id, layer: config.layer, start, stop, actuators, config };
    }
    const input = names.variable(`${place}.input`, config.input);
    const at = ranges.findIndex((plan) => plan.variable === input);
    const range = at < 0 ? undefined : at;
    const { layer, whenInputBad } = config;
    return { kind: "staged", id, layer, input, range, actuators, config, whenInputBad };
  });
}
