import type { EpochMs } from "../../../core/time.ts";
import type { StandingAlarm } from "../../../core/wire/alarm-digest.ts";
import type { AlarmEvent } from "../../../core/wire/events.ts";

/** An alarm's transition with the site it is of. */
export interface SiteEvent {
  readonly site: string;
  readonly event: AlarmEvent;
}

/** An alarm that stands now, or is shelved. */
export interface SiteAlarm {
  readonly site: string;
  readonly alarm: StandingAlarm;
}

/** A stretch of time. */
export interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** One stretch in which an alarm's condition held. */
export interface Episode extends Span {
  readonly site: string;
  readonly key: string;
  /** Whether it is over. */
  readonly ended: boolean;
}

/** What climbed to the region stands in its list too: it is counted at its site alone. */
export function isOriginal(site: string, variable: string): boolean {
  return site !== "-" || variable === "";
}

/** Whether a transition announced the alarm: it became unacknowledged, and nobody had shelved it. */
export function isAnnounced({ transition, to, shelved }: AlarmEvent): boolean {
  if (shelved !== undefined || to !== "unacknowledged") return false;
  return transition === "raise" || transition === "reRaise" || transition === "reAlarm" || transition === "unshelve";
}

/** Whether the condition began to hold, seen by anybody or not. */
export function isActivation({ transition }: AlarmEvent): boolean {
  return transition === "raise" || transition === "reRaise";
}

/** Which alarm, in all sites. */
export const nameOf = (site: string, key: string): string => `${site} ${key}`;

/** Every stretch in which an alarm's condition held, from the events of a time and what stands at its end. */
export function episodes(events: readonly SiteEvent[], standing: readonly SiteAlarm[], span: Span): readonly Episode[] {
  const found = new Map<string, Episode>();
  for (const { site, event } of events) {
    const { key, onset, at } = event;
    const name = `${nameOf(site, key)} ${onset}`;
    if (event.transition === "clear") found.set(name, { site, key, from: onset, to: at, ended: true });
    else if (isActivation(event)) found.set(name, { site, key, from: onset, to: span.to, ended: false });
  }
  for (const { site, alarm } of standing) {
    const isActive = alarm.state === "unacknowledged" || alarm.state === "acknowledged";
    const name = `${nameOf(site, alarm.key)} ${alarm.onset}`;
    if (!isActive || alarm.onset > span.to || found.has(name)) continue;
    found.set(name, { site, key: alarm.key, from: alarm.onset, to: span.to, ended: false });
  }
  return [...found.values()];
}
