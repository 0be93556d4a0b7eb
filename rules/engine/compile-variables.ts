import type { Names } from "./compile.ts";
import { compileCalculation } from "./condition.ts";
import type { DerivedPlan, DerivedRule, LimitRule, MovingPlan, VariableRules } from "./plan.ts";
import type { Derivation, EngineSite, VariableConfig } from "./schema.ts";

const quoted = /\b(?:v|good|age|margin)\(\s*(?:'([^']*)'|"([^"]*)")\s*\)/g;

/** The variables a calculation names; used only to order what is worked out. */
function namedIn(text: string): string[] {
  return [...text.matchAll(quoted)].map((match) => match[1] ?? match[2] ?? "");
}

function dependencies(site: EngineSite, variable: VariableConfig): readonly string[] {
  const { from, sources } = variable;
  if (sources !== undefined) return sources.order;
  if (from === undefined) return [];
  switch (from.form) {
    case "pressure":
      return from.temperature === undefined ? [from.pressure] : [from.pressure, from.temperature];
    case "current":
      return [from.current];
    case "counter":
      return [from.counter];
    case "cel":
      return namedIn(from.cel);
    case "pumps":
      return [from.head, ...from.pumps.flatMap((pump) => drivePoints(site, pump))];
  }
}

function drivePoints(site: EngineSite, actuator: string): string[] {
  const config = site.actuators[actuator];
  if (config?.form !== "device") return [];
  return [`${config.device}/running`, `${config.device}/actual`].filter((path) => path in site.points);
}

const isDerived = (variable: VariableConfig) => variable.from !== undefined || variable.sources !== undefined;

/** All paths: device points first, then what is worked out, each after everything it needs. A circle throws. */
export function orderVariables(site: EngineSite): readonly string[] {
  const ordered = new Set(Object.keys(site.points));
  for (const [path, variable] of Object.entries(site.variables)) if (!isDerived(variable)) ordered.add(path);
  const underway = new Set<string>();
  const place = (path: string) => {
    const variable = site.variables[path];
    if (ordered.has(path) || variable === undefined) return;
    if (underway.has(path)) throw new Error(`variables.${path}: depends on itself`);
    underway.add(path);
    for (const needed of dependencies(site, variable)) place(needed);
    ordered.add(path);
  };
  for (const path of Object.keys(site.variables)) place(path);
  return [...ordered];
}

function ruleOf(
  place: string,
  from: Derivation,
  variable: VariableConfig,
  site: EngineSite,
  names: Names,
): DerivedRule {
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
        ? from && ruleOf(place, from, variable, site, names)
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
