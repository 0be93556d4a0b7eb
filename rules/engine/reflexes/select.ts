import { retryAfter } from "../actuators/feedback.ts";
import { startBlock } from "../actuators/start.ts";
import type { ActuatorState } from "../actuators/state.ts";
import type { Wants } from "../actuators/want.ts";
import { runningOf, triOf } from "../conditions/scope.ts";
import type { Engine } from "../state.ts";
import type { Staged } from "./staged.ts";

/** Who could serve a stage, best first: 0 must go on running, 1 runs, 2 can start, 3 must wait, 4 failed before. */
function standing(engine: Engine, actuator: number, state: ActuatorState): number {
  if (state.failedAt !== null) return 4;
  if (state.run) {
    const minOn = engine.compiled.actuators[actuator]?.minOn ?? 0;
    return engine.now < state.startedAt + minOn ? 0 : 1;
  }
  if (state.warnSince !== null) return 1;
  return startBlock(engine, actuator) === "" ? 2 : 3;
}

/** Whether a reflex may count on an actuator at all: read, in remote, sound, or failed long enough ago. */
function available(engine: Engine, actuator: number, state: ActuatorState): boolean {
  if (!state.known || state.sawLocal) return false;
  const fault = engine.compiled.actuators[actuator]?.fault;
  if (fault !== undefined && triOf(engine, fault) === 1) return false;
  return state.failedAt === null || engine.now - state.failedAt >= retryAfter;
}

function leadOrder(engine: Engine, plan: Staged): (a: number, b: number) => number {
  const use = (actuator: number): number => {
    const state = engine.actuators[actuator];
    if (state === undefined || plan.config.lead === "fixed") return 0;
    return plan.config.lead === "fewest-hours" ? state.runMs : state.startCount;
  };
  return (a, b) => use(a) - use(b) || plan.actuators.indexOf(a) - plan.actuators.indexOf(b);
}

/** Chooses which actuators serve so many stages; one that a higher layer runs already counts as serving. */
export function selectStaged(engine: Engine, plan: Staged, count: number, wants: Wants): ReadonlySet<number> {
  let needed = count;
  const candidates: { actuator: number; standing: number }[] = [];
  for (const actuator of plan.actuators) {
    const state = engine.actuators[actuator];
    if (state === undefined) continue;
    const higher = wants.of(actuator)[0];
    const serving = higher === undefined ? state.sawLocal && runningOf(engine, actuator) === 1 : higher.run;
    if (serving && state.failedAt === null) needed -= 1;
    if (higher !== undefined || !available(engine, actuator, state)) continue;
    candidates.push({ actuator, standing: standing(engine, actuator, state) });
  }
  const byLead = leadOrder(engine, plan);
  candidates.sort((a, b) => a.standing - b.standing || byLead(a.actuator, b.actuator));
  const chosen = candidates.slice(0, Math.max(0, needed)).map((candidate) => candidate.actuator);
  // What a higher layer keeps stopped is asked for all the same: the record then says who refused it.
  const kept = plan.actuators.filter((actuator) => wants.of(actuator)[0]?.run === false).sort(byLead);
  return new Set([...chosen, ...kept.slice(0, Math.max(0, needed - chosen.length))]);
}
