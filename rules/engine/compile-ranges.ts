import type { Names } from "./compile.ts";
import type { RangePlan, SeasonStart } from "./plan.ts";
import type { EngineSite } from "./schema.ts";

const firstYear = 2000;
const lastYear = 2100;

/** Minutes-exact offset of a zone from UTC at a moment, ms. */
function zoneOffset(format: Intl.DateTimeFormat, at: number): number {
  const parts = Object.fromEntries(format.formatToParts(at).map((part) => [part.type, Number(part.value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour % 24, minute, second) - Math.floor(at / 1000) * 1000;
}

function zoneFormat(timeZone: string): Intl.DateTimeFormat {
  const numeric = "numeric" as const;
  const parts = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
  return new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", ...parts });
}

/** Every start of a season in a century, as a table: the engine itself knows no zone rules. */
export function seasonStarts(site: EngineSite): readonly SeasonStart[] {
  const seasons = Object.entries(site.charter.seasons);
  if (seasons.length === 0) return [];
  const format = zoneFormat(site.timeZone);
  const starts: SeasonStart[] = [];
  for (let year = firstYear; year <= lastYear; year++) {
    for (const [season, { from }] of seasons) {
      const midnight = Date.UTC(year, from.month - 1, from.day);
      starts.push({ at: midnight - zoneOffset(format, midnight), season });
    }
  }
  return starts.sort((a, b) => a.at - b.at);
}

/** Plans all agreed ranges; `following` are the limits of alarms that keep a distance to a target. */
export function compileRanges(
  site: EngineSite,
  names: Names,
  following: ReadonlyMap<number, readonly { readonly slot: number; readonly fromTarget: number }[]>,
): readonly RangePlan[] {
  const seasons = seasonStarts(site);
  return Object.entries(site.charter.ranges).map(([path, config]) => {
    const variable = names.variable(`charter.ranges.${path}`, path);
    return { variable, config, seasons, following: following.get(variable) ?? [] };
  });
}
