import type { EpochMs } from "../../../core/time.ts";
import type { RegionFile } from "../file/schema.ts";

type Charter = RegionFile["charter"];

const dayMs = 86_400_000;

/** The calendar day in a time zone as a number of days, so that a turn begins at local midnight on every date. */
function localDay(at: EpochMs, timeZone: string): number {
  const format = new Intl.DateTimeFormat("en", { timeZone, year: "numeric", month: "numeric", day: "numeric" });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const [year = 0, month = 0, day = 0] = [parts.get("year"), parts.get("month"), parts.get("day")];
  return Date.UTC(year, month - 1, day) / dayMs;
}

/** The person who has this role's turn; undefined when the rota does not know the role. */
export function onDuty(charter: Charter, role: string, timeZone: string, at: EpochMs): string | undefined {
  const turns = charter.rota[role]?.turns;
  if (turns === undefined) return undefined;
  const since = (localDay(at, timeZone) - Date.parse(turns.start) / dayMs) * dayMs;
  const turn = Math.floor(since / turns.every);
  const { length } = turns.order;
  const id = turns.order[((turn % length) + length) % length];
  return id === undefined ? undefined : (charter.people[id]?.name ?? id);
}
