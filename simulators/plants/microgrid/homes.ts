import type { EpochMs } from "../../../core/time.ts";
import { hashed, hashedDrift } from "../exact.ts";
import { type Series, seriesAt } from "../series.ts";
import type { LocalTime } from "./clock.ts";
import { dayTemperature } from "./sky.ts";

/** Three phases: L1, L2, L3. */
export type Phases = readonly [number, number, number];

/** One household. */
export interface Home {
  readonly index: number;
  /** How its use is spread over the phases; adds up to 1. */
  readonly shares: Phases;
  /** Where its own panels feed in, if it has any. */
  readonly panelPhase: 0 | 1 | 2;
  /** Rated power of its own panels, kW. */
  readonly panels: number;
  /** How much it uses beside the usual home. */
  readonly size: number;
}

const onOne = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
] as const;
const onThree: Phases = [0.5, 0.3, 0.2];

/** The households of a street: each third has panels; the first is wired to three phases, all others to one. */
export function homesOf(seed: number, count: number): readonly Home[] {
  return Array.from({ length: count }, (_, index): Home => {
    const phase = (index % 3) as 0 | 1 | 2;
    return {
      index,
      shares: index === 0 ? onThree : onOne[phase],
      panelPhase: phase,
      // By streets of nine: three roofs of each phase in turn, so that the panels do not all hang on one.
      panels: Math.floor(index / 3) % 3 === index % 3 ? 4 : 0,
      size: 0.7 + 0.6 * hashed(seed, 41, index),
    };
  });
}

/** kW of the usual home by the hour; straight between two. */
const weekday = [
  0.45, 0.4, 0.38, 0.38, 0.4, 0.5, 0.9, 1.3, 1.1, 0.85, 0.8, 0.8, 0.9, 0.8, 0.75, 0.85, 1.2, 1.9, 2.4, 2.35, 2.1, 1.7,
  1.1, 0.65,
] as const;
const weekend = [
  0.55, 0.45, 0.4, 0.38, 0.38, 0.42, 0.55, 0.8, 1.15, 1.35, 1.3, 1.25, 1.35, 1.2, 1.1, 1.15, 1.4, 1.9, 2.2, 2.1, 1.9,
  1.6, 1.15, 0.75,
] as const;

function byHour(table: readonly number[], hour: number): number {
  const index = Math.floor(hour);
  const from = table[index % 24] ?? 0;
  const to = table[(index + 1) % 24] ?? 0;
  return from + (to - from) * (hour - index);
}

/** kW of a heat pump for each degree that a day is below 15; more in the morning and the evening. */
const heating = 0.027;
const applianceKw = 1.8;
const cell = 5 * 60_000;

/** What the households of a street have in common at a moment. */
export interface Hour {
  readonly at: EpochMs;
  readonly local: LocalTime;
  /** kW of the usual home. */
  readonly usual: number;
}

/** What the usual home uses at a moment: by hour, sort of day, season and cold. */
export function usualHour(seed: number, at: EpochMs, local: LocalTime): Hour {
  const cold = Math.max(0, 15 - dayTemperature(seed, local));
  const day = byHour(local.weekend ? weekend : weekday, local.hour);
  return { at, local, usual: day * 0.9 + cold * heating * (0.5 + 0.4 * day) };
}

/** kW one home uses: its share of the usual, drifting, and now and then an appliance for five minutes. */
export function homeLoad(seed: number, home: Home, { at, usual }: Hour): number {
  const drift = 0.75 + 0.5 * hashedDrift(seed, 100 + home.index, at / (15 * 60_000));
  const runs = hashed(seed, 400 + home.index, Math.floor(at / cell)) < 0.06 * usual;
  return usual * home.size * drift * 0.9 + (runs ? applianceKw : 0);
}

/** Days by which the homes that one measured home stands for may lie apart. */
const daysApart = 182;

/** kW one home uses when one measured home stands for all: each lives another of its days. `wall`: what the clocks show. */
export function measuredLoad(series: Series, seed: number, home: Home, wall: EpochMs): number {
  const away = Math.floor(hashed(seed, 42, home.index) * daysApart) * 86_400_000;
  return Math.max(0, seriesAt(series, wall + away)) * home.size;
}
