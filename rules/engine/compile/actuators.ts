import { stretchesAround, zoneOffset } from "../../../core/zone.ts";
import type { ActuatorPlan, ExercisePlan, InterlockPlan } from "../actuators/plan.ts";
import type { DerivedPlan } from "../derive/plan.ts";
import type { RangePlan } from "../ranges/plan.ts";
import type { ReflexPlan } from "../reflexes/plan.ts";
import type { ContactConfig, DriveConfig, EngineSite } from "../schema.ts";
import type { Names } from "./compile.ts";
import { dispatchPlan } from "./dispatch.ts";
import { setpointActuator } from "./setpoint.ts";
import { ventilatePlan } from "./ventilate.ts";

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
    setpoint: undefined,
    minOn: config.minOn,
    minOff: config.minOff,
    startsPerHour: config.startsPerHour ?? Number.POSITIVE_INFINITY,
    stagger: config.stagger,
    warn: warn && { actuator: names.actuator(`${place}.warn.output`, warn.output), for: warn.for },
    exercise: exercisePlan(id, config, site, names),
    readBack: config.readBack.running,
    speedBack: config.readBack.speed,
    maxOn: Number.POSITIVE_INFINITY,
    safeState: config.safeState,
    curve: site.curves[id] ?? [],
  };
}

function exercisePlan(id: string, { exercise }: DriveConfig, site: EngineSite, names: Names): ExercisePlan | undefined {
  if (exercise === undefined) return undefined;
  const { every, between, when } = exercise;
  const offset = zoneOffset(site.timeZone);
  return {
    every,
    for: exercise.for,
    when: when === undefined ? undefined : names.condition(`actuators.${id}.exercise.when`, when),
    around: (at) => stretchesAround(between, offset, at),
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
    setpoint: undefined,
    minOn: 0,
    minOff: 0,
    startsPerHour: Number.POSITIVE_INFINITY,
    stagger: 0,
    warn: undefined,
    exercise: undefined,
    readBack: Number.POSITIVE_INFINITY,
    speedBack: undefined,
    maxOn: config.maxOn ?? Number.POSITIVE_INFINITY,
    safeState: config.safeState,
    curve: [],
  };
}

/** Plans the actuators in the order of the file. */
export function compileActuators(site: EngineSite, names: Names): readonly ActuatorPlan[] {
  return Object.entries(site.actuators).map(([id, config]) => {
    if (config.form === "output") return contactPlan(id, config, names);
    return config.form === "speed" ? drivePlan(id, config, site, names) : setpointActuator(id, config, site, names);
  });
}

/** Plans the interlocks in the order of the file; among those with a condition an earlier one wins. */
export function compileInterlocks(site: EngineSite, names: Names): readonly InterlockPlan[] {
  return Object.entries(site.interlocks).map(([id, config]) => {
    const place = `interlocks.${id}`;
    const actuators = config.actuators.map((actuator) => names.actuator(place, actuator));
    if (config.form === "lock") return { kind: "lock", id, refuse: config.refuse, actuators };
    const { until, whenUnknown, force } = config;
    return {
      kind: "condition",
      id,
      when: names.condition(`${place}.when`, config.when),
      until: until === undefined ? undefined : names.condition(`${place}.until`, until),
      whenUnknown,
      force,
      actuators,
    };
  });
}

/** Plans the reflexes in the order of the file; within a layer an earlier one wins. */
export function compileReflexes(
  site: EngineSite,
  names: Names,
  { ranges, derived }: { readonly ranges: readonly RangePlan[]; readonly derived: readonly DerivedPlan[] },
): readonly ReflexPlan[] {
  return Object.entries(site.charter.reflexes).map(([id, config]): ReflexPlan => {
    const place = `charter.reflexes.${id}`;
    if (config.kind === "dispatch") return dispatchPlan(id, config, site, { names, ranges, derived });
    if (config.kind === "ventilate") return ventilatePlan(id, config, { names, ranges, derived });
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
