import type { StandingAlarm } from "../../core/wire/alarm-digest.ts";
import { localRung } from "./rung.ts";
import type { Climb, LadderState } from "./state.ts";

/** Whether an alarm has gone beyond its site. */
function isRegional(climb: Climb): boolean {
  return [...Object.keys(climb.rungs), ...(climb.shelvedFrom ?? [])].some((rung) => rung !== localRung);
}

/**
 * A site's alarm as the region shows it: the key is prefixed with the site, which stands as the device. The event id stays
 * the site's, because an acknowledge goes to the site and must quote it.
 */
function asRegional(climb: Climb): StandingAlarm {
  const { alarm, site } = climb;
  const subject = alarm.key.slice(0, -alarm.condition.length - 1);
  return { ...alarm, key: `${site}.${alarm.key}`, device: site, variable: subject };
}

/** The alarms of sites that have climbed beyond them, in a fixed order. */
export function regionalAlarms(state: LadderState, itself: string): readonly StandingAlarm[] {
  return Object.values(state.climbs)
    .filter((climb) => climb.site !== itself && isRegional(climb))
    .map(asRegional)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}
