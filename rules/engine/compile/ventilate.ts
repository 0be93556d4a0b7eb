import type { VentilateReflex } from "../../charter/reflex-schema.ts";
import type { DerivedPlan } from "../derive/plan.ts";
import type { RangePlan } from "../ranges/plan.ts";
import type { VentilatePlan } from "../reflexes/plan.ts";
import type { Names } from "./compile.ts";

/** What the plan of a reflex is made from. */
interface Known {
  readonly names: Names;
  readonly ranges: readonly RangePlan[];
  readonly derived: readonly DerivedPlan[];
}

/** Plans a ventilating reflex: dust inside and outside is measured by one range, its own or that of its mean. */
export function ventilatePlan(id: string, config: VentilateReflex, { names, ranges, derived }: Known): VentilatePlan {
  const place = `charter.reflexes.${id}`;
  const [path, air] = config.serve;
  const breath = names.variable(`${place}.serve.0`, path);
  const inside = names.variable(`${place}.serve.1.inside`, air.inside);
  const outside = names.variable(`${place}.serve.1.outside`, air.outside);
  const meansOf = (source: number) =>
    derived.flatMap(({ variable, rule }) => (rule.kind === "mean" && rule.source === source ? [variable] : []));
  const rangeAmong = (variables: readonly number[]) => {
    const found = variables.map((variable) => ranges.findIndex((range) => range.variable === variable));
    const range = found.find((index) => index >= 0);
    if (range === undefined) throw new Error(`${place}.serve: no range to keep it in`);
    return range;
  };
  const { layer, riseFrom, atLeast, prefer, whenInputBad } = config;
  const when = atLeast && names.condition(`${place}.atLeast.when`, atLeast.when);
  return {
    kind: "ventilate",
    id,
    layer,
    breath: { variable: breath, range: rangeAmong([breath]) },
    dust: { inside, outside, range: rangeAmong([outside, ...meansOf(outside), inside, ...meansOf(inside)]) },
    paths: { breath: path, ...air },
    riseFrom,
    inputs: [...new Set([breath, inside, outside, ...(when?.variables ?? [])])],
    actuators: config.actuators.map((actuator) => names.actuator(`${place}.actuators`, actuator)),
    recirculate: prefer === undefined ? undefined : names.actuator(`${place}.prefer`, prefer),
    atLeast: atLeast && when && { when, fan: atLeast.fan },
    whenInputBad,
  };
}
