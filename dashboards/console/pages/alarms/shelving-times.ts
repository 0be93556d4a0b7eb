import type { DurationMs } from "../../../../core/time.ts";
import type { StandingAlarm } from "../../../../core/wire/alarm-digest.ts";

type Limits = Pick<StandingAlarm, "priority" | "longestShelving">;

const minute = 60_000;
const offered: readonly DurationMs[] = [15, 30, 60, 120, 240, 480].map((minutes) => minutes * minute);

/** The longest that an alarm may be shelved: as its site says, or as docs/alarm-philosophy.md does. */
export function longestShelvingOf({ priority, longestShelving }: Limits): DurationMs {
  if (longestShelving !== undefined) return longestShelving;
  return priority === "critical" ? 60 * minute : 480 * minute;
}

/** For how long a person may ask to shelve an alarm; nothing where its site does not allow it. */
export function shelvingTimes(alarm: Limits): readonly DurationMs[] {
  const longest = longestShelvingOf(alarm);
  const fit = offered.filter((length) => length <= longest);
  return fit.length === 0 && longest > 0 ? [longest] : fit;
}
