import type { DurationMs } from "../../../core/time.ts";
import type { AlarmStateName } from "../../../core/wire/alarm-words.ts";
import type { Scope } from "../conditions/condition.ts";
import { scopeOf } from "../conditions/scope.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { type Engine, wake } from "../state.ts";
import type { Action } from "../types.ts";
import { hidersOf } from "./facts.ts";
import type { AlarmPlan } from "./plan.ts";
import { type ShelfOutcome, shelfNextAt, stepShelf } from "./shelf.ts";
import { isActive } from "./table.ts";
import { type AlarmTrack, quietTrack } from "./track.ts";
import { type Followed, tell } from "./transit.ts";

type Of<K extends Action["kind"]> = Extract<Action, { kind: K }>;

/** Nobody hides a critical alarm for longer, ms. */
const longestOfCritical: DurationMs = 3_600_000;
/** A critical alarm that was raised three times within this, ms, chatters: only such a one may be shelved. */
const chatterWithin: DurationMs = 600_000;
const chatterCount = 3;

/** For how long a person may hide an alarm, ms; 0: never. */
export function longestOf({ priority, shelveMax }: AlarmPlan): DurationMs {
  return priority === "critical" ? Math.min(longestOfCritical, shelveMax) : shelveMax;
}

function chatters(engine: Engine, alarm: number): boolean {
  const raises = engine.raises.get(alarm) ?? [];
  return raises.length >= chatterCount && (raises[0] ?? 0) > engine.now - chatterWithin;
}

function find(engine: Engine, key: string): Followed | Refusal {
  const alarm = engine.compiled.alarmIndex.get(key);
  const plan = alarm === undefined ? undefined : engine.compiled.alarms[alarm];
  if (alarm === undefined || plan === undefined) return refuse("unknown-target", `no alarm ${key}`);
  return { alarm, plan, track: engine.tracks.get(alarm) ?? quietTrack(engine.now) };
}

function shelveRefusal(engine: Engine, { alarm, plan, track }: Followed, eventId?: string): Refusal | undefined {
  if (eventId !== undefined && eventId !== track.eventId) {
    return refuse("event-superseded", `the alarm's last event is ${track.eventId || "long ago: it is normal"}`);
  }
  if (longestOf(plan) === 0) return refuse("not-shelvable", "its `shelve.max` is 0s");
  const mayNot = plan.priority === "critical" && track.shelving.kind === "unshelved" && !chatters(engine, alarm);
  if (!mayNot) return undefined;
  return refuse("not-shelvable", "a critical alarm may be shelved only while it chatters: three times in ten minutes");
}

/** Puts an alarm on the shelf: it is judged on, but neither announced nor escalated. */
export function putOnShelf(engine: Engine, action: Of<"shelve">): Refusal | string {
  const followed = find(engine, action.key);
  if ("refusal" in followed) return followed;
  const refusal = shelveRefusal(engine, followed, action.eventId);
  if (refusal !== undefined) return refusal;
  const { alarm, plan, track } = followed;
  const { actor: by, reason, forMs } = action;
  const input = { kind: "shelve", by, reason, forMs, active: isActive(track.state) } as const;
  const { shelving, outcome } = stepShelf(track.shelving, input, longestOf(plan), engine.now);
  if (outcome.kind === "refused") return outcome;
  track.shelving = shelving;
  engine.tracks.set(alarm, track);
  engine.armed.add(alarm);
  tell(engine, followed, { to: track.state, name: "shelve" }, { actor: by, note: reason });
  return "";
}

/** Takes an alarm off the shelf; everybody may, as it only shows what is. */
export function takeOffShelf(engine: Engine, { key, actor }: Of<"unshelve">): Refusal | string {
  const followed = find(engine, key);
  if ("refusal" in followed) return followed;
  const { track } = followed;
  const { shelving, outcome } = stepShelf(track.shelving, { kind: "unshelve", by: actor }, 0, engine.now);
  if (outcome.kind === "refused") return outcome;
  track.shelving = shelving;
  if (outcome.kind === "ended") showAgain(engine, followed, outcome, scopeOf(engine));
  engine.armed.add(followed.alarm);
  return "";
}

/** The state after shelving, by the present condition. A latch is not lost by it. */
function stateAfter({ state }: AlarmTrack, isHidden: boolean): AlarmStateName {
  if (isActive(state)) return isHidden ? "normal" : "unacknowledged";
  return state === "latchedUnacknowledged" || state === "latchedAcknowledged" ? "latchedUnacknowledged" : "normal";
}

/**
 * What was shelved is announced anew with its own onset, or normal, as its condition is now; suppressed by design it waits as
 * any other. Never straight to acknowledged.
 */
function showAgain(
  engine: Engine,
  followed: Followed,
  { why, by, occurred }: Extract<ShelfOutcome, { kind: "ended" }>,
  scope: Scope,
): void {
  const { plan, track } = followed;
  const isHidden = hidersOf(engine, plan, scope).length > 0;
  const hides = isActive(track.state) && isHidden;
  const times = occurred === 1 ? "once" : `${occurred} times`;
  const note = occurred === 0 ? why : `${why}; occurred while hidden, ${times}`;
  if (hides) Object.assign(track, { pending: track.onset, hiddenSince: engine.now, clearing: null });
  const cause = { note, ...(by === undefined ? {} : { actor: by }) };
  tell(engine, followed, { to: stateAfter(track, isHidden), name: "unshelve" }, cause);
}

/** Ends shelving whose time is up or whose one shot is over, and tells in time that it will; true while it goes on. */
export function advanceShelf(engine: Engine, alarm: number, plan: AlarmPlan, scope: Scope): boolean {
  const track = engine.tracks.get(alarm);
  if (track === undefined || track.shelving.kind === "unshelved") return false;
  const followed = { alarm, plan, track };
  const input = { kind: "time", active: isActive(track.state) } as const;
  const { shelving, outcome } = stepShelf(track.shelving, input, longestOf(plan), engine.now);
  track.shelving = shelving;
  if (outcome.kind === "ended") showAgain(engine, followed, outcome, scope);
  if (outcome.kind === "endsSoon") tell(engine, followed, { to: track.state, name: "shelvingEnds" }, {});
  const next = shelfNextAt(shelving);
  if (next !== undefined) wake(engine, next);
  // One taken off the shelf but hidden by design is looked at again.
  return next !== undefined || (engine.tracks.get(alarm)?.pending ?? null) !== null;
}
