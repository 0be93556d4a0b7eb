import { type AlarmInput, alarmTable, isActive } from "./alarm-table.ts";
import { F, num, Q, qualityCodeAt, qualityOfCode, takeListed, U, word } from "./arena.ts";
import type { Scope } from "./condition.ts";
import { decide } from "./decision.ts";
import type { AlarmPlan } from "./plan.ts";
import { type AlarmTrack, type Engine, nextId, wake } from "./state.ts";
import { resolve, type Tri } from "./tri.ts";

/** Whether an alarm's condition holds now, and since when as far as the reading itself tells. */
interface Judged {
  readonly holds: boolean;
  readonly unknown: boolean;
  readonly from: number;
}

function judge(engine: Engine, plan: AlarmPlan, scope: Scope): Judged {
  const { rule } = plan;
  const { arena, now } = engine;
  if (rule.kind === "condition") {
    const value: Tri = rule.condition.test(scope);
    return { holds: resolve(value, rule.whenUnknown, false), unknown: value === 2, from: now };
  }
  const bad = qualityCodeAt(arena, rule.variable) === Q.bad;
  const at = num(arena, rule.variable, F.at);
  if (rule.kind === "bad") {
    // A variable never read is blind from the start of the engine on.
    return { holds: bad, unknown: false, from: at === Number.NEGATIVE_INFINITY ? engine.startedAt : now };
  }
  const beyond = (word(arena, rule.variable, U.limits) & (1 << rule.slot)) !== 0;
  // A limit on a bad value is neither held nor let go: it counts as gone here, and the blind alarm speaks instead.
  return { holds: beyond && !bad, unknown: bad, from: Math.min(now, at) };
}

/** The variables an alarm rests on. */
export function alarmInputsOf(engine: Engine, plan: AlarmPlan): readonly number[] {
  const { rule } = plan;
  if (rule.kind !== "condition") return [rule.variable];
  const feedback = rule.condition.actuators.flatMap((actuator) => engine.compiled.actuators[actuator]?.running ?? []);
  return [...rule.condition.variables, ...feedback];
}

/** The limit of a limit alarm in force now; null for other alarms. */
export function limitOf(engine: Engine, plan: AlarmPlan): number | null {
  if (plan.rule.kind !== "limit") return null;
  const limit = num(engine.arena, plan.rule.variable, F.limit + plan.rule.slot);
  return Number.isFinite(limit) ? limit : null;
}

function alarmValue(engine: Engine, plan: AlarmPlan): number | null {
  if (plan.rule.kind === "condition") return null;
  const value = num(engine.arena, plan.rule.variable, F.value);
  return Number.isNaN(value) ? null : value;
}

function qualityOf(engine: Engine, plan: AlarmPlan) {
  const worst = Math.min(2, ...alarmInputsOf(engine, plan).map((input) => qualityCodeAt(engine.arena, input)));
  return qualityOfCode(worst);
}

function describe(engine: Engine, plan: AlarmPlan): string {
  const { rule } = plan;
  if (rule.kind === "condition") return rule.condition.text;
  const path = engine.compiled.paths[rule.variable] ?? "";
  if (rule.kind === "bad") return `${path} is bad`;
  const high = rule.type === "hi" || rule.type === "hiHi";
  return `${path} ${high ? ">" : "<"} ${limitOf(engine, plan)}`;
}

/** Who did it and what was noted, for transitions that a person or an unknown input caused. */
interface Cause {
  readonly actor?: string;
  readonly note?: string;
}

/** Takes an alarm along one input of the table, with its event and decision record; false when the table has no such way. */
export function transit(engine: Engine, alarm: number, input: AlarmInput, cause: Cause = {}): boolean {
  const plan = engine.compiled.alarms[alarm];
  const track = engine.tracks.get(alarm);
  const way = track && alarmTable[track.state][input];
  if (plan === undefined || track === undefined || way === undefined) return false;
  const { now } = engine;
  const from = track.state;
  const value = alarmValue(engine, plan);
  const decision = decide(engine, {
    subject: plan.key,
    value: null,
    layer: "alarm",
    reason: `${way.name}: ${cause.actor ?? describe(engine, plan)}`,
    inputs: alarmInputsOf(engine, plan),
  });
  const id = nextId(engine);
  const limit = limitOf(engine, plan);
  const quality = qualityOf(engine, plan);
  const { key, device, variable, condition, priority } = plan;
  const about = { key, device, variable, condition, priority, value, limit, quality, onset: track.onset, decision };
  engine.out.alarms.push({ kind: "alarm", at: now, id, from, to: way.to, transition: way.name, ...about, ...cause });
  Object.assign(track, { state: way.to, since: now, eventId: id, value });
  if (way.to === "unacknowledged") {
    track.annunciatedAt = now;
    track.acknowledgedBy = null;
  }
  if (input === "acknowledge") track.acknowledgedBy = cause.actor ?? null;
  if (way.to === "normal" && track.pending === null) engine.tracks.delete(alarm);
  return true;
}

function freshTrack(from: number): AlarmTrack {
  return {
    state: "normal",
    since: from,
    onset: from,
    eventId: "",
    acknowledgedBy: null,
    pending: from,
    clearing: null,
    annunciatedAt: Number.NEGATIVE_INFINITY,
    hiddenSince: null,
    value: null,
  };
}

function isHidden(engine: Engine, plan: AlarmPlan): boolean {
  return plan.suppressedBy.some((other) => {
    const state = engine.tracks.get(other)?.state;
    return state !== undefined && isActive(state);
  });
}

/** The condition holds: after the on-delay it is raised, unless another alarm hides it; standing, it may announce itself again. */
function advanceHolding(engine: Engine, alarm: number, plan: AlarmPlan, judged: Judged): boolean {
  const { now } = engine;
  const track = engine.tracks.get(alarm) ?? freshTrack(judged.from);
  engine.tracks.set(alarm, track);
  track.clearing = null;
  if (isActive(track.state)) {
    if (track.state !== "acknowledged" || plan.reAlarm === Number.POSITIVE_INFINITY) return false;
    const again = track.annunciatedAt + plan.reAlarm;
    if (now >= again) transit(engine, alarm, "reAlarm");
    else wake(engine, again);
    return now < again;
  }
  track.pending ??= judged.from;
  const due = track.pending + plan.onDelay;
  if (now < due) {
    wake(engine, due);
    return true;
  }
  if (isHidden(engine, plan)) {
    track.hiddenSince ??= now;
    return true;
  }
  track.onset = track.pending;
  track.pending = null;
  track.hiddenSince = null;
  transit(engine, alarm, "raise");
  return false;
}

function tellHidden(engine: Engine, plan: AlarmPlan, since: number): void {
  const by = plan.suppressedBy.map((other) => engine.compiled.alarms[other]?.key ?? "").join(", ");
  const reason = `occurred while hidden by ${by}, for ${Math.round((engine.now - since) / 1000)} s`;
  decide(engine, { subject: plan.key, value: null, layer: "alarm", reason, inputs: alarmInputsOf(engine, plan) });
}

/** The condition does not hold: after the off-delay it returns; one that came and went while hidden is told of. */
function advanceGone(engine: Engine, alarm: number, plan: AlarmPlan, judged: Judged): boolean {
  const track = engine.tracks.get(alarm);
  if (track === undefined) return false;
  track.pending = null;
  if (track.hiddenSince !== null) {
    tellHidden(engine, plan, track.hiddenSince);
    track.hiddenSince = null;
  }
  if (!isActive(track.state)) {
    if (track.state === "normal") engine.tracks.delete(alarm);
    return false;
  }
  track.clearing ??= judged.unknown ? engine.now : judged.from;
  const due = track.clearing + plan.offDelay;
  if (engine.now < due) {
    wake(engine, due);
    return true;
  }
  track.clearing = null;
  const note = judged.unknown ? { note: "an input is bad: the condition is unknown" } : {};
  transit(engine, alarm, plan.latch ? "clearLatched" : "clear", note);
  return false;
}

function advance(engine: Engine, alarm: number, scope: Scope): void {
  const plan = engine.compiled.alarms[alarm];
  if (plan === undefined) return;
  const judged = judge(engine, plan, scope);
  const step = judged.holds ? advanceHolding : advanceGone;
  if (step(engine, alarm, plan, judged)) engine.armed.add(alarm);
  else engine.armed.delete(alarm);
}

/** Judges every alarm that may have changed: on the variables listed by this scan, with a timer, or looking at a condition. */
export function updateAlarms(engine: Engine, scope: Scope): void {
  const { arena, compiled } = engine;
  const due = new Set<number>(engine.armed);
  for (let variable = takeListed(arena); variable >= 0; variable = takeListed(arena)) {
    for (const alarm of compiled.alarmsOf.get(variable) ?? []) due.add(alarm);
  }
  for (const alarm of compiled.watched) due.add(alarm);
  for (const alarm of Array.from(due).sort((a, b) => a - b)) advance(engine, alarm, scope);
}
