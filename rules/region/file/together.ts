import type { Problem } from "../../../core/config/check.ts";
import { formatDuration } from "../../../core/time.ts";
import { type Priority, priorities } from "../../../core/wire/alarm-words.ts";
import type { Charter } from "../../charter/schema.ts";
import type { LadderRung, RungEntry } from "../../ladder/rung.ts";
import type { RegionFile } from "./schema.ts";

/** What a region must know of a site file to be checked against it. */
export interface KnownSite {
  readonly id: string;
  readonly region: string;
  readonly alarms: Charter["alarms"];
}

interface Ladder {
  readonly rungs: readonly LadderRung[];
  /** When each earlier rung is entered. */
  readonly entered: ReadonlyMap<string, number>;
}

/** When an entry of a rung is met, in ms after the alarm was raised; undefined when never. */
function entryTime(entry: RungEntry, priority: Priority, { rungs, entered }: Ladder): number | undefined {
  if (entry.form === "alarm") return 0;
  if (entry.form === "priority") return entry.priority === priority ? 0 : undefined;
  if (entry.priorities !== undefined && !entry.priorities.includes(priority)) return undefined;
  const { rung: name, deadline } = entry.missed;
  const start = entered.get(name);
  const after = rungs.find(({ id }) => id === name)?.[deadline]?.[priority];
  return start === undefined || after === undefined ? undefined : start + after;
}

/** How long after the raising of an alarm the first person is called, in ms; undefined when nobody ever is. */
function firstCall(rungs: readonly LadderRung[], priority: Priority): number | undefined {
  const entered = new Map<string, number>();
  const calls: number[] = [];
  for (const rung of rungs) {
    const times = rung.enter
      .map((entry) => entryTime(entry, priority, { rungs, entered }))
      .filter((at) => at !== undefined);
    if (times.length === 0) continue;
    const at = Math.min(...times);
    entered.set(rung.id, at);
    if (rung.who !== undefined && rung.by?.[priority] !== undefined) calls.push(at);
  }
  return calls.length === 0 ? undefined : Math.min(...calls);
}

function deadlineProblems({ charter: { ladder } }: RegionFile, site: KnownSite): Problem[] {
  const path = ["charter", "ladder", "rungs"];
  return priorities.flatMap((priority): Problem[] => {
    const held = Object.entries(site.alarms).filter(([, alarm]) => alarm.priority === priority);
    const [name, hastiest] = held.sort(([, a], [, b]) => a.timeToRespond - b.timeToRespond)[0] ?? [];
    if (name === undefined || hastiest === undefined) return [];
    const first = firstCall(ladder.rungs, priority);
    if (first !== undefined && first < hastiest.timeToRespond) return [];
    const when =
      first === undefined ? "nobody is ever called" : `the first person is called after ${formatDuration(first)}`;
    const needs = `\`${name}\` of ${site.id} needs a response within ${formatDuration(hastiest.timeToRespond)}`;
    return [{ path, on: "key", note: { message: `${priority} alarms: ${when}, but ${needs}` } }];
  });
}

/** What does not fit between a region and the sites that were loaded with it. Paths are those of the region file. */
export function togetherProblems(region: RegionFile, sites: readonly KnownSite[]): readonly Problem[] {
  return sites.flatMap((site): readonly Problem[] => {
    if (site.region !== region.region.id) return [];
    if (!Object.hasOwn(region.sites, site.id)) {
      return [
        { path: ["sites"], on: "key", note: { message: `the site \`${site.id}\` of this region is not listed` } },
      ];
    }
    return deadlineProblems(region, site);
  });
}
