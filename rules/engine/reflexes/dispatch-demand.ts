import { quarterLength, quarterSoFar } from "../derive/quarter.ts";
import { F, num } from "../image/arena.ts";
import type { Engine } from "../state.ts";
import type { DispatchPlan } from "./plan.ts";

/** What a dispatch reflex must bring about now, kW: taken from the grid is positive. */
export interface Demand {
  /** What is taken now. */
  readonly power: number;
  readonly lo: number;
  readonly hi: number;
  /** Up to here there is room to charge what is kept in reserve. */
  readonly room: number;
  readonly words: string;
}

/** Share of the aim that is kept free, since nothing follows at once. */
const margin = 0.01;
/** Share of the aim between where charging ends and where help begins, so that the one does not call the other. */
const gap = 0.05;
/** What is left of a quarter counts as this long at least, ms: the last seconds cannot mend it. */
const leastLeft = 60_000;

const shown = (value: number) => String(Math.round(value * 10) / 10);

/** What may be taken for the rest of the quarter, so that its mean ends at `aim`, kW. */
function allowance(aim: number, mean: number, gone: number): number {
  return aim + ((aim - mean) * gone) / Math.max(quarterLength - gone, leastLeft);
}

interface Band {
  readonly lo: number;
  readonly hi: number;
}

/** What the connection itself may carry: the range of the power, where one is agreed; otherwise never more than the aim. */
function bounds(engine: Engine, plan: DispatchPlan, aim: Band): Band {
  const held = plan.range === undefined ? undefined : engine.bounds[plan.range];
  const lo = held?.healthyLow ?? held?.viableLow;
  const hi = held?.healthyHigh ?? held?.viableHigh;
  return {
    lo: lo == null ? aim.lo : lo * plan.kilowatts,
    hi: hi == null ? aim.hi : hi * plan.kilowatts,
  };
}

/** The aim with its margin; an aim that is one point has none. */
function aimOf({ aim }: DispatchPlan): Band & { readonly scale: number } {
  const ends = [aim.lo, aim.hi].filter(Number.isFinite).map(Math.abs);
  const scale = aim.lo === aim.hi ? 0 : Math.max(...ends);
  return { lo: aim.lo + margin * scale, hi: aim.hi - margin * scale, scale };
}

/** What the input asks for now; undefined while it cannot be known. */
export function demandOf(engine: Engine, plan: DispatchPlan): Demand | undefined {
  const power = num(engine.arena, plan.source, F.decided) * plan.kilowatts;
  if (Number.isNaN(power)) return undefined;
  const aim = aimOf(plan);
  const room = aim.hi - gap * aim.scale;
  const { quarter } = plan;
  if (quarter === undefined) return { power, ...aim, room, words: `${shown(power)} kW, aim ${words(plan.aim)}` };
  const { mean, gone } = quarterSoFar(engine.derived[quarter]?.quarter ?? null, engine.now);
  const held = Number.isNaN(mean) ? power : mean * plan.kilowatts;
  const limit = bounds(engine, plan, aim);
  const hi = Math.min(limit.hi, Math.max(allowance(aim.hi, held, gone), aim.lo));
  const lo = Math.max(limit.lo, Math.min(allowance(aim.lo, held, gone), aim.hi));
  const told = `${shown(power)} kW, mean of the quarter so far ${shown(held)}, ${words({ lo, hi })} for the rest of it`;
  return { power, lo, hi, room: Math.min(room, hi), words: told };
}

function words({ lo, hi }: Band): string {
  if (lo === hi) return `${shown(hi)} kW`;
  if (!Number.isFinite(lo)) return `at most ${shown(hi)} kW`;
  return Number.isFinite(hi) ? `${shown(lo)} to ${shown(hi)} kW` : `at least ${shown(lo)} kW`;
}
