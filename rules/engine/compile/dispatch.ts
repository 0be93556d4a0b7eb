import { convert, findUnit } from "../../../core/units.ts";
import type { DispatchReflex } from "../../charter/reflex-schema.ts";
import type { DerivedPlan } from "../derive/plan.ts";
import type { RangePlan } from "../ranges/plan.ts";
import type { DispatchPlan } from "../reflexes/plan.ts";
import type { EngineSite } from "../schema.ts";
import type { Names } from "./compile.ts";

/** What the plan of a reflex is made from. */
interface Known {
  readonly names: Names;
  readonly ranges: readonly RangePlan[];
  readonly derived: readonly DerivedPlan[];
}

/** kW that one of the unit of a variable stands for; 1 where that is no power. */
function kilowattsOf(site: EngineSite, path: string): number {
  const unit = findUnit(site.variables[path]?.unit ?? site.points[path]?.unit ?? "");
  const kilowatt = findUnit("kW");
  return unit === undefined || kilowatt?.dimension !== unit.dimension ? 1 : convert(1, unit, kilowatt);
}

/** Plans a dispatch reflex: beside a mean of quarters it looks at the power that is the mean of. */
export function dispatchPlan(id: string, config: DispatchReflex, site: EngineSite, known: Known): DispatchPlan {
  const { names, ranges, derived } = known;
  const place = `charter.reflexes.${id}`;
  const input = names.variable(`${place}.input`, config.input);
  const order = derived.findIndex(({ variable, rule }) => variable === input && rule.kind === "quarter");
  const rule = derived[order]?.rule;
  const source = rule?.kind === "quarter" ? rule.source : input;
  const range = ranges.findIndex(({ variable }) => variable === source);
  const kilowatts = kilowattsOf(site, config.input);
  const { lo = Number.NEGATIVE_INFINITY, hi = Number.POSITIVE_INFINITY } = config.aim;
  return {
    kind: "dispatch",
    id,
    layer: config.layer,
    input,
    source,
    quarter: order < 0 ? undefined : order,
    range: order < 0 || range < 0 ? undefined : range,
    kilowatts,
    aim: { lo: lo * kilowatts, hi: hi * kilowatts },
    actuators: config.use.map((actuator) => names.actuator(place, actuator)),
    reserve: config.reserve?.soc,
    config,
  };
}
