import type { Scope } from "../conditions/condition.ts";
import { resolve, type Tri } from "../conditions/tri.ts";
import { decide } from "../decision.ts";
import { F, num, Q, qualityCodeAt, takeListed, U, word } from "../image/arena.ts";
import { type Engine, wake } from "../state.ts";
import { alarmInputsOf, foundOf, hidersOf } from "./facts.ts";
import type { AlarmPlan } from "./plan.ts";
import { settingDiffers } from "./setting-alarm.ts";
import { advanceShelf } from "./shelving.ts";
import { isActive } from "./table.ts";
import { type AlarmTrack, quietTrack } from "./track.ts";
import { forgetNormal, transit } from "./transit.ts";

/** One alarm, as this scan looks at it. */
interface Look {
  readonly alarm: number;
  readonly plan: AlarmPlan;
  readonly scope: Scope;
}

/** Whether an alarm's condition holds now, and since when as far as the reading itself tells. */
interface Judged {
  readonly holds: boolean;
  readonly unknown: boolean;
  readonly from: number;
}

function judge(engine: Engine, { plan, scope }: Look): Judged {
  const { rule } = plan;
  const { arena, now } = engine;
  if (rule.kind === "condition") {
    const value: Tri = rule.condition.test(scope);
    return { holds: resolve(value, rule.whenUnknown, false), unknown: value === 2, from: now };
  }
  const bad = qualityCodeAt(arena, rule.variable) === Q.bad;
  if (rule.kind === "setting") {
    const holds = settingDiffers(engine, rule);
    return { holds, unknown: bad && !holds, from: now };
  }
  if (rule.kind === "speed") {
    const holds = engine.actuators[rule.actuator]?.strays === true;
    return { holds, unknown: bad && !holds, from: now };
  }
  const at = num(arena, rule.variable, F.at);
  if (rule.kind === "bad") {
    // A variable never read is blind from the start of the engine on.
    return { holds: bad, unknown: false, from: at === Number.NEGATIVE_INFINITY ? engine.startedAt : now };
  }
  const beyond = (word(arena, rule.variable, U.limits) & (1 << rule.slot)) !== 0;
  // A limit on a bad value is neither held nor let go: it counts as gone here, and the blind alarm speaks instead.
  return { holds: beyond && !bad, unknown: bad, from: Math.min(now, at) };
}

/**
 * The condition holds: after the on-delay it is raised, and standing it may announce itself again, unless something hides it.
 * Source: ANSI/ISA-18.2-2016 state F, suppressed by design.
 */
function advanceHolding(engine: Engine, look: Look, { from }: Judged): boolean {
  const { alarm, plan, scope } = look;
  const { now } = engine;
  const track = engine.tracks.get(alarm) ?? quietTrack(from);
  engine.tracks.set(alarm, track);
  track.clearing = null;
  if (isActive(track.state)) return announceAgain(engine, look, track);
  track.pending ??= from;
  const due = track.pending + plan.onDelay;
  if (now < due) {
    wake(engine, due);
    return true;
  }
  if (hidersOf(engine, plan, scope).length > 0) {
    track.hiddenSince ??= now;
    return true;
  }
  const found = foundOf(engine, plan);
  track.onset = track.pending;
  track.pending = null;
  track.hiddenSince = null;
  transit(engine, alarm, "raise", found === undefined ? {} : { note: found });
  return false;
}

/** One that is acknowledged and still holds announces itself again after a time; whether it waits for that. */
function announceAgain(engine: Engine, { alarm, plan, scope }: Look, track: AlarmTrack): boolean {
  if (track.state !== "acknowledged" || plan.reAlarm === Number.POSITIVE_INFINITY) return false;
  const again = track.annunciatedAt + plan.reAlarm;
  if (engine.now < again) {
    wake(engine, again);
    return true;
  }
  if (track.shelving.kind !== "unshelved" || hidersOf(engine, plan, scope).length > 0) return true;
  transit(engine, alarm, "reAlarm");
  return false;
}

function tellHidden(engine: Engine, plan: AlarmPlan, since: number): void {
  const hiders = plan.suppressedBy.map((other) => engine.compiled.alarms[other]?.key ?? "");
  const by = [...hiders, ...(plan.suppressedWhen === undefined ? [] : [plan.suppressedWhen.text])].join(", ");
  const reason = `occurred while hidden by ${by}, for ${Math.round((engine.now - since) / 1000)} s`;
  decide(engine, { subject: plan.key, value: null, layer: "alarm", reason, inputs: alarmInputsOf(engine, plan) });
}

/** The condition does not hold: after the off-delay it returns; one that came and went while hidden is told of. */
function advanceGone(engine: Engine, { alarm, plan }: Look, judged: Judged): boolean {
  const track = engine.tracks.get(alarm);
  if (track === undefined) return false;
  track.pending = null;
  if (track.hiddenSince !== null) {
    tellHidden(engine, plan, track.hiddenSince);
    track.hiddenSince = null;
  }
  if (!isActive(track.state)) {
    forgetNormal(engine, alarm, track);
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
  const look = { alarm, plan, scope };
  const judged = judge(engine, look);
  const waits = judged.holds ? advanceHolding(engine, look, judged) : advanceGone(engine, look, judged);
  const isShelved = advanceShelf(engine, alarm, plan, scope);
  if (waits || isShelved) engine.armed.add(alarm);
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
