import type { Section } from "../../core/config/section.ts";
import { components } from "../../core/graph.ts";
import { inputPaths } from "../../rules/engine/derive/inputs.ts";
import type { EnginePoint, VariableConfig } from "../../rules/engine/schema.ts";

/** What an instrument can read. */
export interface Band {
  readonly lo: number;
  readonly hi: number;
}

interface Measured {
  readonly variables: Section<VariableConfig>;
  readonly points: ReadonlyMap<string, EnginePoint>;
}

/** What is worked out so lies between the values it is worked out from. */
const between: ReadonlySet<string | undefined> = new Set(["meanOfQuarterHour", "mean", "maxOf"]);

/** The paths whose spans a variable has; undefined where its span is its own. */
function lenders({ span, from, sources }: Partial<VariableConfig>): readonly string[] | undefined {
  if (span !== undefined || from?.form === "current") return undefined;
  return between.has(from?.form) ? inputPaths({ from }) : sources?.order;
}

function ownSpan({ variables, points }: Measured, path: string): Band | undefined {
  const { span, from } = variables.sound.get(path) ?? {};
  if (span !== undefined) return span.lo < span.hi ? span : undefined;
  if (from?.form !== "current") return points.get(path)?.span;
  return { lo: Math.min(from.at4mA, from.at20mA), hi: Math.max(from.at4mA, from.at20mA) };
}

/** The widest band that all have in common; undefined where there are none. */
function common(bands: readonly (Band | undefined)[]): Band | undefined {
  let shared: Band | undefined;
  for (const band of bands) {
    if (band === undefined) continue;
    shared = shared === undefined ? band : { lo: Math.max(shared.lo, band.lo), hi: Math.min(shared.hi, band.hi) };
  }
  return shared;
}

/** What the instruments behind each variable can read: its own span, or the widest common one of its sources. */
export function spansOf(measured: Measured): ReadonlyMap<string, Band> {
  const { sound } = measured.variables;
  const spans = new Map<string, Band>();
  const lendersOf = (path: string) => lenders(sound.get(path) ?? {});
  for (const members of components([...sound.keys(), ...measured.points.keys()], (path) => lendersOf(path) ?? [])) {
    const bands = members.flatMap((path) => {
      const lent = lendersOf(path);
      return lent === undefined ? [ownSpan(measured, path)] : lent.map((source) => spans.get(source));
    });
    const span = common(bands);
    if (span !== undefined) for (const path of members) spans.set(path, span);
  }
  return spans;
}
