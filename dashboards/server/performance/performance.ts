import type { DurationMs, EpochMs } from "../../../core/time.ts";
import { type Priority, priorities } from "../../../core/wire/alarm-words.ts";
import { episodes, isAnnounced, isOriginal, nameOf, type SiteAlarm, type SiteEvent, type Span } from "./episodes.ts";
import { type Counted, chatteringOf, countByAlarm, fleetingOf, type Stale, staleOf } from "./nuisance.ts";
import { type Rates, ratesOf } from "./rates.ts";
import {
  aimedSplit,
  type Bounds,
  bounds,
  type FigureName,
  type PerformanceSettings,
  splitTolerance,
} from "./settings.ts";

/** How a figure is against its bounds; null where nothing is known of it. */
export type Verdict = "acceptable" | "manageable" | "bad" | null;

/** One figure against its bounds. Shares are 0 to 1, times in ms. */
export interface Figure extends Bounds {
  readonly figure: FigureName;
  readonly value: number | null;
  readonly verdict: Verdict;
}

/** How long people took to acknowledge, ms; null where nobody did. */
export interface Acknowledging {
  readonly count: number;
  readonly median: DurationMs | null;
  readonly p95: DurationMs | null;
}

/** An alarm that is shelved now. */
export interface ShelvedNow {
  readonly site: string;
  readonly key: string;
  readonly by: string;
  readonly reason: string;
  readonly since: EpochMs;
  readonly until: EpochMs;
  readonly overTime: boolean;
}

/** How a system of alarms serves its operators (docs/alarm-philosophy.md, figures to aim at). */
export interface Performance extends Span {
  readonly settings: PerformanceSettings;
  readonly figures: readonly Figure[];
  readonly rates: Rates;
  readonly mostFrequent: readonly (Counted & { readonly share: number })[];
  readonly chattering: readonly Counted[];
  readonly fleeting: readonly Counted[];
  readonly stale: readonly Stale[];
  readonly standing: Readonly<Record<Priority, number>>;
  readonly shelved: readonly ShelvedNow[];
  readonly split: Readonly<Record<Priority, number>>;
  readonly splitVerdict: Verdict;
  readonly acknowledging: Acknowledging;
}

/** What the figures are worked out from: events of the time, oldest first, and what stands or is shelved at its end. */
export interface PerformanceInput {
  readonly events: readonly SiteEvent[];
  readonly alarms: readonly SiteAlarm[];
  readonly span: Span;
}

function verdictOf(value: number | null, { acceptable, most }: Bounds): Verdict {
  if (value === null) return null;
  if (value <= acceptable) return "acceptable";
  return value <= most ? "manageable" : "bad";
}

/** The value below which a share of them lies, of a sorted list. */
function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}

function acknowledgingOf(events: readonly SiteEvent[]): Acknowledging {
  const announced = new Map<string, EpochMs>();
  const taken: number[] = [];
  for (const { site, event } of events) {
    const name = nameOf(site, event.key);
    const since = announced.get(name);
    if (isAnnounced(event) && since === undefined) announced.set(name, event.at);
    if (event.transition === "acknowledge" && since !== undefined) taken.push(event.at - since);
    if (event.transition === "acknowledge" || event.transition === "shelve") announced.delete(name);
  }
  taken.sort((a, b) => a - b);
  return { count: taken.length, median: quantile(taken, 0.5), p95: quantile(taken, 0.95) };
}

function countPriorities(list: readonly Priority[]): Record<Priority, number> {
  const counted: Record<Priority, number> = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const priority of list) counted[priority] += 1;
  return counted;
}

function splitOf(list: readonly Priority[]): Record<Priority, number> {
  const counted = countPriorities(list);
  for (const priority of priorities) counted[priority] /= Math.max(1, list.length);
  return counted;
}

function splitVerdict({ low, medium, high, critical }: Record<Priority, number>, count: number): Verdict {
  if (count === 0) return null;
  const off = [low - aimedSplit.low, medium - aimedSplit.medium, high + critical - aimedSplit.high];
  return off.every((difference) => Math.abs(difference) <= splitTolerance) ? "acceptable" : "bad";
}

function shelvedNow(alarms: readonly SiteAlarm[], now: EpochMs): readonly ShelvedNow[] {
  return alarms.flatMap(({ site, alarm: { key, shelved } }) => {
    if (shelved === undefined) return [];
    const { by, reason, since, until } = shelved;
    return [{ site, key, by, reason, since, until, overTime: now > until }];
  });
}

function figuresOf(values: Readonly<Record<FigureName, number | null>>): readonly Figure[] {
  return (Object.keys(bounds) as FigureName[]).map((figure) => {
    const value = values[figure];
    return { figure, value, ...bounds[figure], verdict: verdictOf(value, bounds[figure]) };
  });
}

const mostListed = 10;

const sumOf = (shares: readonly { readonly share: number }[]) => shares.reduce((sum, { share }) => sum + share, 0);

/** The figures of a time. Source: ANSI/ISA-18.2-2016 clause 16.4 and IEC 62682:2014, as summarised publicly. */
export function performanceOf({ events, alarms, span }: PerformanceInput, settings: PerformanceSettings): Performance {
  const own = events.filter(({ site, event }) => isOriginal(site, event.variable));
  const standing = alarms.filter(({ site, alarm }) => isOriginal(site, alarm.variable));
  const announced = own.filter(({ event }) => isAnnounced(event));
  const rates = ratesOf(
    announced.map(({ event }) => event.at),
    span,
    settings,
  );
  const counted = countByAlarm(announced.map(({ site, event }) => ({ site, key: event.key })));
  const mostFrequent = counted.slice(0, mostListed).map((one) => ({ ...one, share: one.count / announced.length }));
  const held = episodes(own, standing, span);
  const chattering = chatteringOf(own, settings);
  const fleeting = fleetingOf(held, settings);
  const { stale, worstDay } = staleOf(held, span, settings);
  const shelved = shelvedNow(standing, span.to);
  const acknowledging = acknowledgingOf(own);
  const split = splitOf(announced.map(({ event }) => event.priority));
  const counts = { chattering: chattering.length, fleeting: fleeting.length, staleOnWorstDay: worstDay };
  const figures = figuresOf({
    ...rates,
    ...counts,
    // Of ten alarms or fewer, the ten most frequent are all there are: that tells nothing.
    shareOfTenMostFrequent: counted.length <= mostListed ? null : sumOf(mostFrequent),
    shelvedOverTime: shelved.filter(({ overTime }) => overTime).length,
    medianToAcknowledge: acknowledging.median,
  });
  const shown = standing.filter(({ alarm }) => alarm.state !== "normal");
  return {
    ...span,
    settings,
    figures,
    rates,
    mostFrequent,
    chattering,
    fleeting,
    stale,
    standing: countPriorities(shown.map(({ alarm }) => alarm.priority)),
    shelved,
    split,
    splitVerdict: splitVerdict(split, announced.length),
    acknowledging,
  };
}
