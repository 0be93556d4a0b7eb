import { signal } from "@preact/signals";
import type { AlarmRow } from "../../live/alarms.ts";

/** The events that were chosen to be acknowledged together: what has moved on since is no longer chosen. */
const chosen = signal<ReadonlySet<string>>(new Set());

const eventOf = ({ site, alarm }: AlarmRow): string => `${site} ${alarm.key} ${alarm.eventId}`;

/** Whether an alarm, as it stands now, was chosen. */
export function isChosen(row: AlarmRow): boolean {
  return chosen.value.has(eventOf(row));
}

/** Chooses some alarms, or no longer. */
export function choose(rows: readonly AlarmRow[], on: boolean): void {
  const events = new Set(chosen.value);
  for (const row of rows) {
    if (on) events.add(eventOf(row));
    else events.delete(eventOf(row));
  }
  chosen.value = events;
}
