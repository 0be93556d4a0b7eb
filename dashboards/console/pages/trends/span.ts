import type { DurationMs, EpochMs } from "../../../../core/time.ts";

/** Lengths of time that end now and move on with it. */
export const spans = {
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
  month: 30 * 86_400_000,
  year: 365 * 86_400_000,
} as const satisfies Record<string, DurationMs>;

/** Names a length of time. */
export type SpanName = keyof typeof spans;

/** Every length, the shortest first. */
export const spanNames = Object.keys(spans) as readonly SpanName[];

/** The time that is drawn, world time. */
export interface Window {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** What an address says of the time to draw. */
export interface WindowAsked {
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
  /** A length that ends now; an hour where nothing is said. */
  readonly last?: string | undefined;
}

const shortest: DurationMs = 10_000;

/** The length that moves on with time; undefined where the address names two moments. */
export function followed({ from, to, last }: WindowAsked): SpanName | undefined {
  if (from !== undefined && to !== undefined && from < to) return undefined;
  return spanNames.find((name) => name === last) ?? "hour";
}

/** The time that is drawn at this moment. */
export function windowOf(asked: WindowAsked, now: EpochMs): Window {
  const name = followed(asked);
  if (name === undefined) return { from: asked.from ?? 0, to: asked.to ?? now };
  // The address holds whole milliseconds.
  const to = Math.floor(now);
  return { from: to - spans[name], to };
}

/** The same length half of itself later (1) or earlier (-1); never beyond now. */
export function stepped({ from, to }: Window, direction: 1 | -1, now: EpochMs): Window {
  const length = to - from;
  const shift = Math.min(direction * Math.round(length / 2), Math.max(0, now - to));
  return { from: from + shift, to: to + shift };
}

/** The same middle, `factor` times as long; ends now at the latest. */
export function zoomed({ from, to }: Window, factor: number, now: EpochMs): Window {
  const length = Math.min(Math.max(shortest, (to - from) * factor), 10 * spans.year);
  const end = Math.min(Math.max(now, to), Math.round((from + to + length) / 2));
  return { from: Math.max(0, Math.round(end - length)), to: end };
}

/** The time between two moments of a chart that somebody marked; undefined where it is no more than a click. */
export function marked(one: EpochMs, other: EpochMs, drawn: Window): Window | undefined {
  const from = Math.round(Math.max(drawn.from, Math.min(one, other)));
  const to = Math.round(Math.min(drawn.to, Math.max(one, other)));
  return to - from < Math.min(shortest, (drawn.to - drawn.from) / 50) ? undefined : { from, to };
}
