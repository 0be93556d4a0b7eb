import type { Outgoing } from "../../../core/sparkplug/state.ts";
import type { AlarmDigest, StandingAlarm } from "../../../core/wire/alarm-digest.ts";
import { priorities } from "../../../core/wire/alarm-words.ts";
import { ownTopics, regionItself } from "../../../core/wire/topics.ts";

/** Alarms in one digest, so that it stays below the longest message; the least urgent are left out first. */
const mostInDigest = 400;

/** The region's own digest, retained: every alarm that has come to it. */
export function digestMessage(region: string, digest: AlarmDigest): Outgoing {
  const alarms = byUrgency(digest.alarms).slice(0, mostInDigest);
  return {
    topic: ownTopics(region, regionItself).alarms,
    payload: new TextEncoder().encode(JSON.stringify({ ...digest, alarms })),
    qos: 1,
    retain: true,
  };
}

function byUrgency(alarms: readonly StandingAlarm[]): readonly StandingAlarm[] {
  const rank = (alarm: StandingAlarm): number => priorities.indexOf(alarm.priority);
  return alarms.toSorted((a, b) => rank(a) - rank(b) || a.onset - b.onset);
}
