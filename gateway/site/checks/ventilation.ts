import type { Problem } from "../../../core/config/check.ts";
import { groupBy } from "../../../core/group-by.ts";
import type { VentilateReflex } from "../../../rules/charter/reflex-schema.ts";
import { dangling, pathProblems } from "./names.ts";
import { unitOf } from "./units.ts";
import type { SiteCheck, Wiring } from "./wiring.ts";

type Path = readonly string[];

/** The variables that are a sliding mean of one, by that one. */
type Means = ReadonlyMap<string, readonly string[]>;

function meansOf({ variables }: Wiring): Means {
  const means = [...variables.sound].flatMap(([name, { from }]) =>
    from?.form === "mean" ? [{ name, source: from.mean }] : [],
  );
  const bySource = groupBy(means, ({ source }) => source);
  return new Map([...bySource].map(([source, made]) => [source, made.map(({ name }) => name)]));
}

function rangeProblems(wiring: Wiring, path: Path, served: string, measures: readonly string[]): Problem[] {
  if (measures.some((name) => wiring.ranges.names.has(name))) return [];
  const hint = "margins are compared, and a margin is measured in a range";
  return [{ path, note: { message: `\`${served}\` has no range to keep it in`, hint } }];
}

interface Known {
  readonly wiring: Wiring;
  readonly means: Means;
}

function serveProblems({ wiring, means }: Known, at: Path, serve: VentilateReflex["serve"]): Problem[] {
  const [breath, { inside, outside }] = serve;
  const air = [...at, "1"];
  const unknown = [
    ...pathProblems(wiring, [...at, "0"], breath),
    ...pathProblems(wiring, [...air, "inside"], inside),
    ...pathProblems(wiring, [...air, "outside"], outside),
  ];
  if (unknown.length > 0) return unknown;
  const units = [inside, outside].map((path) => unitOf(wiring, path));
  const message = `\`${inside}\` is in ${units[0]}, \`${outside}\` in ${units[1]}`;
  const mixed = units[0] === units[1] ? [] : [{ path: [...air, "inside"], note: { message, expected: "one unit" } }];
  const measures = [outside, inside].flatMap((path) => [path, ...(means.get(path) ?? [])]);
  return [
    ...rangeProblems(wiring, [...at, "0"], breath, [breath]),
    ...rangeProblems(wiring, [...air, "outside"], outside, measures),
    ...mixed,
  ];
}

/** The fan begins to rise inside the healthy band. */
function riseProblems(wiring: Wiring, at: Path, { serve: [breath], riseFrom }: VentilateReflex): Problem[] {
  const range = wiring.ranges.sound.get(breath);
  if (riseFrom === undefined || range === undefined) return [];
  const { healthy } = range;
  const hi = healthy !== undefined && "hi" in healthy ? healthy.hi : undefined;
  if (hi !== undefined && riseFrom < hi) return [];
  const expected = hi === undefined ? `a range of \`${breath}\` with \`healthy.hi\`` : `below \`healthy.hi\`, ${hi}`;
  return [
    { path: [...at, "riseFrom"], note: { message: `the fan cannot rise from ${riseFrom} to its highest`, expected } },
  ];
}

/** Its actuators are fans whose speed is set, and the one contact that it prefers. */
function actuatorProblems(wiring: Wiring, at: Path, { actuators, prefer }: VentilateReflex): Problem[] {
  const problems = actuators.flatMap((id, index): Problem[] => {
    const form = wiring.actuators.sound.get(id)?.form;
    if (form === undefined || form === "speed" || (id === prefer && form === "output")) return [];
    const note = { message: `\`${id}\` has no speed`, expected: "fans, and what `prefer` names" };
    return [{ path: [...at, "actuators", String(index)], note }];
  });
  if (prefer === undefined) return problems;
  if (!actuators.includes(prefer)) {
    return [...problems, dangling([...at, "prefer"], prefer, "actuator of this reflex", actuators)];
  }
  const form = wiring.actuators.sound.get(prefer)?.form;
  if (form === undefined || form === "output") return problems;
  const note = { message: `\`${prefer}\` is not a contact`, expected: "an actuator with `output`" };
  return [...problems, { path: [...at, "prefer"], note }];
}

/** Outside air comes by a fan. */
function fanProblems(wiring: Wiring, at: Path, { actuators }: VentilateReflex): Problem[] {
  const unheard = actuators.some((id) => !wiring.actuators.sound.has(id));
  if (unheard || actuators.some((id) => wiring.actuators.sound.get(id)?.form === "speed")) return [];
  const note = { message: "none of these brings outside air", expected: "at least one actuator with `speed`" };
  return [{ path: [...at, "actuators"], note }];
}

/** The least speed it asks for is one that its fans can run at. */
function leastProblems(wiring: Wiring, at: Path, { actuators, atLeast }: VentilateReflex): Problem[] {
  if (atLeast === undefined) return [];
  return actuators.flatMap((id): Problem[] => {
    const actuator = wiring.actuators.sound.get(id);
    if (actuator?.form !== "speed" || atLeast.fan >= actuator.speed.min) return [];
    const message = `${atLeast.fan} % is below the least speed of \`${id}\``;
    return [{ path: [...at, "atLeast", "fan"], note: { message, expected: `at least ${actuator.speed.min} %` } }];
  });
}

/** A ventilating reflex serves what has ranges, with actuators that can. */
export const ventilationChecks: readonly SiteCheck[] = [
  (wiring) => {
    const means = meansOf(wiring);
    return [...wiring.reflexes.sound].flatMap(([name, reflex]) => {
      if (reflex.kind !== "ventilate") return [];
      const at = [...wiring.reflexes.at, name];
      return [
        ...serveProblems({ wiring, means }, [...at, "serve"], reflex.serve),
        ...riseProblems(wiring, at, reflex),
        ...actuatorProblems(wiring, at, reflex),
        ...fanProblems(wiring, at, reflex),
        ...leastProblems(wiring, at, reflex),
      ];
    });
  },
];
