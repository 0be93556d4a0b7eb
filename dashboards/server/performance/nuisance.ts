import type { DurationMs, EpochMs } from "../../../core/time.ts";
import { type Episode, isActivation, nameOf, type SiteEvent, type Span } from "./episodes.ts";
import type { PerformanceSettings } from "./settings.ts";

const day = 86_400_000;

/** An alarm with how often something was so. */
export interface Counted {
  readonly site: string;
  readonly key: string;
  readonly count: number;
}

/** An alarm that has held for longer than a person needs to mend it. */
export interface Stale {
  readonly site: string;
  readonly key: string;
  readonly since: EpochMs;
  readonly length: DurationMs;
  readonly ended: boolean;
}

/** How often each alarm is in a list, the most frequent first. */
export function countByAlarm(list: readonly { readonly site: string; readonly key: string }[]): readonly Counted[] {
  const counted = new Map<string, Counted>();
  for (const { site, key } of list) {
    const count = (counted.get(nameOf(site, key))?.count ?? 0) + 1;
    counted.set(nameOf(site, key), { site, key, count });
  }
  return [...counted.values()].sort(
    (a, b) => b.count - a.count || (nameOf(a.site, a.key) < nameOf(b.site, b.key) ? -1 : 1),
  );
}

/** Alarms that came and went too fast in a row, with how often one more came in such a row. */
export function chatteringOf(
  events: readonly SiteEvent[],
  { chatterCount, chatterWithin }: PerformanceSettings,
): readonly Counted[] {
  const recent = new Map<string, readonly EpochMs[]>();
  const found: { site: string; key: string }[] = [];
  for (const { site, event } of events) {
    if (!isActivation(event)) continue;
    const name = nameOf(site, event.key);
    const times = [...(recent.get(name) ?? []), event.at].slice(-chatterCount);
    recent.set(name, times);
    if (times.length === chatterCount && event.at - (times[0] ?? 0) <= chatterWithin)
      found.push({ site, key: event.key });
  }
  return countByAlarm(found);
}

/** Alarms that were gone before anybody could act. */
export function fleetingOf(list: readonly Episode[], { fleetingBelow }: PerformanceSettings): readonly Counted[] {
  return countByAlarm(list.filter(({ from, to, ended }) => ended && to - from < fleetingBelow));
}

/** Alarms that held for too long, the longest first; and how many of them there were on the worst day. */
export function staleOf(
  list: readonly Episode[],
  span: Span,
  { staleAfter }: PerformanceSettings,
): { readonly stale: readonly Stale[]; readonly worstDay: number } {
  const long = list.filter(({ from, to }) => to - from > staleAfter);
  const days = new Array<number>(Math.max(1, Math.ceil((span.to - span.from) / day))).fill(0);
  for (const { from, to } of long) {
    for (const index of days.keys()) {
      const begin = span.from + index * day;
      if (from + staleAfter < begin + day && to > begin) days[index] = (days[index] ?? 0) + 1;
    }
  }
  const stale = long.map(({ site, key, from, to, ended }) => ({ site, key, since: from, length: to - from, ended }));
  return { stale: stale.sort((a, b) => b.length - a.length), worstDay: Math.max(...days) };
}
