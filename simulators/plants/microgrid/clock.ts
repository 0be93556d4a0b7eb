import type { EpochMs } from "../../../core/time.ts";
import { zoneOffset } from "../../../core/zone.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A moment by the clocks of the street. */
export interface LocalTime {
  /** What the clocks show, read as if it were UTC. */
  readonly wall: EpochMs;
  /** Days since the first of January 1970. */
  readonly day: number;
  /** Hours since midnight, 0 to 24. */
  readonly hour: number;
  readonly weekend: boolean;
  /** Shares of the year that have passed, near enough for the weather: 0 = New Year. */
  readonly year: number;
}

const offset = zoneOffset("Europe/Amsterdam");

/** Reads the clocks of the street. */
export function localTime(at: EpochMs): LocalTime {
  const wall = at + offset(at);
  const day = Math.floor(wall / dayMs);
  // The first of January 1970 was a Thursday.
  const weekday = (day + 3) % 7;
  const years = day / 365.2425;
  return { wall, day, hour: (wall - day * dayMs) / hourMs, weekend: weekday >= 5, year: years - Math.floor(years) };
}

/** Whether the low tariff holds: nights and weekends. */
export function isLowTariff({ hour, weekend }: Pick<LocalTime, "hour" | "weekend">): boolean {
  return weekend || hour < 7 || hour >= 23;
}
