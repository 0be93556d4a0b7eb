import type { EpochMs } from "../../../core/time.ts";
import type { RangeConfig } from "../../charter/schema.ts";
import { rejudge } from "../image/accept.ts";
import { F, num, setNum } from "../image/arena.ts";
import { type Engine, nextId, wake } from "../state.ts";
import { watchFall } from "./fall.ts";
import type { RangePlan, SeasonStart } from "./plan.ts";
import type { Bounds } from "./state.ts";

/** A walking target moves in steps of this length, and ranges are told again so often. */
export const rangePeriod = 300_000;

/** Sums of decimal fractions without their binary tail: -2.2 + 0.15 is -2.05. */
const tidy = (value: number) => Math.round(value * 1e9) / 1e9;

/** Index of the last season that has begun; -1 before the first. */
function currentSeason(seasons: readonly SeasonStart[], now: EpochMs): number {
  let low = 0;
  let high = seasons.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const start = seasons[middle];
    if (start !== undefined && start.at <= now) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The target at a moment: walking from the last season's to this one's, no faster than agreed. Null without a target. */
export function targetAt(config: RangeConfig, seasons: readonly SeasonStart[], now: EpochMs): number | null {
  const { target, season: walk } = config;
  if (target === undefined) return null;
  if (typeof target === "number") return target;
  const current = currentSeason(seasons, now);
  const begun = seasons[current];
  const goal = begun && target[begun.season];
  if (begun === undefined || goal === undefined) return null;
  const before = seasons[current - 1];
  const from = before && target[before.season];
  if (walk === undefined || from === undefined) return goal;
  const stepped = Math.floor((now - begun.at) / rangePeriod) * rangePeriod;
  const most = (walk.most * stepped) / walk.per;
  const distance = goal - from;
  return Math.abs(distance) <= most ? goal : tidy(from + (distance > 0 ? most : -most));
}

/** The bounds in force at a moment. Without a healthy band the viable range is the band. */
export function boundsAt(plan: Pick<RangePlan, "config" | "seasons">, now: EpochMs): Bounds {
  const { viable, healthy } = plan.config;
  const target = targetAt(plan.config, plan.seasons, now);
  const viableLow = viable.lo ?? null;
  const viableHigh = viable.hi ?? null;
  let healthyLow = viableLow;
  let healthyHigh = viableHigh;
  if (healthy?.form === "around" && target !== null) {
    healthyLow = tidy(target - healthy.below);
    healthyHigh = tidy(target + healthy.above);
  } else if (healthy?.form === "absolute") {
    healthyLow = healthy.lo ?? viableLow;
    healthyHigh = healthy.hi ?? viableHigh;
  }
  return { viableLow, viableHigh, healthyLow, healthyHigh, target };
}

function side(excess: number, room: number): number {
  // Where the band touches the viable bound there is no slope to fall along: the margin steps to below 0.
  return room > 0 ? 1 - excess / room : -excess;
}

/** 1 in the healthy band, falling linearly to 0 at the viable bound, negative outside; NaN for an unknown value. */
export function marginOf(value: number, bounds: Bounds): number {
  const { viableLow, viableHigh, healthyLow, healthyHigh } = bounds;
  if (Number.isNaN(value)) return Number.NaN;
  if (healthyHigh !== null && value > healthyHigh && viableHigh !== null) {
    return side(value - healthyHigh, viableHigh - healthyHigh);
  }
  if (healthyLow !== null && value < healthyLow && viableLow !== null) {
    return side(healthyLow - value, healthyLow - viableLow);
  }
  return 1;
}

/** The margin of a variable now, by its place among the agreed ranges; NaN where it has no range or no value. */
export function marginNow(engine: Engine, range: number | undefined): number {
  const plan = range === undefined ? undefined : engine.compiled.ranges[range];
  const bounds = range === undefined ? undefined : engine.bounds[range];
  if (plan === undefined || bounds === undefined) return Number.NaN;
  return marginOf(num(engine.arena, plan.variable, F.decided), bounds);
}

const same = (a: Bounds, b: Bounds) =>
  a.target === b.target &&
  a.viableLow === b.viableLow &&
  a.viableHigh === b.viableHigh &&
  a.healthyLow === b.healthyLow &&
  a.healthyHigh === b.healthyHigh;

function follow(engine: Engine, plan: RangePlan, bounds: Bounds): void {
  const { target } = bounds;
  if (plan.following.length === 0 || target === null) return;
  for (const { slot, fromTarget } of plan.following) {
    setNum(engine.arena, plan.variable, F.limit + slot, tidy(target + fromTarget));
  }
  rejudge(engine.arena, plan.variable);
}

/** Works out all ranges in force, moves the limits that follow a target, and tells of changes and every 5 min. */
export function updateRanges(engine: Engine): void {
  const { compiled, now } = engine;
  if (compiled.ranges.length === 0) return;
  const due = now - engine.rangesSentAt >= rangePeriod;
  for (const [index, plan] of compiled.ranges.entries()) {
    const bounds = boundsAt(plan, now);
    const before = engine.bounds[index];
    const changed = before === undefined || !same(before, bounds);
    engine.bounds[index] = bounds;
    if (changed) follow(engine, plan, bounds);
    if (plan.config.fall !== undefined) watchFall(engine, index, plan.config.fall);
    if (!changed && !due) continue;
    const [device = "", variable = ""] = (compiled.paths[plan.variable] ?? "").split("/");
    const version = compiled.ruleVersion;
    engine.out.ranges.push({ kind: "range", at: now, id: nextId(engine), device, variable, ...bounds, version });
  }
  if (due) engine.rangesSentAt = now;
  wake(engine, engine.rangesSentAt + rangePeriod);
}
