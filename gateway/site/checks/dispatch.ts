import type { Problem } from "../../../core/config/check.ts";
import { findUnit } from "../../../core/units.ts";
import type { DispatchReflex } from "../../../rules/charter/reflex-schema.ts";
import { listProblems, pathProblems } from "./names.ts";
import { unitOf } from "./units.ts";
import type { SiteCheck, Wiring } from "./wiring.ts";

type Path = readonly string[];

const at = (path: Path, message: string, expected: string): Problem => ({ path, note: { message, expected } });

function useProblems(wiring: Wiring, path: Path, { use }: DispatchReflex): Problem[] {
  const foreign = use.flatMap((id, index): Problem[] => {
    const form = wiring.actuators.sound.get(id)?.form;
    if (form === undefined || form === "power" || form === "current") return [];
    return [at([...path, String(index)], `\`${id}\` has no setpoint`, "an actuator with `power` or `current`")];
  });
  return [...listProblems({ path, names: use, what: "actuator", known: wiring.actuators.names }), ...foreign];
}

function inputProblems(wiring: Wiring, path: Path, { input }: DispatchReflex): Problem[] {
  const unit = unitOf(wiring, input);
  const power = unit === undefined || findUnit(unit)?.dimension === "power";
  const wrong = power ? [] : [at(path, `\`${input}\` is in ${unit}`, "a power, or the mean of its clock quarter")];
  return [...pathProblems(wiring, path, input), ...wrong];
}

/** The aim is the right way round, and inside what was agreed for its input. */
function aimProblems(wiring: Wiring, path: Path, { input, aim }: DispatchReflex): Problem[] {
  const { lo, hi } = aim;
  if (lo !== undefined && hi !== undefined && lo > hi)
    return [at([...path, "lo"], `lo ${lo} is above hi ${hi}`, "lo <= hi")];
  const viable = wiring.ranges.sound.get(input)?.viable;
  const problems: Problem[] = [];
  if (lo !== undefined && viable?.lo !== undefined && lo < viable.lo) {
    problems.push(at([...path, "lo"], `${lo} is outside the viable range of \`${input}\``, `at least ${viable.lo}`));
  }
  if (hi !== undefined && viable?.hi !== undefined && hi > viable.hi) {
    problems.push(at([...path, "hi"], `${hi} is outside the viable range of \`${input}\``, `at most ${viable.hi}`));
  }
  return problems;
}

/** A reserve is kept by batteries that say how full they are, between their limits. */
function reserveProblems(wiring: Wiring, path: Path, { use, reserve }: DispatchReflex): Problem[] {
  if (reserve === undefined) return [];
  const actuators = use.map((id) => wiring.actuators.sound.get(id));
  const limits = actuators.flatMap((actuator) => (actuator?.form === "power" ? (actuator.limits.soc ?? []) : []));
  if (limits.length === 0 && actuators.every((actuator) => actuator !== undefined)) {
    return [at(path, "nothing it uses says how full it is", "a battery with `limits: { soc: … }` in `use`")];
  }
  const narrow = limits.find(({ lo, hi }) => lo < hi && (reserve.soc < lo || reserve.soc >= hi));
  return narrow === undefined
    ? []
    : [at(path, `${reserve.soc} % is beyond the battery's limits`, `${narrow.lo} to ${narrow.hi} %`)];
}

/** A dispatch reflex has a power to keep, an aim it may have, and means that it can move. */
export const dispatchChecks: readonly SiteCheck[] = [
  (wiring) =>
    [...wiring.reflexes.sound].flatMap(([name, reflex]) => {
      if (reflex.kind !== "dispatch") return [];
      const path = [...wiring.reflexes.at, name];
      return [
        ...inputProblems(wiring, [...path, "input"], reflex),
        ...aimProblems(wiring, [...path, "aim"], reflex),
        ...useProblems(wiring, [...path, "use"], reflex),
        ...reserveProblems(wiring, [...path, "reserve", "soc"], reflex),
      ];
    }),
];
