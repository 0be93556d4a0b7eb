import { interlockConditions } from "../actuators/interlocks.ts";
import { type Condition, compileCondition } from "../conditions/condition.ts";
import type { ConditionNames } from "../conditions/types.ts";
import type { Compiled } from "../plan.ts";
import type { EngineSite } from "../schema.ts";
import { compileActuators, compileInterlocks, compileReflexes } from "./actuators.ts";
import { alarmConditions, compileAlarms } from "./alarms.ts";
import { compileRanges } from "./ranges.ts";
import { compileDerived, compileMoving, compileRules, orderVariables } from "./variables.ts";

/** A configuration that was not checked before it was compiled: a bug of the caller. */
export class UncheckedConfig extends Error {
  constructor(place: string, message: string) {
    super(`${place}: ${message}`);
    this.name = "UncheckedConfig";
  }
}

/** Names turned into indices while a site is compiled. */
export class Names implements ConditionNames {
  readonly variables: ReadonlyMap<string, { readonly index: number; readonly boolean: boolean }>;
  readonly actuators: ReadonlyMap<string, number>;
  readonly interlocks: ReadonlyMap<string, number>;

  constructor(site: EngineSite, paths: readonly string[]) {
    const kind = (path: string) => site.points[path]?.type === "boolean";
    this.variables = new Map(paths.map((path, index) => [path, { index, boolean: kind(path) }]));
    this.actuators = new Map(Object.keys(site.actuators).map((id, index) => [id, index]));
    this.interlocks = new Map(Object.keys(site.interlocks).map((id, index) => [id, index]));
  }

  variable(place: string, path: string): number {
    const found = this.variables.get(path);
    if (found === undefined) throw new UncheckedConfig(place, `no variable \`${path}\``);
    return found.index;
  }

  actuator(place: string, id: string): number {
    const found = this.actuators.get(id);
    if (found === undefined) throw new UncheckedConfig(place, `no actuator \`${id}\``);
    return found;
  }

  condition(place: string, text: string, it?: string): Condition {
    const names = { variables: this.variables, actuators: this.actuators, interlocks: this.interlocks };
    const compiled = compileCondition(text, it === undefined ? names : { ...names, it });
    if (!compiled.ok) throw new UncheckedConfig(place, compiled.error[0]?.message ?? "not a condition");
    return compiled.value;
  }
}

/** Turns a checked site into what the engine runs on. Throws `UncheckedConfig` when the site was not checked. */
export function compile(site: EngineSite): Compiled {
  const paths = orderVariables(site);
  const names = new Names(site, paths);
  const alarms = compileAlarms(site, names);
  const ranges = compileRanges(site, names, alarms.following);
  const derived = compileDerived(site, names);
  const interlocks = compileInterlocks(site, names);
  const reflexes = compileReflexes(site, names, { ranges, derived });
  const moving = compileMoving(site, names);
  const actuators = compileActuators(site, names);
  const conditions = [
    ...moving.map((plan) => plan.when),
    ...interlocks.flatMap(interlockConditions),
    ...actuators.flatMap(({ exercise }) => exercise?.when ?? []),
    ...reflexes.flatMap((plan) => (plan.kind === "on-off" ? [plan.start, plan.stop] : [])),
    ...reflexes.flatMap((plan) => (plan.kind === "ventilate" ? (plan.atLeast?.when ?? []) : [])),
    ...alarms.plans.flatMap(alarmConditions),
    ...derived.flatMap((plan) => (plan.rule.kind === "cel" ? [plan.rule.calculation] : [])),
  ];
  return {
    site,
    ruleVersion: String(site.charter.version),
    paths,
    index: new Map(paths.map((path, index) => [path, index])),
    derived,
    moving,
    ranges,
    rangeOf: new Map(ranges.map((plan, index) => [plan.variable, index])),
    actuators,
    actuatorIndex: names.actuators,
    interlocks,
    reflexes,
    alarms: alarms.plans,
    alarmIndex: new Map(alarms.plans.map((plan, index) => [plan.key, index])),
    alarmsOf: alarms.byVariable,
    watched: alarms.watched,
    timed: conditions.some((condition) => condition.timed),
    rules: compileRules(site, paths, alarms.limits),
  };
}
