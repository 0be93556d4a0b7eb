import type { Condition, Scope } from "../conditions/condition.ts";
import { not, resolve, type Tri } from "../conditions/tri.ts";
import type { Engine } from "../state.ts";
import type { InterlockPlan } from "./plan.ts";
import type { Force } from "./setpoint-schema.ts";
import type { Wants } from "./want.ts";

type Conditional = Extract<InterlockPlan, { kind: "condition" }>;

/** The conditions an interlock looks at; a lock looks at none. */
export function interlockConditions(plan: InterlockPlan): readonly Condition[] {
  if (plan.kind === "lock") return [];
  return plan.until === undefined ? [plan.when] : [plan.when, plan.until];
}

function letsGo(plan: Conditional, when: Tri, scope: Scope): Tri {
  return plan.until === undefined ? not(when) : plan.until.test(scope);
}

/** Whether an interlock acts now: from `when` on, until `until`; an unknown condition does what its file says. */
function acts(plan: Conditional, before: boolean, scope: Scope): { active: boolean; unknown: boolean } {
  const when = plan.when.test(scope);
  if (when === 1) return { active: true, unknown: false };
  const holds = before ? not(letsGo(plan, when, scope)) : when;
  return { active: resolve(holds, plan.whenUnknown, before), unknown: holds === 2 };
}

function orderOf(force: Force): { readonly run: boolean; readonly speed: number | null } {
  if (typeof force === "object") return { run: force.value !== 0, speed: force.value };
  return { run: force === "run", speed: null };
}

/** Judges every interlock with a condition and adds what the acting ones force. */
export function applyInterlocks(engine: Engine, scope: Scope, wants: Wants): void {
  for (const [index, plan] of engine.compiled.interlocks.entries()) {
    const state = engine.interlocks[index];
    if (state === undefined || plan.kind === "lock") continue;
    Object.assign(state, acts(plan, state.active, scope));
    if (!state.active) continue;
    const reason = state.unknown
      ? `interlock ${plan.id} acts because its input is unknown`
      : `interlock ${plan.id}: ${plan.when.text}`;
    const inputs = interlockConditions(plan).flatMap((condition) => condition.variables);
    const forced = { ...orderOf(plan.force), reason, inputs };
    for (const actuator of plan.actuators) wants.add(actuator, { layer: "interlock", by: plan.id, ...forced });
  }
}
