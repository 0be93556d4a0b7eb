import type { EpochMs } from "../../../core/time.ts";
import type { StandingAlarm } from "../../../core/wire/alarm-digest.ts";
import type { AlarmStateName } from "../../../core/wire/alarm-words.ts";
import type { AlarmEvent } from "../../../core/wire/events.ts";
import type { Shelved } from "../../../core/wire/shelved.ts";

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
    const known = old.get(alarm.key);
    const from = known?.state ?? "normal";
    const told = { ...change(alarm, from, alarm.state, at), ...shelfChange(known?.shelved, alarm.shelved) };
    if (from !== alarm.state || hasMoved(known?.shelved, alarm.shelved)) changes.push(told);
    old.delete(alarm.key);
  }
  for (const gone of old.values()) {
    const end = change(gone, gone.state, "normal", at);
    changes.push(gone.shelved === undefined ? end : { ...end, transition: "unshelve", note: "shelved no longer" });
  }
  return changes;
}

/** Told of one that is shelved, before its time is up. */
export function endsSoon(alarm: StandingAlarm, at: EpochMs): AlarmChange {
  return {
    ...change(alarm, alarm.state, alarm.state, at),
    ...shelfChange(alarm.shelved, alarm.shelved),
    transition: "shelvingEnds",
  };
}

const hasMoved = (before: Shelved | undefined, after: Shelved | undefined): boolean =>
  before?.until !== after?.until || before?.by !== after?.by;

/** What is told besides the state, where somebody has hidden the alarm or shown it again. */
function shelfChange(before: Shelved | undefined, after: Shelved | undefined): Partial<AlarmChange> {
  if (after === undefined) return before === undefined ? {} : { transition: "unshelve" };
  if (!hasMoved(before, after)) return { shelved: after };
  return { transition: "shelve", actor: after.by, note: after.reason, shelved: after };
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
