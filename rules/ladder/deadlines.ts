import type { EpochMs } from "../../core/time.ts";
import type { LadderRung, RungEntry } from "./rung.ts";
import type { Climb } from "./state.ts";

/** Whether the condition holds: there is something to clear. */
export function isActive(climb: Climb): boolean {
  return climb.alarm.state === "unacknowledged" || climb.alarm.state === "acknowledged";
}

/** Whether somebody still has to say that he knows. A condition that went by itself waits, but climbs no further. */
export function isUnanswered(climb: Climb): boolean {
  return climb.alarm.state === "unacknowledged" || climb.alarm.state === "latchedUnacknowledged";
}

/**
 * When a deadline of a started rung runs out; undefined when it has none or it is met. The acknowledge deadline counts from
 * entering the rung or from the announcement, whichever is later; the clear deadline from entering it.
 */
export function dueAt(
  climb: Climb,
  rung: LadderRung,
  deadline: "acknowledgeWithin" | "clearWithin",
): EpochMs | undefined {
  const started = climb.rungs[rung.id];
  const within = rung[deadline]?.[climb.alarm.priority];
  if (started === undefined || within === undefined) return undefined;
  if (deadline === "clearWithin") return isActive(climb) ? started.at + within : undefined;
  return isUnanswered(climb) ? Math.max(started.at, climb.announcedAt) + within : undefined;
}

/** When a rung's people are told again; undefined when they are not. */
export function repeatAt(climb: Climb, rung: LadderRung): EpochMs | undefined {
  const started = climb.rungs[rung.id];
  const every = rung.repeat?.[climb.alarm.priority];
  if (started === undefined || every === undefined || every <= 0 || !isUnanswered(climb)) return undefined;
  return channelsOf(climb, rung).length === 0 ? undefined : started.toldAt + every;
}

/** The channels a rung uses for this alarm. */
export function channelsOf(climb: Climb, rung: LadderRung): readonly string[] {
  return rung.by?.[climb.alarm.priority] ?? [];
}

/** When this reason starts its rung (now or in the past: at once); undefined when as things stand it never does. */
export function entersAt(climb: Climb, entry: RungEntry, rungs: readonly LadderRung[]): EpochMs | undefined {
  const { priority } = climb.alarm;
  switch (entry.form) {
    case "alarm":
      return isActive(climb) || isUnanswered(climb) ? climb.announcedAt : undefined;
    case "priority":
      return entry.priority === priority && isUnanswered(climb) ? climb.announcedAt : undefined;
    case "missed": {
      if (entry.priorities !== undefined && !entry.priorities.includes(priority)) return undefined;
      const rung = rungs.find((candidate) => candidate.id === entry.missed.rung);
      return rung === undefined ? undefined : dueAt(climb, rung, entry.missed.deadline);
    }
  }
}

/** Why a rung started, for the timeline. */
export function entryReason(entry: RungEntry): string {
  switch (entry.form) {
    case "alarm":
      return "the alarm is active";
    case "priority":
      return `the alarm is ${entry.priority}`;
    case "missed":
      return entry.missed.deadline === "acknowledgeWithin"
        ? `nobody acknowledged in time on rung ${entry.missed.rung}`
        : `not cleared in time on rung ${entry.missed.rung}`;
  }
}
