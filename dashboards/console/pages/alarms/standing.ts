import { type AlarmLine, alarmLines } from "../../../alarm-lines.ts";
import { type AlarmRow, alarmRows, isOwners, onceEach } from "../../live/alarms.ts";
import { region, type Site } from "../../live/site.ts";
import { type AlarmFilter, passes } from "./filter.ts";

/** What the page of alarms shows of what stands. */
export interface Standing {
  /** At most ten lines, or one for each critical alarm. */
  readonly lines: readonly AlarmLine[];
  /** How many alarms are in the lines. */
  readonly count: number;
  /** The one that ends first on top; no filter hides them but the one by site. */
  readonly shelved: readonly AlarmRow[];
  /** Names of alarms that stand at the region too. */
  readonly climbed: ReadonlySet<string>;
}

/** What stands, each alarm once: one that has climbed is shown at its site, unless the site no longer tells of it. */
export function standingOf(sites: readonly Site[], filter: AlarmFilter): Standing {
  const { rows: all, climbed } = onceEach(alarmRows(sites));
  const shown = all.filter((row) => row.alarm.shelved === undefined && passes(row, filter));
  const shelved = all
    .filter((row) => passes(row, { site: filter.site, priority: undefined, state: undefined }))
    .filter(({ alarm }) => alarm.shelved !== undefined)
    .sort((a, b) => (a.alarm.shelved?.until ?? 0) - (b.alarm.shelved?.until ?? 0));
  return { lines: alarmLines(shown), count: shown.length, shelved, climbed };
}

/** Whether an alarm's site is the region, which has it of a site that no longer tells of it: nobody can act on it here. */
export function isOrphan(row: AlarmRow): boolean {
  return row.site === region && !isOwners(row);
}
