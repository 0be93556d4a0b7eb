import type { EpochMs } from "../../core/time.ts";
import type { AlarmEvent, AlarmStateName, StandingAlarm } from "../../core/wire/messages.ts";

/** A transition of a regional alarm, without the id and the decision that the host adds. */
export type AlarmChange = Omit<AlarmEvent, "id" | "decision">;

/** The transitions that lead from one list of standing alarms to the next. */
export function alarmChanges(
  before: readonly StandingAlarm[],
  after: readonly StandingAlarm[],
  at: EpochMs,
): readonly AlarmChange[] {
  const old = new Map(before.map((alarm) => [alarm.key, alarm]));
  const changes: AlarmChange[] = [];
  for (const alarm of after) {
    const from = old.get(alarm.key)?.state ?? "normal";
    if (from !== alarm.state) changes.push(change(alarm, from, alarm.state, at));
    old.delete(alarm.key);
  }
  for (const gone of old.values()) changes.push(change(gone, gone.state, "normal", at));
  return changes;
}

function change(alarm: StandingAlarm, from: AlarmStateName, to: AlarmStateName, at: EpochMs): AlarmChange {
  const { key, device, variable, condition, priority, value, onset, acknowledgedBy } = alarm;
  return {
    kind: "alarm",
    at,
    key,
    device,
    variable,
    condition,
    priority,
    from,
    to,
    transition: transitionOf(from, to),
    value,
    limit: null,
    // A digest does not say how good the value was; the site's own event does.
    quality: "good",
    onset,
    ...(acknowledgedBy === undefined ? {} : { actor: acknowledgedBy }),
  };
}

/** What the step from one state to another is called (ISA-18.2; docs/alarm-philosophy.md). */
function transitionOf(from: AlarmStateName, to: AlarmStateName): AlarmEvent["transition"] {
  if (from === "normal") return "raise";
  if (to === "acknowledged" || to === "latchedAcknowledged") return "acknowledge";
  if (to === "unacknowledged") return from === "acknowledged" ? "reAlarm" : "reRaise";
  if (to !== "normal") return "clear";
  if (from === "rtnUnacknowledged") return "acknowledge";
  return from === "latchedAcknowledged" || from === "latchedUnacknowledged" ? "reset" : "clear";
}
