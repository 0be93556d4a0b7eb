import type { DeskState } from "../desk.ts";
import { type Ask, bodyOf, quoted } from "../why.ts";
import type { SiteEvent, Span } from "./episodes.ts";
import { type Performance, performanceOf } from "./performance.ts";
import type { PerformanceSettings } from "./settings.ts";

/** Of which region, of which of its sites (undefined: all), over what time. */
export interface Asked {
  readonly region: string;
  readonly site: string | undefined;
  readonly span: Span;
}

/** The figures of a time, from the transitions the store has and from what stands on the desk. */
export async function recallPerformance(
  { region, site, span }: Asked,
  desk: Pick<DeskState, "sites">,
  settings: PerformanceSettings,
  ask: Ask,
): Promise<Performance> {
  const ofSite = site === undefined ? "" : ` AND site = ${quoted(site)}`;
  const when = `time >= ${span.from}ms AND time < ${span.to}ms`;
  const rows = await ask(`SELECT body FROM alarm WHERE region = ${quoted(region)}${ofSite} AND ${when} GROUP BY site`);
  const events = rows.flatMap((row): SiteEvent[] => {
    const event = bodyOf(row);
    return event?.kind === "alarm" ? [{ site: String(row["site"]), event }] : [];
  });
  // What is counted is when it happened; the store moves rows of one moment apart.
  const inside = events
    .filter(({ event: { at } }) => at >= span.from && at < span.to)
    .sort((a, b) => a.event.at - b.event.at);
  const views = [...desk.sites.values()].filter((view) => site === undefined || view.site === site);
  const alarms = views.flatMap((view) => view.alarms.map((alarm) => ({ site: view.site, alarm })));
  return performanceOf({ events: inside, alarms, span }, settings);
}
