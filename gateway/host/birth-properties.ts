import { dataTypes, type PropertySet, type PropertyValue } from "../../core/sparkplug/types.ts";
import type { EpochMs } from "../../core/time.ts";
import type { Compiled } from "../../rules/engine/plan.ts";
import { boundsAt } from "../../rules/engine/ranges/ranges.ts";
import type { EngineSite } from "../../rules/engine/schema.ts";

/** What a birth says of a variable beside its unit and commons, by path, as it is at this moment. */
export type BirthProperties = (path: string, now: EpochMs) => PropertySet;

/** Span (`engLow`, `engHigh`, as other edge nodes call it) and the bounds in force, all in the variable's unit; what has none is left out. */
export function birthPropertiesOf(site: EngineSite, { ranges, paths }: Compiled): BirthProperties {
  const plans = new Map(ranges.map((plan) => [paths[plan.variable], plan]));
  return (path, now) => {
    const span = site.variables[path]?.span ?? site.points[path]?.span;
    const plan = plans.get(path);
    const bounds = plan === undefined ? {} : boundsAt(plan, now);
    const said = Object.entries({ engLow: span?.lo ?? null, engHigh: span?.hi ?? null, ...bounds });
    return new Map(said.flatMap(([name, value]) => (value === null ? [] : [[name, double(value)]])));
  };
}

const double = (value: number): PropertyValue => ({ type: dataTypes.Double, value });
