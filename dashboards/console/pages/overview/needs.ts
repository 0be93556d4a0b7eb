import type { DurationMs, EpochMs } from "../../../../core/time.ts";
import type { StandingAlarm, StandingLock } from "../../../../core/wire/alarm-digest.ts";
import { type AlarmRow, alarmRows, concerns, isOwners, isUnacknowledged } from "../../live/alarms.ts";
import { type Override, overrideOf } from "../../live/modes.ts";
import { region, type Site } from "../../live/site.ts";

/** Unacknowledged alarms of one place, told by one of them. */
export interface AlarmNeed {
  /** The site it concerns. */
  readonly site: string;
  /** What came first, of those of the highest priority: what to look at for the cause. */
  readonly first: AlarmRow;
  /** How many more wait for an acknowledge there. */
  readonly more: number;
}

/** An order of a person that soon lapses. */
export interface OverrideNeed {
  readonly site: string;
  readonly actuator: string;
  readonly override: Override;
}

/** A lock that is on. */
export interface LockNeed {
  readonly site: string;
  readonly lock: StandingLock;
}

/** A shelved alarm that is soon announced again. */
export interface ShelfNeed {
  readonly site: string;
  readonly alarm: StandingAlarm;
  readonly until: EpochMs;
}

/** What needs a person now, most urgent first in each list. */
export interface Needs {
  readonly alarms: readonly AlarmNeed[];
  readonly silent: readonly string[];
  readonly overrides: readonly OverrideNeed[];
  readonly shelves: readonly ShelfNeed[];
  readonly locks: readonly LockNeed[];
}

/** An override or shelf that ends within this time is told of, ms of world time. */
export const soon: DurationMs = 600_000;

/** What needs a person now, of all sites and the region. */
export function needsOf(sites: readonly Site[], now: EpochMs, isSilent: (site: Site) => boolean): Needs {
  const own = sites.filter(({ site }) => site !== region);
  return {
    alarms: alarmNeeds(sites),
    silent: own.filter(isSilent).map(({ site }) => site),
    overrides: own.flatMap((site) => overrideNeeds(site, now)).sort((a, b) => a.override.until - b.override.until),
    shelves: sites.flatMap((site) => shelfNeeds(site, now)).sort((a, b) => a.until - b.until),
    locks: own.flatMap(({ site, locks }) => locks.map((lock) => ({ site, lock }))),
  };
}

/** How many things need a person. */
export function countOf({ alarms, silent, overrides, shelves, locks }: Needs): number {
  return alarms.length + silent.length + overrides.length + shelves.length + locks.length;
}

/**
 * Alarms by the place they concern. What is critical always has a line of its own; of the rest of a place the worst and oldest
 * speaks for all. What has climbed to the region is told at its site alone.
 */
function alarmNeeds(sites: readonly Site[]): readonly AlarmNeed[] {
  const rows = alarmRows(sites).filter((row) => isOwners(row) && isUnacknowledged(row.alarm) && isAnnounced(row.alarm));
  const needs: AlarmNeed[] = [];
  const grouped = new Map<string, AlarmRow[]>();
  for (const row of rows) {
    const site = row.site === region && row.alarm.device !== "" ? row.alarm.device : row.site;
    if (row.alarm.priority === "critical") needs.push({ site, first: row, more: 0 });
    else grouped.set(site, [...(grouped.get(site) ?? []), row]);
  }
  for (const [site, [first, ...others]] of grouped) {
    if (first !== undefined) needs.push({ site, first, more: others.length });
  }
  return needs;
}

const isAnnounced = ({ shelved }: StandingAlarm): boolean => shelved === undefined;

function overrideNeeds(site: Site, now: EpochMs): readonly OverrideNeed[] {
  return site.modes.flatMap(({ actuator }) => {
    const override = overrideOf(site, actuator);
    return override === undefined || override.until - now > soon ? [] : [{ site: site.site, actuator, override }];
  });
}

function shelfNeeds({ site, alarms }: Site, now: EpochMs): readonly ShelfNeed[] {
  return alarms.flatMap((alarm) => {
    const until = alarm.shelved?.until;
    return until === undefined || alarm.shelved?.oneShot === true || until - now > soon ? [] : [{ site, alarm, until }];
  });
}

/** Whether a site needs nobody: nothing of it stands among the needs, nor any alarm that is known of already. */
export function isCalm(site: Site, needs: Needs, regional: readonly AlarmRow[]): boolean {
  const named = [...needs.silent, ...[...needs.overrides, ...needs.locks, ...needs.shelves].map((need) => need.site)];
  return site.alarms.length === 0 && !named.includes(site.site) && !regional.some((row) => concerns(row, site.site));
}
