import { zoneOffset } from "../../../core/zone.ts";
import type { RangePlan, SeasonStart } from "../ranges/plan.ts";
import { commonsOf, type EngineSite } from "../schema.ts";
import type { Names } from "./compile.ts";

const firstYear = 2000;
const lastYear = 2100;

/** Every start of a season in a century, as a table: the engine itself knows no zone rules. */
export function seasonStarts(site: EngineSite): readonly SeasonStart[] {
  const seasons = Object.entries(site.charter.seasons);
  if (seasons.length === 0) return [];
  const offset = zoneOffset(site.timeZone);
  const starts: SeasonStart[] = [];
  for (let year = firstYear; year <= lastYear; year++) {
    for (const [season, { from }] of seasons) {
      const midnight = Date.UTC(year, from.month - 1, from.day);
      starts.push({ at: midnight - offset(midnight), season });
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
    return { variable, commons: commonsOf(site, path), config, seasons, following: following.get(variable) ?? [] };
  });
}
