import { components, leadingBack } from "../../../core/graph.ts";
import { compileCalculation } from "../conditions/condition.ts";
import { inputPaths } from "../derive/inputs.ts";
import type { DerivedPlan, DerivedRule } from "../derive/plan.ts";
import type { Derivation } from "../derive/schema.ts";
import type { LimitRule, MovingPlan, VariableRules } from "../image/plan.ts";
import type { EngineSite, VariableConfig } from "../schema.ts";
import type { Names } from "./compile.ts";

/** What must be worked out before a variable: its inputs, and what the drives it counts show. */
function dependencies(site: EngineSite, variable: VariableConfig): readonly string[] {
  const { from } = variable;
  const drives = from?.form === "pumps" ? from.pumps.flatMap((pump) => drivePoints(site, pump)) : [];
  return [...inputPaths(variable), ...drives];
}

function drivePoints(site: EngineSite, actuator: string): string[] {
  const config = site.actuators[actuator];
  if (config?.form !== "speed") return [];
  return [`${config.device}/running`, `${config.device}/actual`].filter((path) => path in site.points);
}

const isDerived = (variable: VariableConfig) => variable.from !== undefined || variable.sources !== undefined;

/** All paths: device points first, then what is worked out, each after everything it needs. A circle throws. */
export function orderVariables(site: EngineSite): readonly string[] {
  const ordered = new Set(Object.keys(site.points));
  for (const [path, variable] of Object.entries(site.variables)) if (!isDerived(variable)) ordered.add(path);
  const needed = (path: string) => {
    const variable = ordered.has(path) ? undefined : site.variables[path];
    return variable === undefined ? [] : dependencies(site, variable);
  };
  const [circular] = leadingBack(Object.keys(site.variables), needed);
  if (circular !== undefined) throw new Error(`variables.${circular}: depends on itself`);
  for (const [path] of components(Object.keys(site.variables), needed)) {
    if (path !== undefined && Object.hasOwn(site.variables, path)) ordered.add(path);
  }
  return [...ordered];
}

/** Where a derivation stands, and what its names mean there. */
interface Standing {
  readonly place: string;
  readonly variable: VariableConfig;
  readonly site: EngineSite;
  readonly names: Names;
}

function ruleOf(from: Derivation, { place, variable, site, names }: Standing): DerivedRule {
  const index = (path: string) => names.variable(place, path);
  switch (from.form) {
    case "pressure":
      return {
        kind: "depth",
        pressure: index(from.pressure),
        temperature: from.temperature === undefined ? undefined : index(from.temperature),
      };
    case "current":
      return { kind: "current", current: index(from.current), at4mA: from.at4mA, at20mA: from.at20mA };
    case "counter": {
      const { each } = from;
      const wrapsAt = site.points[from.counter]?.wrapsAt;
      return { kind: "counter", counter: index(from.counter), each, wrapsAt, increments: variable.kind === "total" };
    }
    case "cel": {
      const compiled = compileCalculation(from.cel, names);
      if (!compiled.ok) throw new Error(`${place}: ${compiled.error[0]?.message ?? "not a calculation"}`);
      return { kind: "cel", calculation: compiled.value };
    }
    case "pumps":
      return { kind: "pumps", pumps: from.pumps.map((pump) => names.actuator(place, pump)), head: index(from.head) };
    case "meanOfQuarterHour":
      return { kind: "quarter", source: index(from.meanOfQuarterHour) };
    case "mean":
      return { kind: "mean", source: index(from.mean), window: from.window, share: from.atLeast / 100 };
    case "maxOf":
      return { kind: "highest" };
  }
}

/** Plans everything the site works out, in order. */
export function compileDerived(site: EngineSite, names: Names): readonly DerivedPlan[] {
  const plans: DerivedPlan[] = [];
  for (const path of names.variables.keys()) {
    const variable = site.variables[path];
    if (variable === undefined || !isDerived(variable)) continue;
    const place = `variables.${path}`;
    const zero = [...(variable.zero ?? [])].sort((a, b) => a.since - b.since);
    const inputs = dependencies(site, variable).map((needed) => names.variable(place, needed));
    const { sources, from } = variable;
    const rule: DerivedRule | undefined =
      sources === undefined
        ? from && ruleOf(from, { place, variable, site, names })
        : { kind: "sources", disagree: sources.disagree, rideThrough: sources.rideThrough };
    if (rule !== undefined) plans.push({ variable: names.variable(place, path), inputs, zero, rule });
  }
  return plans;
}

/** Plans the conditions of flatline rules. */
export function compileMoving(site: EngineSite, names: Names): readonly MovingPlan[] {
  return Object.entries(site.variables).flatMap(([path, variable]) => {
    const when = variable.quality?.flatline?.when;
    if (when === undefined) return [];
    const place = `variables.${path}.quality.flatline.when`;
    return [{ variable: names.variable(place, path), when: names.condition(place, when) }];
  });
}

/** The rules each record holds, by index. */
export function compileRules(
  site: EngineSite,
  paths: readonly string[],
  limits: ReadonlyMap<number, readonly LimitRule[]>,
): readonly VariableRules[] {
  return paths.map((path, index) => {
    const point = site.points[path];
    const variable = site.variables[path];
    const flatline = variable?.quality?.flatline;
    return {
      span: variable?.span ?? point?.span,
      stale: variable?.quality?.stale ?? point?.staleAfter ?? Number.POSITIVE_INFINITY,
      rate: variable?.quality?.rate,
      spike: variable?.quality?.spike,
      flatline: flatline && {
        for: flatline.for,
        change: flatline.change,
        conditional: flatline.when !== undefined,
      },
      limits: limits.get(index) ?? [],
    };
  });
}
