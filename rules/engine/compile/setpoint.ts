import { convert, findUnit } from "../../../core/units.ts";
import type { ActuatorPlan, SetpointLimit, SetpointPlan } from "../actuators/plan.ts";
import type { CurrentConfig, PowerConfig } from "../actuators/setpoint-schema.ts";
import type { EngineSite, SetpointConfig } from "../schema.ts";
import type { Names } from "./compile.ts";

/** kV between a phase and neutral. Source: EN 50160:2010, 4.2.2.1 (nominal voltage of public low-voltage networks). */
const nominal = 0.23;

function powerSetpoint(place: string, config: PowerConfig, names: Names): Omit<SetpointPlan, "factor"> {
  const { power, limits, readBack } = config;
  const held = (["soc", "cellTemperature"] as const).flatMap((of): SetpointLimit[] => {
    const limit = limits[of];
    if (limit === undefined) return [];
    return [{ of, variable: names.variable(`${place}.limits.${of}.from`, limit.from), lo: limit.lo, hi: limit.hi }];
  });
  return {
    unit: "kW",
    min: power.min,
    max: power.max,
    ramp: power.ramp ?? Number.POSITIVE_INFINITY,
    step: 0,
    offBelow: 0,
    settle: readBack.power.after,
    within: readBack.power.within,
    kilowatts: 1,
    limits: held,
    safe: 0,
  };
}

function currentSetpoint({ current, phases, settle, safeState }: CurrentConfig): Omit<SetpointPlan, "factor"> {
  const { min, max, step } = current;
  return {
    unit: "A",
    min,
    max,
    ramp: Number.POSITIVE_INFINITY,
    step,
    offBelow: current.offBelow ?? min,
    settle,
    within: step,
    kilowatts: phases * nominal,
    limits: [],
    safe: safeState === "idle" ? 0 : safeState.current,
  };
}

/** How many of `unit` one of what stands at a path is; 1 where that is not known. */
export function factorTo(site: Pick<EngineSite, "points">, path: string, unit: string): number {
  const from = findUnit(site.points[path]?.unit ?? "");
  const to = findUnit(unit);
  return from === undefined || to?.dimension !== from.dimension ? 1 : convert(1, from, to);
}

/** The point that tells what an actuator with a setpoint really does. */
export function shownPath({ form, device }: Pick<SetpointConfig, "form" | "device">): string {
  return `${device}/${form}`;
}

/** Plans an actuator with an analogue setpoint. */
export function setpointActuator(id: string, config: SetpointConfig, site: EngineSite, names: Names): ActuatorPlan {
  const place = `actuators.${id}`;
  const own = config.form === "power" ? powerSetpoint(place, config, names) : currentSetpoint(config);
  const point = (path: string) => names.variables.get(path)?.index;
  return {
    id,
    kind: "setpoint",
    running: undefined,
    fault: point(`${config.device}/fault`),
    remote: undefined,
    actual: point(shownPath(config)),
    speed: undefined,
    setpoint: { ...own, factor: factorTo(site, shownPath(config), own.unit) },
    minOn: config.minOn,
    minOff: config.minOff,
    startsPerHour: Number.POSITIVE_INFINITY,
    stagger: 0,
    warn: undefined,
    exercise: undefined,
    readBack: Number.POSITIVE_INFINITY,
    speedBack: config.form === "power" ? config.readBack.power : undefined,
    maxOn: Number.POSITIVE_INFINITY,
    safeState: "stop",
    curve: [],
  };
}
