import type { StandingAlarm } from "../../../core/wire/alarm-digest.ts";
import { region, type Site } from "./site.ts";

/** A standing alarm and where it stands. */
export interface AlarmRow {
  readonly site: string;
  readonly alarm: StandingAlarm;
}

const rank = { critical: 0, high: 1, medium: 2, low: 3 } as const;

/** Whether an operator has still to acknowledge it. */
export function isUnacknowledged({ state }: Pick<StandingAlarm, "state">): boolean {
  return state === "unacknowledged" || state === "rtnUnacknowledged" || state === "latchedUnacknowledged";
}

/** The standing alarms of some sites, worst and oldest first. */
export function alarmRows(sites: readonly Site[]): readonly AlarmRow[] {
  return sites
    .flatMap(({ site, alarms }) => alarms.map((alarm) => ({ site, alarm })))
    .sort((a, b) => rank[a.alarm.priority] - rank[b.alarm.priority] || a.alarm.onset - b.alarm.onset);
}

/** Whether an alarm concerns a site: it is its own, or has climbed from it, or the region noticed it of the site. */
export function concerns({ site, alarm }: AlarmRow, wanted: string): boolean {
  return site === wanted || (site === region && alarm.device === wanted);
}

/** Whether an alarm is acknowledged where it stands: what has climbed, at its site; what the region noticed, at the region. */
export function isOwners({ site, alarm }: AlarmRow): boolean {
  return site !== region || alarm.variable === "";
}

/** Alarms, each once: one that has climbed is told of at its site, unless the site no longer tells of it. */
export interface Once {
  readonly rows: readonly AlarmRow[];
  /** Names (`site/key`) of alarms that stand at the region too. */
  readonly climbed: ReadonlySet<string>;
}

/** A name for an alarm among all sites. */
export function nameOf({ site, alarm }: AlarmRow): string {
  return `${site}/${alarm.key}`;
}

/** Rows without the region's accounts of what stands at a site; such an account counts where no site tells of it. */
export function onceEach(rows: readonly AlarmRow[]): Once {
  const own = rows.filter(isOwners);
  const known = new Map(own.map((row) => [`${row.site}.${row.alarm.key}`, nameOf(row)]));
  const copies = rows.filter((row) => !isOwners(row));
  const climbed = copies.flatMap(({ alarm }) => known.get(alarm.key) ?? []);
  return { rows: [...own, ...copies.filter(({ alarm }) => !known.has(alarm.key))], climbed: new Set(climbed) };
}

/** Whether somebody has still to acknowledge it, counted once: not where it has climbed to, and not while it is shelved. */
export function isWaiting(row: AlarmRow): boolean {
  return row.alarm.shelved === undefined && isOwners(row) && isUnacknowledged(row.alarm);
}
