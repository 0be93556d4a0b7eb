import type { EpochMs } from "../../../core/time.ts";
import { type Series, seriesAt } from "../series.ts";
import { type Car, carAt } from "./cars.ts";
import { isLowTariff, localTime } from "./clock.ts";
import { type Home, homeLoad, homesOf, measuredLoad, type Phases, usualHour } from "./homes.ts";

import { clearness, panelShare, sunAt } from "./sky.ts";

/** What was measured elsewhere and stands for the street's own; what is absent is drawn from the seed. */
export interface MeasuredStreet {
  /** kW of a home each; the homes of the street take them in turn. */
  readonly homeSeries?: readonly Series[];
  /** Share of what panels are rated for. */
  readonly sunSeries?: Series;
}

/** What does not change about the street. */
export interface StreetPlan extends MeasuredStreet {
  readonly seed: number;
  readonly homes: readonly Home[];
  /** Rated power of the panels on their own roofs, kW by phase. */
  readonly roofs: Phases;
  /** How many homes, from the first, have a meter that somebody listens to. */
  readonly metered: number;
}

/** What the homes use and the roofs give at one whole minute. kW. */
export interface Street {
  readonly minute: number;
  /** Share of what panels are rated for. */
  readonly sun: number;
  readonly load: Phases;
  /** What each home with a listened-to meter uses. */
  readonly metered: readonly number[];
  /** Who stands at the charger. */
  readonly car: Car | undefined;
  readonly lowTariff: boolean;
}

/** A street of so many homes. */
export function streetPlan(seed: number, count: number, series: MeasuredStreet = {}): StreetPlan {
  const homes = homesOf(seed, count);
  const on = (phase: number): number =>
    homes.reduce((sum, { panels, panelPhase }) => sum + (panelPhase === phase ? panels : 0), 0);
  return { seed, homes, roofs: [on(0), on(1), on(2)], metered: 2, ...series };
}

const minuteMs = 60_000;

/** The minute a moment lies in. */
export function minuteOf(at: EpochMs): number {
  return Math.floor(at / minuteMs);
}

/** The street at the beginning of a minute. */
export function streetAt(plan: StreetPlan, minute: number): Street {
  const at = minute * minuteMs;
  const local = localTime(at);
  const hour = usualHour(plan.seed, at, local);
  const load: [number, number, number] = [0, 0, 0];
  const metered: number[] = [];
  const { homeSeries = [], sunSeries } = plan;
  for (const home of plan.homes) {
    const series = homeSeries[home.index % homeSeries.length];
    const used =
      series === undefined ? homeLoad(plan.seed, home, hour) : measuredLoad(series, plan.seed, home, local.wall);
    for (let phase = 0; phase < 3; phase += 1) load[phase] = (load[phase] ?? 0) + used * (home.shares[phase] ?? 0);
    if (home.index < plan.metered) metered.push(used);
  }
  const sun =
    sunSeries === undefined
      ? panelShare(sunAt(at, local), clearness(plan.seed, at))
      : Math.min(1, Math.max(0, seriesAt(sunSeries, local.wall)));
  return { minute, sun, load, metered, car: carAt(plan.seed, local), lowTariff: isLowTariff(local) };
}

/** Two whole minutes, and a moment between them. */
export interface Between {
  readonly from: Street;
  readonly to: Street;
}

/** The two minutes around a moment, of which those known already are not worked out again. */
export function around(plan: StreetPlan, at: EpochMs, known?: Between): Between {
  const minute = minuteOf(at);
  if (known?.from.minute === minute) return known;
  const from = known?.to.minute === minute ? known.to : streetAt(plan, minute);
  return { from, to: streetAt(plan, minute + 1) };
}

/** How far a moment lies between its two minutes: 0 to 1. */
export function partOf({ from }: Between, at: EpochMs): number {
  return at / minuteMs - from.minute;
}

/** A value so far on the way from one to another. */
export function mixed(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}
