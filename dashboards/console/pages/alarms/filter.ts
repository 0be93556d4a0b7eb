import { type Priority, priorities } from "../../../../core/wire/alarm-words.ts";
import { type AlarmRow, alarmRows, concerns, isUnacknowledged } from "../../live/alarms.ts";
import { region, type Site } from "../../live/site.ts";

/** What a reader may ask of an alarm's state: whether somebody has still to see it, whether it holds, whether it waits for a reset. */
export const stateChoices = ["unacknowledged", "acknowledged", "returned", "latched"] as const;
export type StateChoice = (typeof stateChoices)[number];

/** Which alarms are shown; what is undefined is not asked. */
export interface AlarmFilter {
  readonly site: string | undefined;
  readonly priority: Priority | undefined;
  readonly state: StateChoice | undefined;
}

/** What an address asks for; what it says wrongly is not asked. */
export function filterIn(query: URLSearchParams): AlarmFilter {
  const priority = query.get("priority");
  const state = query.get("state");
  return {
    site: query.get("site") || undefined,
    priority: priorities.find((one) => one === priority),
    state: stateChoices.find((one) => one === state),
  };
}

/** The site that is asked for and that nobody knows; undefined while no site was heard yet. */
export function unknownSite({ site }: AlarmFilter, sites: readonly Site[]): string | undefined {
  if (site === undefined || site === region || sites.length === 0) return undefined;
  // The region may know alarms of a site that is heard no more.
  const isKnown = sites.some((one) => one.site === site) || alarmRows(sites).some((row) => concerns(row, site));
  return isKnown ? undefined : site;
}

/** Whether an alarm is one of those asked for. */
export function passes(row: AlarmRow, { site, priority, state }: AlarmFilter): boolean {
  return (
    (site === undefined || concerns(row, site)) &&
    (priority === undefined || row.alarm.priority === priority) &&
    (state === undefined || isIn(row, state))
  );
}

function isIn({ alarm }: AlarmRow, choice: StateChoice): boolean {
  switch (choice) {
    case "unacknowledged":
      return isUnacknowledged(alarm);
    case "acknowledged":
      return alarm.state === "acknowledged";
    case "returned":
      return alarm.state === "rtnUnacknowledged";
    case "latched":
      return alarm.state === "latchedUnacknowledged" || alarm.state === "latchedAcknowledged";
  }
}
