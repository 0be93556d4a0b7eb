import type { Wants } from "../actuators/want.ts";
import type { Scope } from "../conditions/condition.ts";
import type { Tri } from "../conditions/tri.ts";
import { type Engine, wake } from "../state.ts";
import type { ReflexPlan } from "./plan.ts";
import type { ReflexState } from "./state.ts";

type OnOff = Extract<ReflexPlan, { kind: "on-off" }>;

/** True once a condition has held for a delay; an unknown one starts anew and decides nothing. */
function heldFor(
  engine: Engine,
  value: Tri,
  since: number | null,
  delay: number,
): { since: number | null; due: boolean } {
  if (value !== 1) return { since: null, due: false };
  const from = since ?? engine.now;
  if (engine.now - from >= delay) return { since: from, due: true };
  wake(engine, from + delay);
  return { since: from, due: false };
}

function advance(engine: Engine, plan: OnOff, state: ReflexState, scope: Scope): void {
  const start = plan.start.test(scope);
  if (!state.active) {
    const held = heldFor(engine, start, state.startSince, plan.config.onDelay);
    state.startSince = held.since;
    state.active = held.due;
    state.stopSince = null;
    return;
  }
  const stop = start === 1 ? 0 : plan.stop.test(scope);
  const held = heldFor(engine, stop, state.stopSince, plan.config.offDelay);
  state.stopSince = held.since;
  state.active = !held.due;
  if (held.due) state.startSince = null;
}

/** An on-off reflex: as protection it speaks only while it acts; elsewhere it also stops. */
export function applyOnOff(engine: Engine, plan: OnOff, state: ReflexState, scope: Scope, wants: Wants): void {
  advance(engine, plan, state, scope);
  if (!state.active && plan.layer === "protection") return;
  const run = state.active;
  const reason = run ? `${plan.id}: ${plan.start.text}` : `${plan.id} is at rest`;
  const inputs = [...plan.start.variables, ...plan.stop.variables];
  const speed = run ? plan.config.speed : null;
  for (const actuator of plan.actuators)
    wants.add(actuator, { layer: plan.layer, by: plan.id, run, speed, reason, inputs, idle: !run });
}
