import type { Problem } from "../../../core/config/check.ts";
import type { StagedReflex } from "../../../rules/charter/reflex-schema.ts";
import type { RangeConfig } from "../../../rules/charter/schema.ts";
import type { SiteCheck, Wiring } from "./wiring.ts";

export const at = (path: readonly string[], message: string, expected?: string): Problem => ({
  path,
  note: expected === undefined ? { message } : { message, expected },
});

const spans: SiteCheck = (wiring) =>
  [...wiring.variables.sound].flatMap(([name, { span, from }]): Problem[] => {
    const path = ["variables", name];
    const flat = from?.form === "current" && from.at4mA === from.at20mA;
    const problems = flat ? [at([...path, "from", "at20mA"], "4 mA and 20 mA stand for the same value")] : [];
    if (span === undefined || span.lo < span.hi) return problems;
    return [...problems, at([...path, "span", "lo"], `lo ${span.lo} is not below hi ${span.hi}`, "lo < hi")];
  });

/** The targets a range may aim at, with the path of each. */
export function targets(range: RangeConfig, path: readonly string[]): { path: readonly string[]; value: number }[] {
  if (range.target === undefined) return [];
  if (typeof range.target === "number") return [{ path: [...path, "target"], value: range.target }];
  return Object.entries(range.target).map(([season, value]) => ({ path: [...path, "target", season], value }));
}

function healthyProblems(range: RangeConfig, path: readonly string[]): Problem[] {
  const { lo = Number.NEGATIVE_INFINITY, hi = Number.POSITIVE_INFINITY } = range.viable;
  const { healthy } = range;
  if (healthy === undefined) return [];
  if (healthy.form === "absolute") {
    const { lo: low = lo, hi: high = hi } = healthy;
    const problems = low < high ? [] : [at([...path, "healthy"], `lo ${low} is not below hi ${high}`, "lo < hi")];
    const outside = low < lo || high > hi;
    return outside ? [...problems, at([...path, "healthy"], "the healthy band leaves the viable range")] : problems;
  }
  if (range.target === undefined) return [at([...path, "healthy"], "a band around the target needs a target")];
  const { below, above } = healthy;
  return targets(range, path)
    .filter(({ value }) => value - below < lo || value + above > hi)
    .map(({ path: where, value }) =>
      at(where, `with target ${value} the healthy band leaves the viable range`, `${lo} to ${hi}`),
    );
}

/** A limit on lowering a variable says something only where a target is, and a reflex that lowers it. */
function fallProblems(wiring: Wiring, name: string, range: RangeConfig, lowered: ReadonlySet<string>): Problem[] {
  if (range.fall === undefined) return [];
  const path = [...wiring.ranges.at, name, "fall"];
  if (range.target === undefined) return [at([...path, "below"], `\`${name}\` has no target`)];
  if (lowered.has(name) || wiring.reflexes.sound.size < wiring.reflexes.names.size) return [];
  return [{ ...at(path, `no staged reflex lowers \`${name}\`: nothing would be limited`), on: "key" }];
}

/** The variables that a staged reflex lowers. */
function loweredBy({ reflexes }: Wiring): ReadonlySet<string> {
  const staged = [...reflexes.sound.values()].filter((reflex) => reflex.kind === "staged");
  return new Set(staged.filter(({ effect }) => effect === "lowers").map(({ input }) => input));
}

const ranges: SiteCheck = (wiring) => {
  const lowered = loweredBy(wiring);
  return [...wiring.ranges.sound].flatMap(([name, range]) => {
    const path = [...wiring.ranges.at, name];
    const { lo, hi } = range.viable;
    const problems: Problem[] = [];
    if (lo !== undefined && hi !== undefined && lo >= hi) {
      return [at([...path, "viable", "lo"], `lo ${lo} is not below hi ${hi}`, "lo < hi")];
    }
    const span = wiring.spans.get(name);
    if (span !== undefined && lo !== undefined && lo <= span.lo) {
      const message = `the instrument reads from ${span.lo}: it cannot see this bound crossed`;
      problems.push(at([...path, "viable", "lo"], message, "a span that reaches past the viable range"));
    }
    if (span !== undefined && hi !== undefined && hi >= span.hi) {
      const message = `the instrument reads up to ${span.hi}: it cannot see this bound crossed`;
      problems.push(at([...path, "viable", "hi"], message, "a span that reaches past the viable range"));
    }
    return [...problems, ...healthyProblems(range, path), ...fallProblems(wiring, name, range, lowered)];
  });
};

const actuators: SiteCheck = (wiring) =>
  [...wiring.actuators.sound].flatMap(([name, actuator]): Problem[] => {
    if (actuator.form !== "speed" || actuator.speed.min < actuator.speed.max) return [];
    const { min, max } = actuator.speed;
    return [at(["actuators", name, "speed", "min"], `min ${min} % is not below max ${max} %`, "min < max")];
  });

function stageProblems(reflex: StagedReflex, path: readonly string[]): Problem[] {
  const lowers = reflex.effect === "lowers";
  const turned = reflex.stages.flatMap(({ start, stop }, index): Problem[] => {
    const sound = lowers ? stop < start : stop > start;
    const expected = lowers ? "stop < start, because it lowers the input" : "stop > start, because it raises the input";
    return sound
      ? []
      : [at([...path, "stages", String(index), "stop"], `stop ${stop} lies beyond start ${start}`, expected)];
  });
  const [first] = reflex.stages.slice(reflex.actuators.length);
  const message = `${reflex.stages.length} stages for ${reflex.actuators.length} actuators`;
  const surplus = first === undefined ? [] : [at([...path, "stages", String(reflex.actuators.length)], message)];
  const unsorted = reflex.speed.findIndex(
    ([distance], index) => distance <= (reflex.speed[index - 1]?.[0] ?? Number.NEGATIVE_INFINITY),
  );
  const expected = "distances that rise from point to point";
  const curve = unsorted < 0 ? [] : [at([...path, "speed", String(unsorted), "0"], "the curve turns back", expected)];
  return [...turned, ...surplus, ...curve];
}

const stages: SiteCheck = (wiring) =>
  [...wiring.reflexes.sound].flatMap(([name, reflex]) =>
    reflex.kind === "staged" ? stageProblems(reflex, [...wiring.reflexes.at, name]) : [],
  );

/** Lower bounds below upper ones, and nothing set where no instrument can see it. */
export const limitChecks: readonly SiteCheck[] = [spans, ranges, actuators, stages];
