import type { EpochMs } from "../../../core/time.ts";
import { zoneOffset } from "../../../core/zone.ts";

/** What the clock on the school's wall and its calendar show. */
export interface LocalTime {
  /** 0 = Sunday. */
  readonly weekday: number;
  /** Minutes after midnight, with fractions. */
  readonly minute: number;
  /** Month x 100 + day. */
  readonly date: number;
}

const offset = zoneOffset("Europe/Amsterdam");

/** The school's local time. */
export function localTime(at: EpochMs): LocalTime {
  const local = at + offset(at);
  const day = new Date(local);
  return {
    weekday: day.getUTCDay(),
    minute: (local / 60_000) % 1440,
    date: (day.getUTCMonth() + 1) * 100 + day.getUTCDate(),
  };
}

/** Monday to Friday. */
export function isWorkday({ weekday }: LocalTime): boolean {
  return weekday >= 1 && weekday <= 5;
}
