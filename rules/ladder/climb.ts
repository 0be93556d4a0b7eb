import { type EpochMs, earliest } from "../../core/time.ts";
import type { StandingAlarm } from "../../core/wire/alarm-digest.ts";
import type { Shelved } from "../../core/wire/shelved.ts";
import { channelsOf, entersAt, entryReason, isUnanswered, repeatAt } from "./deadlines.ts";
import type { LadderRung, RungEntry } from "./rung.ts";
import { deputyRung, shelve, shelvedWords, showAgain } from "./shelved.ts";
import { type Climb, climbId, type LadderState, type Notification } from "./state.ts";

/** What the ladder is told. `recovering` holds the climbs (`climbId`) that are on their way to clear in time. */
export type LadderInput =
  /** Every alarm of one site that is not normal. */
  | {
      readonly kind: "standing";
      readonly site: string;
      readonly alarms: readonly StandingAlarm[];
      readonly recovering?: ReadonlySet<string>;
    }
  /** A channel has taken this notification. */
  | { readonly kind: "sent"; readonly id: string }
  /** Time has passed. */
  | { readonly kind: "tick"; readonly recovering?: ReadonlySet<string> };

/** One line of an alarm's way up and down the ladder. */
export interface TimelineEntry {
  readonly at: EpochMs;
  readonly site: string;
  readonly alarm: StandingAlarm;
  readonly rung: string;
  readonly change: "entered" | "repeated" | "told" | "left";
  readonly reason: string;
}

/** What a step leads to. */
export interface LadderStep {
  readonly state: LadderState;
  readonly timeline: readonly TimelineEntry[];
  /** New in the outbox; it stays there until `sent`. */
  readonly notifications: readonly Notification[];
  /** The next deadline or repeat; undefined when none is running. */
  readonly nextAt: EpochMs | undefined;
}

interface Work {
  readonly timeline: TimelineEntry[];
  readonly notifications: Notification[];
}

/**
 * One step of the higher rungs. Deadlines are times worked out from what is remembered, so a restart in the middle keeps
 * them to the millisecond, and telling the ladder the same thing twice changes nothing.
 */
export function stepLadder(
  state: LadderState,
  input: LadderInput,
  rungs: readonly LadderRung[],
  now: EpochMs,
): LadderStep {
  const work: Work = { timeline: [], notifications: [] };
  const outbox = input.kind === "sent" ? state.outbox.filter((entry) => entry.id !== input.id) : state.outbox;
  const told = input.kind === "standing" ? withStanding(state.climbs, input, { rungs, now, work }) : state.climbs;
  const climbs: Record<string, Climb> = {};
  let nextAt: EpochMs | undefined;
  for (const [id, climb] of Object.entries(told)) {
    const recovers = input.kind !== "sent" && (input.recovering?.has(id) ?? false);
    const climbed = input.kind === "sent" ? climb : climbAll(climb, { rungs, recovers, now, work });
    climbs[id] = climbed;
    nextAt = earliest(nextAt, nextOf(climbed, rungs, now));
  }
  const { timeline, notifications } = work;
  return { state: { climbs, outbox: [...outbox, ...notifications] }, timeline, notifications, nextAt };
}

interface Place {
  readonly rungs: readonly LadderRung[];
  readonly now: EpochMs;
  readonly work: Work;
}

function withStanding(
  before: LadderState["climbs"],
  input: Extract<LadderInput, { kind: "standing" }>,
  place: Place,
): LadderState["climbs"] {
  const { now } = place;
  const climbs: Record<string, Climb> = {};
  const standing = new Map(input.alarms.map((alarm) => [climbId(input.site, alarm.key), alarm]));
  for (const [id, climb] of Object.entries(before)) {
    if (climb.site !== input.site) climbs[id] = climb;
    else if (!standing.has(id)) leaveAll(climb, "the alarm is normal again", place);
  }
  for (const [id, alarm] of standing) {
    const known = before[id] ?? {
      site: input.site,
      alarm: { ...alarm, shelved: undefined },
      announcedAt: now,
      rungs: {},
    };
    climbs[id] = updated(known, alarm, place);
  }
  return climbs;
}

/** A new announcement only when the alarm had been answered in between: chattering cannot hold its deadlines off. */
function updated(climb: Climb, alarm: StandingAlarm, place: Place): Climb {
  if (alarm.shelved !== undefined) return putAside(climb, alarm, alarm.shelved, place);
  if (climb.shelvedFrom !== undefined) return showAgain(climb, alarm, place.now);
  const next = { ...climb, alarm };
  const answered = climb.alarm.state === "acknowledged" || climb.alarm.state === "latchedAcknowledged";
  const neverAnnounced = Object.keys(climb.rungs).length === 0 && !isUnanswered(climb);
  return (answered || neverAnnounced) && isUnanswered(next) ? { ...next, announcedAt: place.now } : next;
}

/** A shelved alarm climbs no further and nobody is told again; of a critical one somebody else is told at once. */
function putAside(climb: Climb, alarm: StandingAlarm, shelved: Shelved, place: Place): Climb {
  const aside = shelve(climb, alarm);
  if (climb.shelvedFrom !== undefined) return aside;
  const reason = shelvedWords(shelved);
  leaveAll({ ...climb, alarm }, reason, place);
  const deputy = alarm.priority === "critical" ? deputyRung(aside, place.rungs) : undefined;
  if (deputy === undefined) return aside;
  const { now, work } = place;
  const told = (climb.rungs[deputy.id]?.told ?? 0) + 1;
  work.timeline.push({ at: now, site: climb.site, alarm, rung: deputy.id, change: "told", reason });
  work.notifications.push(notificationFor(aside, deputy, { told, reason, now }));
  return { ...aside, shelvedFrom: [...new Set([...(aside.shelvedFrom ?? []), deputy.id])] };
}

function leaveAll(climb: Climb, reason: string, { now, work }: Place): void {
  for (const rung of Object.keys(climb.rungs)) {
    work.timeline.push({ at: now, site: climb.site, alarm: climb.alarm, rung, change: "left", reason });
  }
}

interface Scene {
  readonly rungs: readonly LadderRung[];
  readonly recovers: boolean;
  readonly now: EpochMs;
  readonly work: Work;
}

/** Climbs until nothing more starts: a deadline of no length at all starts its next rung in the same step. */
function climbAll(climb: Climb, scene: Scene): Climb {
  if (climb.shelvedFrom !== undefined) return climb;
  let current = climb;
  for (let count = -1; count !== Object.keys(current.rungs).length; ) {
    count = Object.keys(current.rungs).length;
    current = climbOn(current, scene);
  }
  return current;
}

function climbOn(climb: Climb, scene: Scene): Climb {
  const { rungs, now, work } = scene;
  let current = climb;
  for (const rung of rungs) {
    if (current.rungs[rung.id] === undefined) {
      const entry = rung.enter.find((reason) => mayEnter(current, reason, scene));
      if (entry !== undefined) current = tell(current, rung, "entered", entryReason(entry), now, work);
    } else if (announcedAgain(current, rung)) {
      current = tell(current, rung, "repeated", "the alarm came again after it had been acknowledged", now, work);
    } else if ((repeatAt(current, rung) ?? now + 1) <= now) {
      current = tell(current, rung, "repeated", "nobody has acknowledged", now, work);
    }
  }
  return current;
}

function mayEnter(climb: Climb, entry: RungEntry, scene: Scene): boolean {
  if (entry.form === "missed" && scene.recovers) return false;
  return (entersAt(climb, entry, scene.rungs) ?? scene.now + 1) <= scene.now;
}

function announcedAgain(climb: Climb, rung: LadderRung): boolean {
  const started = climb.rungs[rung.id];
  return started !== undefined && isUnanswered(climb) && climb.announcedAt > started.toldAt;
}

function tell(
  climb: Climb,
  rung: LadderRung,
  change: "entered" | "repeated",
  reason: string,
  now: EpochMs,
  work: Work,
): Climb {
  const before = climb.rungs[rung.id];
  const told = (before?.told ?? 0) + 1;
  const channels = channelsOf(climb, rung);
  work.timeline.push({ at: now, site: climb.site, alarm: climb.alarm, rung: rung.id, change, reason });
  if (channels.length > 0) work.notifications.push(notificationFor(climb, rung, { told, reason, now }));
  const started = { at: before?.at ?? now, reason: before?.reason ?? reason, told, toldAt: now };
  return { ...climb, rungs: { ...climb.rungs, [rung.id]: started } };
}

function notificationFor(
  climb: Climb,
  rung: LadderRung,
  telling: { readonly told: number; readonly reason: string; readonly now: EpochMs },
): Notification {
  const { alarm, site, announcedAt } = climb;
  return {
    id: `${site}/${alarm.key}/${announcedAt}/${rung.id}/${telling.told}`,
    at: telling.now,
    site,
    key: alarm.key,
    eventId: alarm.eventId,
    rung: rung.id,
    repeat: telling.told - 1,
    ...(rung.who === undefined ? {} : { who: rung.who }),
    channels: [...channelsOf(climb, rung)],
    priority: alarm.priority,
    onset: alarm.onset,
    value: alarm.value,
    response: alarm.response,
    reason: telling.reason,
  };
}

function nextOf(climb: Climb, rungs: readonly LadderRung[], now: EpochMs): EpochMs | undefined {
  if (climb.shelvedFrom !== undefined) return undefined;
  let next: EpochMs | undefined;
  for (const rung of rungs) {
    const times =
      climb.rungs[rung.id] === undefined
        ? rung.enter.map((entry) => entersAt(climb, entry, rungs))
        : [repeatAt(climb, rung)];
    // A deadline already past waits for the recovery to end, which comes as an input and not with time.
    for (const at of times) if (at !== undefined && at > now) next = earliest(next, at);
  }
  return next;
}
