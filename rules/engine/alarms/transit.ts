import type { AlarmStateName } from "../../../core/wire/alarm-words.ts";
import type { AlarmEvent } from "../../../core/wire/events.ts";
import { decide } from "../decision.ts";
import { type Engine, nextId } from "../state.ts";
import { alarmInputsOf, alarmValue, describe, limitOf, qualityOf } from "./facts.ts";
import type { AlarmPlan } from "./plan.ts";
import { shelfWords, shelvedOf, stepShelf } from "./shelf.ts";
import { type AlarmInput, alarmTable } from "./table.ts";
import type { AlarmTrack } from "./track.ts";

/** Who did it and what was noted, for transitions that a person or an unknown input caused. */
export interface Cause {
  readonly actor?: string;
  readonly note?: string;
}

/** One alarm of the engine: what was configured of it, and where it stands. */
export interface Followed {
  readonly alarm: number;
  readonly plan: AlarmPlan;
  readonly track: AlarmTrack;
}

/** Tells of a transition, with its decision record, and puts the alarm into its new state. */
export function tell(
  engine: Engine,
  { alarm, plan, track }: Followed,
  way: { readonly to: AlarmStateName; readonly name: AlarmEvent["transition"] },
  cause: Cause,
): void {
  const { now } = engine;
  const from = track.state;
  const value = alarmValue(engine, plan);
  const shelved = shelvedOf(track.shelving);
  const hidden = shelved === undefined ? "" : `; ${shelfWords(shelved)}`;
  const decision = decide(engine, {
    subject: plan.key,
    value: null,
    layer: "alarm",
    reason: `${way.name}: ${cause.actor ?? describe(engine, plan)}${hidden}`,
    inputs: alarmInputsOf(engine, plan),
  });
  const id = nextId(engine);
  const limit = limitOf(engine, plan);
  const quality = qualityOf(engine, plan);
  const { key, device, variable, condition, priority } = plan;
  const about = { key, device, variable, condition, priority, value, limit, quality, onset: track.onset, decision };
  const told = { kind: "alarm", at: now, id, from, to: way.to, transition: way.name, ...about, ...cause } as const;
  engine.out.alarms.push(shelved === undefined ? told : { ...told, shelved });
  Object.assign(track, { state: way.to, eventId: id, value });
  if (way.to !== from || way.name === "unshelve") track.since = now;
  if (way.to === "unacknowledged" && way.name !== "shelve" && way.name !== "shelvingEnds") {
    track.annunciatedAt = now;
    track.acknowledgedBy = null;
  }
  if (isForgotten(track)) engine.tracks.delete(alarm);
}

function isForgotten({ state, pending, shelving }: AlarmTrack): boolean {
  return state === "normal" && pending === null && shelving.kind === "unshelved";
}

/** Forgets an alarm that is plainly normal. */
export function forgetNormal(engine: Engine, alarm: number, track: AlarmTrack): void {
  if (isForgotten(track)) engine.tracks.delete(alarm);
}

const lastRaises = 3;

/** Notes when a critical alarm was raised: one that comes and goes may be shelved. */
function noteRaise(engine: Engine, { alarm, plan, track }: Followed): void {
  track.shelving = stepShelf(track.shelving, { kind: "raised" }, 0, engine.now).shelving;
  if (plan.priority !== "critical") return;
  const before = engine.raises.get(alarm) ?? [];
  engine.raises.set(alarm, [...before, engine.now].slice(-lastRaises));
}

/** Takes an alarm along one input of the table, with its event and decision record; false when the table has no such way. */
export function transit(engine: Engine, alarm: number, input: AlarmInput, cause: Cause = {}): boolean {
  const plan = engine.compiled.alarms[alarm];
  const track = engine.tracks.get(alarm);
  const way = track && alarmTable[track.state][input];
  if (plan === undefined || track === undefined || way === undefined) return false;
  const followed = { alarm, plan, track };
  if (input === "raise") noteRaise(engine, followed);
  if (input === "acknowledge") track.acknowledgedBy = cause.actor ?? null;
  tell(engine, followed, way, cause);
  return true;
}
