import { formatDuration } from "../../../core/time.ts";
import type { Scope } from "../conditions/condition.ts";
import { triOf } from "../conditions/scope.ts";
import { type Engine, wake } from "../state.ts";
import type { ActuatorPlan, ExercisePlan } from "./plan.ts";
import { startBlock } from "./start.ts";
import type { ActuatorState } from "./state.ts";
import type { Wants } from "./want.ts";

/** One drive with the exercise its file asks for. */
interface Trainee {
  readonly actuator: number;
  readonly plan: ActuatorPlan;
  readonly exercise: ExercisePlan;
  readonly state: ActuatorState;
}

/** Whether the hours of the day allow it: one that stands must also get done in them. */
function isItsHour(engine: Engine, { plan, exercise, state }: Trainee): boolean {
  const { now } = engine;
  const stretches = exercise.around(now);
  const present = stretches.find(({ from, to }) => from <= now && now < to);
  if (present === undefined) {
    wake(engine, stretches.find(({ from }) => from > now)?.from ?? now);
    return false;
  }
  wake(engine, present.to);
  const begins = (state.warnSince ?? now) + (plan.warn?.for ?? 0);
  return state.run || begins + exercise.for <= present.to;
}

/** Whether a drive that is due can be run without going against anybody: a failed one, or one held by any layer, cannot. */
function isFree(engine: Engine, { actuator, plan, state }: Trainee, wants: Wants): boolean {
  const [first] = wants.of(actuator);
  if (first !== undefined && first.idle !== true) return false;
  if (!state.known || state.sawLocal || state.failedAt !== null || triOf(engine, plan.fault) === 1) return false;
  return state.run || startBlock(engine, actuator) === "";
}

function due(engine: Engine): readonly Trainee[] {
  return engine.compiled.actuators.flatMap((plan, actuator) => {
    const { exercise } = plan;
    const state = engine.actuators[actuator];
    if (exercise === undefined || state === undefined) return [];
    wake(engine, state.ranAt + exercise.every);
    return engine.now < state.ranAt + exercise.every ? [] : [{ actuator, plan, exercise, state }];
  });
}

/** Runs a drive that has not run for long, one at a time, in its hours and while its condition holds. */
export function applyExercise(engine: Engine, scope: Scope, wants: Wants): void {
  const ready = due(engine).filter(
    (one) => (one.exercise.when?.test(scope) ?? 1) === 1 && isFree(engine, one, wants) && isItsHour(engine, one),
  );
  const next = ready.find(({ state }) => state.layer === "exercise" || state.warnSince !== null) ?? ready[0];
  if (next === undefined) return;
  const { actuator, plan, exercise, state } = next;
  if (state.run) wake(engine, state.startedAt + exercise.for);
  const reason = `exercise: has not run for ${formatDuration(exercise.every)}`;
  const inputs = exercise.when?.variables ?? [];
  wants.lead(actuator, { layer: "exercise", by: plan.id, run: true, speed: plan.speed?.min ?? null, reason, inputs });
}
