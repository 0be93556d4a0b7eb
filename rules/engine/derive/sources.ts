import { decide } from "../decision.ts";
import { F, num, Q, qualityCodeAt, reasonBit, reasonsAt } from "../image/arena.ts";
import { type Engine, wake } from "../state.ts";
import type { Made } from "./derive.ts";
import type { DerivedPlan } from "./plan.ts";
import type { DerivedState } from "./state.ts";

/** The first good source; when none is good, the first uncertain one; -1 when all are bad. */
function firstUsable(engine: Engine, inputs: readonly number[]): number {
  const good = inputs.findIndex((input) => qualityCodeAt(engine.arena, input) === Q.good);
  if (good >= 0) return good;
  return inputs.findIndex((input) => qualityCodeAt(engine.arena, input) === Q.uncertain);
}

/** While sources differ too much for too long nobody can tell who lies: the index of the one to act on, else -1. */
function disputed(engine: Engine, plan: DerivedPlan, state: DerivedState): number {
  const rule = plan.rule.kind === "sources" ? plan.rule.disagree : undefined;
  if (rule === undefined) return -1;
  let lowest = -1;
  let highest = -1;
  const values = plan.inputs.map((input) => num(engine.arena, input, F.decided));
  for (const [order, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    if (lowest < 0 || value < (values[lowest] as number)) lowest = order;
    if (highest < 0 || value > (values[highest] as number)) highest = order;
  }
  const apart = lowest < 0 ? 0 : (values[highest] as number) - (values[lowest] as number);
  if (apart <= rule.more) {
    state.disagreeSince = null;
    return -1;
  }
  state.disagreeSince ??= engine.now;
  wake(engine, state.disagreeSince + rule.for);
  if (engine.now - state.disagreeSince < rule.for) return -1;
  return rule.use === "highest" ? highest : lowest;
}

function tellChange(engine: Engine, plan: DerivedPlan, state: DerivedState, source: number): void {
  const before = state.source;
  const first = before === -2;
  if (before === source || (first && source < 0)) return;
  state.source = source;
  if (first) return;
  const name = (order: number) => {
    const input = plan.inputs[order];
    return input === undefined ? "none" : (engine.compiled.paths[input] ?? "");
  };
  decide(engine, {
    subject: engine.compiled.paths[plan.variable] ?? "",
    value: null,
    layer: "quality",
    reason: `source changed from ${name(before)} to ${name(source)}`,
    inputs: plan.inputs,
  });
}

/** Chooses what a variable with several sources takes: the first good, the named one in a dispute, the last for a while. */
export function chooseSource(engine: Engine, plan: DerivedPlan, state: DerivedState): Made | undefined {
  const { arena } = engine;
  const dispute = disputed(engine, plan, state);
  const source = dispute >= 0 ? dispute : firstUsable(engine, plan.inputs);
  tellChange(engine, plan, state, source);
  const input = plan.inputs[source];
  if (input === undefined) return rideThrough(engine, plan);
  const disagree = dispute >= 0;
  return {
    value: num(arena, input, F.decided),
    quality: disagree ? Q.uncertain : qualityCodeAt(arena, input),
    reasons: reasonsAt(arena, input) | (disagree ? reasonBit.disagree : 0),
    at: num(arena, input, F.at),
    substituted: source > 0,
  };
}

/** No source is left: the last value, marked uncertain, for the agreed time; then bad with the sources' reasons. */
function rideThrough(engine: Engine, plan: DerivedPlan): Made {
  const { arena } = engine;
  let reasons = 0;
  let at = Number.NEGATIVE_INFINITY;
  for (const input of plan.inputs) {
    reasons |= reasonsAt(arena, input);
    at = Math.max(at, num(arena, input, F.at));
  }
  const { rule } = plan;
  const last = num(arena, plan.variable, F.value);
  const since = newestValueAt(engine, plan.inputs);
  const until = since + (rule.kind === "sources" ? rule.rideThrough : 0);
  if (Number.isNaN(last) || engine.now >= until) return { value: Number.NaN, quality: Q.bad, reasons, at };
  wake(engine, until);
  // Told once, when holding on begins: a value held is no new reading.
  const told = num(arena, plan.variable, F.at);
  return { value: last, quality: Q.uncertain, reasons, at: told, substituted: true, heldFrom: since };
}

function newestValueAt(engine: Engine, inputs: readonly number[]): number {
  return Math.max(...inputs.map((input) => num(engine.arena, input, F.valueAt)));
}
