import type { AlarmEvent } from "../../core/wire/events.ts";
import type { Notification } from "../../rules/ladder/state.ts";

/** A pump's alarm that was just raised, but for what a test says otherwise. */
export function alarmEvent(changes: Partial<AlarmEvent> = {}): AlarmEvent {
  return {
    ...{ kind: "alarm", at: 1, id: "1", key: "pump-1.failed", device: "pump-1", variable: "", condition: "failed" },
    ...{ priority: "high", from: "normal", to: "unacknowledged", transition: "raise", value: null, limit: null },
    ...{ quality: "good", onset: 1 },
    ...changes,
  };
}

/** A message of a rung to a desk, of this id. */
export function notification(id: string): Notification {
  return {
    ...{ id, at: 1, site: "a", key: "k", eventId: "1", rung: "region-duty", repeat: 0, channels: ["desk"] },
    ...{ priority: "medium", onset: 1, value: null, response: "", reason: "" },
  };
}
