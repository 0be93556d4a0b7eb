import { formatDuration } from "../../../core/time.ts";
import type { RangeConfig } from "../../charter/schema.ts";
import { F, num } from "../image/arena.ts";
import { type Engine, wake } from "../state.ts";
import type { FallState } from "./state.ts";

type Fall = NonNullable<RangeConfig["fall"]>;

/** The window is remembered in so many parts; its oldest part counts until it is over as a whole. */
const parts = 24;
/** Limited once, it must rise by this share of the agreed fall before it may be lowered again. */
const letGo = 0.1;

/** Sums of decimal fractions without their binary tail. */
const tidy = (value: number) => Math.round(value * 1e9) / 1e9;

function remember(state: FallState, fall: Fall, value: number, now: number): void {
  const size = fall.per / parts;
  const from = Math.floor(now / size) * size;
  const kept = state.peaks.filter((peak) => peak.from + size > now - fall.per);
  const newest = kept.at(-1);
  if (newest === undefined || newest.from < from) state.peaks = [...kept, { from, max: value }];
  else if (kept.length < state.peaks.length || value > newest.max)
    state.peaks = [...kept.slice(0, -1), { from: newest.from, max: Math.max(newest.max, value) }];
}

/**
 * Remembers how high a variable stood of late, and notices when it has been lowered as far as agreed. Only what lies below
 * the target counts. A bad value changes nothing.
 */
export function watchFall(engine: Engine, range: number, fall: Fall): void {
  const plan = engine.compiled.ranges[range];
  const state = engine.falls[range];
  const target = engine.bounds[range]?.target ?? null;
  if (plan === undefined || state === undefined || target === null) return;
  const value = num(engine.arena, plan.variable, F.decided);
  if (Number.isNaN(value)) return;
  remember(state, fall, value, engine.now);
  const floor = fallFloor(state, fall, target);
  const room = tidy(value - floor);
  if (room <= 0) state.limited = true;
  else if (room >= tidy(fall.most * letGo)) state.limited = false;
  const oldest = state.peaks[0];
  if (state.limited && oldest !== undefined) wake(engine, oldest.from + fall.per / parts + fall.per);
}

/** The lowest value that the agreement allows now. */
function fallFloor({ peaks }: FallState, { most }: Fall, target: number): number {
  const highest = peaks.reduce((max, peak) => Math.max(max, peak.max), Number.NEGATIVE_INFINITY);
  return Math.min(highest, target) - most;
}

/** Whether the variable of a range may not be lowered further now, and why. */
export function fallLimit(engine: Engine, range: number | undefined): string | undefined {
  const fall = range === undefined ? undefined : engine.compiled.ranges[range]?.config.fall;
  const state = range === undefined ? undefined : engine.falls[range];
  if (fall === undefined || state?.limited !== true) return undefined;
  return `lowered by ${fall.most} in ${formatDuration(fall.per)} below its target, as far as agreed`;
}
