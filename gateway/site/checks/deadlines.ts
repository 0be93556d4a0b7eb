import type { Problem } from "../../../core/config/check.ts";
import { formatDuration } from "../../../core/time.ts";
import type { LimitAlarm } from "../../../rules/charter/alarm-schema.ts";
import { alarmLimits } from "./alarm-limits.ts";
import type { SiteCheck, Wiring } from "./wiring.ts";

/** How long it takes from the limit to harm at the fastest credible change, in ms; undefined where it cannot be known. */
function timeToHarm(wiring: Wiring, alarm: LimitAlarm): number | undefined {
  const viable = wiring.ranges.sound.get(alarm.variable)?.viable;
  if (viable === undefined || alarm.fastest === undefined) return undefined;
  const high = alarm.type === "hi" || alarm.type === "hiHi";
  const bound = high ? viable.hi : viable.lo;
  if (bound === undefined) return undefined;
  const distances = alarmLimits(wiring, alarm).map((limit) => (high ? bound - limit : limit - bound));
  if (distances.length === 0) return undefined;
  return Math.round((Math.min(...distances) / alarm.fastest.rise) * alarm.fastest.per);
}

const approximately = (ms: number) => formatDuration(Math.max(0, Math.floor(ms / 60_000)) * 60_000);

/** An alarm must leave its people the time it promises them. */
const responseTime: SiteCheck = (wiring) =>
  [...wiring.alarms.sound].flatMap(([name, alarm]): Problem[] => {
    const path = [...wiring.alarms.at, name, "timeToRespond"];
    if (alarm.onDelay >= alarm.timeToRespond) {
      const message = `the on-delay of ${formatDuration(alarm.onDelay)} uses up all the time to respond`;
      return [{ path, note: { message, expected: "more than the on-delay" } }];
    }
    const harm = alarm.form === "variable" ? timeToHarm(wiring, alarm) : undefined;
    if (harm === undefined || harm >= alarm.timeToRespond) return [];
    const message = `at the fastest rise only ${approximately(harm)} is left before harm`;
    return [
      { path, note: { message, expected: `at most ${approximately(harm)}, or a limit further from the viable bound` } },
    ];
  });

/** Promises of time that the limits cannot keep. */
export const deadlineChecks: readonly SiteCheck[] = [responseTime];
