import type { Condition, Scope } from "./condition.ts";
import type { InterlockPlan } from "./plan.ts";
import type { Engine } from "./state.ts";
import { not, resolve, type Tri } from "./tri.ts";
import type { Wants } from "./want.ts";

function letsGo(plan: InterlockPlan, when: Tri, scope: Scope): Tri {
  return plan.until === undefined ? not(when) : plan.until.test(scope);
}

/** Whether an interlock acts now: from `when` on, until `until`; an unknown condition does what its file says. */
function acts(plan: InterlockPlan, before: boolean, scope: Scope): { active: boolean; unknown: boolean } {
  const when = plan.when.test(scope);
  if (when === 1) return { active: true, unknown: false };
  const holds = before ? not(letsGo(plan, when, scope)) : when;
  return { active: resolve(holds, plan.whenUnknown, before), unknown: holds === 2 };
}

const looksAt = (...conditions: (Condition | undefined)[]) =>
  conditions.flatMap((condition) => condition?.variables ?? []);

/** Judges every interlock and adds what the acting ones force. */
export function applyInterlocks(engine: Engine, scope: Scope, wants: Wants): void {
  for (const [index, plan] of engine.compiled.interlocks.entries()) {
    const state = engine.interlocks[index];
    if (state === undefined) continue;
    Object.assign(state, acts(plan, state.active, scope));
    if (!state.active) continue;
    const reason = state.unknown
      ? `interlock ${plan.id} acts because its input is unknown`
      : `interlock ${plan.id}: ${plan.when.text}`;
    const inputs = looksAt(plan.when, plan.until);
    const run = plan.force === "run";
    for (const actuator of plan.actuators) {
      wants.add(actuator, { layer: "interlock", by: plan.id, run, speed: null, reason, inputs });
    }
  }
}
