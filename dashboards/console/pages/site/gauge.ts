import type { RangeEvent } from "../../../../core/wire/events.ts";

/** The agreed bounds a gauge is drawn from. */
export type Bounds = Pick<RangeEvent, "viableLow" | "viableHigh" | "healthyLow" | "healthyHigh" | "target">;

/** A stretch of a gauge, in parts of its height from below, 0 to 1. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A number beside a gauge: where it points, and where its text stands so that texts do not cover each other. */
export interface Mark {
  readonly kind: "viable" | "healthy" | "target";
  readonly value: number;
  readonly at: number;
  readonly text: number;
}

/** A linear gauge as it is drawn; everything in parts of its height from below. */
export interface Gauge {
  readonly healthy: Stretch;
  /** Beyond the viable bounds. */
  readonly outside: readonly Stretch[];
  readonly marks: readonly Mark[];
  /** Where the value stands, at an end when it is beyond the scale; undefined where there is none. */
  readonly pointer: number | undefined;
  /** The value is beyond the scale. */
  readonly beyond: boolean;
}

const room = 0.12;

/** A gauge of a value in its bounds; `gap` is the least distance between two texts. Undefined where there are no bounds. */
export function gaugeOf(bounds: Bounds, value: number | null, gap: number): Gauge | undefined {
  const scale = scaleOf(bounds, value);
  if (scale === undefined) return undefined;
  const at = (level: number): number => Math.min(1, Math.max(0, (level - scale.low) / (scale.high - scale.low)));
  const { viableLow, viableHigh, healthyLow, healthyHigh, target } = bounds;
  const known = [
    ["viable", viableHigh],
    ["healthy", healthyHigh],
    ["target", target],
    ["healthy", healthyLow],
    ["viable", viableLow],
  ] as const;
  const marks = known.flatMap(([kind, level]) => (level === null ? [] : [{ kind, value: level, at: at(level) }]));
  const outside = [
    ...(viableLow === null ? [] : [{ from: 0, to: at(viableLow) }]),
    ...(viableHigh === null ? [] : [{ from: at(viableHigh), to: 1 }]),
  ];
  return {
    healthy: {
      from: at(healthyLow ?? viableLow ?? scale.low),
      to: at(healthyHigh ?? viableHigh ?? scale.high),
    },
    outside,
    marks: spread(distinct(marks), gap),
    pointer: value === null ? undefined : at(value),
    beyond: value !== null && (value < scale.low || value > scale.high),
  };
}

/** The scale shows every bound with room around; a side without a bound reaches as far as the value does. */
function scaleOf(bounds: Bounds, value: number | null): { low: number; high: number } | undefined {
  const { viableLow, viableHigh, healthyLow, healthyHigh, target } = bounds;
  const levels = [viableLow, viableHigh, healthyLow, healthyHigh, target].filter((level) => level !== null);
  if (levels.length === 0) return undefined;
  if (value !== null && (viableLow === null || viableHigh === null)) levels.push(value);
  const low = Math.min(...levels);
  const high = Math.max(...levels);
  const width = high - low || Math.max(1, Math.abs(high));
  return { low: low - width * room, high: high + width * room };
}

/** Of marks at one place the first counts. */
function distinct<T extends { readonly value: number }>(marks: readonly T[]): readonly T[] {
  return marks.filter(({ value }, index) => marks.findIndex((other) => other.value === value) === index);
}

/** Moves texts apart, from the top down and then up again, so that no two are nearer than the gap. */
function spread(marks: readonly Omit<Mark, "text">[], gap: number): readonly Mark[] {
  const texts = marks.map(({ at }) => at);
  for (let index = 1; index < texts.length; index++)
    texts[index] = Math.min(texts[index] ?? 0, (texts[index - 1] ?? 1) - gap);
  let least = 0;
  for (let index = texts.length - 1; index >= 0; index--) {
    texts[index] = Math.max(texts[index] ?? 0, least);
    least = (texts[index] ?? 0) + gap;
  }
  return marks.map((mark, index) => ({ ...mark, text: texts[index] ?? mark.at }));
}
