import type { EpochMs } from "../../core/time.ts";
import type { StandingAlarm } from "../../core/wire/alarm-digest.ts";
import type { AlarmEvent } from "../../core/wire/events.ts";
import type { TimelineEntry } from "../timeline.ts";
import { inWords } from "./why.ts";

/** A mark on a time axis. */
export interface Annotation {
  readonly kind: "alarm" | "decision" | "gap";
  readonly at: EpochMs;
  /** Null for a moment, and for an alarm that stands. */
  readonly until: EpochMs | null;
  readonly site: string;
  readonly subject: string;
  readonly priority: string | null;
  readonly words: string;
  /** Of an alarm what it was raised at, of a decision what was ordered. */
  readonly value: number | null;
  /** Of an alarm. */
  readonly limit: number | null;
  /** Of a decision and a gap, as its site told it. */
  readonly reason: string | null;
  /** Readings that a gap stands for. */
  readonly count: number | null;
}

/** An alarm that is not normal now. */
interface Standing {
  readonly site: string;
  readonly alarm: StandingAlarm;
}

/**
 * What happened, as marks: an alarm from its onset until its condition was gone, a gap from its start to its end. Alarms that
 * stand are marked from their onset, however long ago it was told.
 */
export function annotationsOf(
  happenings: readonly TimelineEntry[],
  standing: readonly Standing[] = [],
): readonly Annotation[] {
  const alarms = new Map<string, Annotation>();
  const marks: Annotation[] = [];
  for (const { site, event } of happenings) {
    if (event.kind === "alarm") markAlarm(alarms, site, event);
    else if (event.kind === "decision")
      marks.push({
        ...markOf(site, event.actuator),
        kind: "decision",
        at: event.at,
        until: null,
        words: inWords(event),
        value: event.value,
        reason: event.reason,
      });
    else if (event.kind === "gap") {
      const subject = `${event.device}/${event.variable}`;
      const { startAt: at, endAt: until, count, reason } = event;
      const words = `${count} readings: ${reason}`;
      marks.push({ ...markOf(site, subject), kind: "gap", at, until, words, count, reason });
    }
  }
  for (const one of standing) markStanding(alarms, one);
  return [...marks, ...alarms.values()].sort((a, b) => a.at - b.at || (a.subject < b.subject ? -1 : 1));
}

const markOf = (site: string, subject: string) => {
  return { site, subject, priority: null, value: null, limit: null, reason: null, count: null };
};

/** One mark for each time the condition held; it is over when the alarm returns, acknowledged or not. */
function markAlarm(alarms: Map<string, Annotation>, site: string, event: AlarmEvent): void {
  const key = `${site} ${event.key} ${event.onset}`;
  const known = alarms.get(key);
  const { key: subject, priority, onset: at } = event;
  const words = known?.words ?? inWords(event);
  const until = event.transition === "clear" ? event.at : (known?.until ?? null);
  // What it was raised at is told by its first transition.
  const { value, limit } = known ?? event;
  alarms.set(key, { ...markOf(site, subject), kind: "alarm", at, until, priority, words, value, limit });
}

/** That an alarm stands; its value is that of its last transition, so one that was told of when it rose goes before. */
function markStanding(alarms: Map<string, Annotation>, { site, alarm }: Standing): void {
  const { key: subject, priority, onset: at, value } = alarm;
  const key = `${site} ${subject} ${at}`;
  const words = `alarm ${subject} (${priority}) stands: ${alarm.state}`;
  const first = { ...markOf(site, subject), kind: "alarm", at, until: null, priority, value } as const;
  alarms.set(key, { ...(alarms.get(key) ?? first), words });
}
