import { hashed } from "../exact.ts";
import type { Home, Phases } from "./homes.ts";
import { type Between, mixed, type StreetPlan } from "./street.ts";

/** What one household's own meter has counted, and what it measures now. */
export interface HomeMeter {
  /** kW by phase; taken from the grid is positive. */
  readonly power: Phases;
  /** kWh by tariff: low, normal. The phases are added up before it is counted. */
  readonly imported: readonly [low: number, normal: number];
  readonly exported: readonly [low: number, normal: number];
}

/** A meter that has hung there for years. */
export function newMeter({ index, panels }: Home): HomeMeter {
  const years = 1 + 6 * hashed(7, 71, index);
  const sun = panels > 0 ? years * 1_700 : 0;
  return {
    power: [0, 0, 0],
    imported: [years * 1_400, years * 2_100],
    exported: [sun * 0.4, sun * 0.6],
  };
}

/** The step that is counted. */
export interface Counted {
  readonly plan: StreetPlan;
  readonly between: Between;
  /** How far the step lies between the two minutes. */
  readonly part: number;
  /** Share of what panels are rated for. */
  readonly sun: number;
  readonly mains: boolean;
  readonly hours: number;
}

const none: Phases = [0, 0, 0];

function powerOf(home: Home, used: number, sun: number): Phases {
  const { shares, panels, panelPhase } = home;
  const given = panels * sun;
  return [
    used * shares[0] - (panelPhase === 0 ? given : 0),
    used * shares[1] - (panelPhase === 1 ? given : 0),
    used * shares[2] - (panelPhase === 2 ? given : 0),
  ];
}

function added(
  counter: readonly [number, number],
  isLow: boolean,
  amount: number,
): readonly [low: number, normal: number] {
  if (amount <= 0) return counter;
  return isLow ? [counter[0] + amount, counter[1]] : [counter[0], counter[1] + amount];
}

/** Counts a step on every listened-to meter. */
export function addTo(meters: readonly HomeMeter[], step: Counted): readonly HomeMeter[] {
  const counted: HomeMeter[] = [];
  for (const [index, meter] of meters.entries()) counted.push(next(meter, index, step));
  return counted;
}

function next(meter: HomeMeter, index: number, { plan, between, part, sun, mains, hours }: Counted): HomeMeter {
  const home = plan.homes[index];
  if (home === undefined || !mains) return { power: none, imported: meter.imported, exported: meter.exported };
  const { from, to } = between;
  const power = powerOf(home, mixed(from.metered[index] ?? 0, to.metered[index] ?? 0, part), sun);
  const net = (power[0] + power[1] + power[2]) * hours;
  return {
    power,
    imported: added(meter.imported, from.lowTariff, net),
    exported: added(meter.exported, from.lowTariff, -net),
  };
}
