import type { DurationMs, EpochMs } from "../../../core/time.ts";

const hour: DurationMs = 3_600_000;

/**
 * A time of a telegram, `YYMMDDhhmmssX`: X is S for summer time (UTC+2) or W for winter time (UTC+1), so the doubled hour of
 * October is told apart. Without X (DSMR 2.2 and 3.0) it is read by the summer time rule of the European Union, the doubled
 * hour as winter. Undefined when there is no such time: meters send some for readings that they do not have.
 * Source: DSMR P1 companion standard 5.0.2, chapter 6 (TST); Directive 2000/84/EC, articles 2 and 3.
 */
export function telegramTime(text: string | undefined): EpochMs | undefined {
  const match = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})([SW]?)$/.exec(text ?? "");
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = (match ?? []).slice(1, 7).map(Number);
  if (match === null || hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const local = Date.UTC(2000 + year, month - 1, day, hours, minutes, seconds);
  // A day that does not exist rolls over into another month.
  if (month < 1 || month > 12 || day < 1 || new Date(local).getUTCMonth() !== month - 1) return undefined;
  const summer = match[7] === "" ? isSummer(local - hour) : match[7] === "S";
  return local - (summer ? 2 : 1) * hour;
}

function isSummer(at: EpochMs): boolean {
  const year = new Date(at).getUTCFullYear();
  return at >= lastSunday(year, 2) + hour && at < lastSunday(year, 9) + hour;
}

/** The midnight, UTC, at which the last Sunday of a month of 31 days begins. */
function lastSunday(year: number, month: number): EpochMs {
  const last = Date.UTC(year, month, 31);
  return last - new Date(last).getUTCDay() * 24 * hour;
}

/** What a telegram takes at most from its time to its end: DSMR 2.2 to 4.2 send within the 10 s until the next. */
const longestUnderway: DurationMs = 10_000;

/**
 * When a telegram was measured: the time it says itself where that lies 0 to 10 s before its receipt and after the telegram
 * before; otherwise the time of receipt, since a meter whose clock is further off says less than our own. `last` is the time
 * given to the telegram before.
 */
export function telegramMoment(said: EpochMs | undefined, received: EpochMs, last: EpochMs): EpochMs {
  if (said === undefined || said > received || said < received - longestUnderway || said <= last) return received;
  return said;
}

/** The oldest reading of a meter behind the meter that is still one; and how far its clock may run ahead. */
const oldestReading: DurationMs = 10 * 24 * hour;
const clockTolerance: DurationMs = 60_000;

/**
 * When a reading of an M-Bus meter was taken. Its age is told by the clock of the meter that sends the telegram, which also
 * set the reading's time; without a telegram time, by ours. Undefined when that cannot be: older than ten days, or later
 * than the telegram by more than a minute.
 */
export function readingMoment(
  taken: EpochMs,
  telegram: { readonly said: EpochMs | undefined; readonly moment: EpochMs },
): EpochMs | undefined {
  const age = (telegram.said ?? telegram.moment) - taken;
  return age < -clockTolerance || age > oldestReading ? undefined : telegram.moment - Math.max(0, age);
}
