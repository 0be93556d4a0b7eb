import type { Want, Wants } from "../actuators/want.ts";
import { interpolate } from "../derive/physics.ts";
import { F, num, Q, qualityCodeAt } from "../image/arena.ts";
import { fallLimit } from "../ranges/fall.ts";
import { type Engine, wake } from "../state.ts";
import { stepAt } from "./degraded.ts";
import type { ReflexPlan } from "./plan.ts";
import { selectStaged } from "./select.ts";
import type { ReflexState } from "./state.ts";

export type Staged = Extract<ReflexPlan, { kind: "staged" }>;

/** How much a staged reflex wants: so many actuators at this speed, and why. */
interface Demand {
  readonly count: number;
  readonly speed: number | null;
  readonly reason: string;
}

const shown = (value: number) => String(Math.round(value * 1000) / 1000);

/** Stages go on and off by their own distances to the target; between the two each stays as it is. */
function moveStages(plan: Staged, state: ReflexState, distance: number): void {
  const lowers = plan.config.effect === "lowers";
  for (const [order, stage] of plan.config.stages.entries()) {
    const starts = lowers ? distance >= stage.start : distance <= stage.start;
    const stops = lowers ? distance <= stage.stop : distance >= stage.stop;
    if (starts) state.stages[order] = true;
    else if (stops) state.stages[order] = false;
  }
}

const stagesOn = (state: ReflexState) => state.stages.filter(Boolean).length;

function demandByLevel(plan: Staged, state: ReflexState, value: number, target: number): Demand {
  const distance = value - target;
  moveStages(plan, state, distance);
  state.speed = interpolate(plan.config.speed, distance);
  const count = stagesOn(state);
  const side = distance < 0 ? "below" : "above";
  const reason = `${plan.id}: ${shown(Math.abs(distance))} ${side} target ${shown(target)}: ${count} of ${plan.config.stages.length} stages`;
  return { count, speed: state.speed, reason };
}

/** What to do while the input is bad: never a guess, only the declared sequence. Undefined = every actuator to its safe state. */
function demandWhenBad(engine: Engine, plan: Staged, state: ReflexState): Demand | undefined {
  const { now } = engine;
  state.badSince ??= now;
  const found = stepAt(plan.whenInputBad, state.badSince, now);
  if (found === undefined || found.step.do === "safeState") return undefined;
  const { step, from } = found;
  wake(engine, from + step.for);
  const input = engine.compiled.paths[plan.input] ?? "";
  if (step.do === "hold") {
    return { count: stagesOn(state), speed: state.speed, reason: `${plan.id}: ${input} is bad, holding` };
  }
  const phase = (now - from) % (step.run + step.rest);
  const runs = phase < step.run;
  wake(engine, now - phase + (runs ? step.run : step.run + step.rest));
  return { count: runs ? 1 : 0, speed: step.speed, reason: `${plan.id}: ${input} is bad, fixed programme` };
}

function wantSafeState(engine: Engine, plan: Staged, wants: Wants): void {
  for (const actuator of plan.actuators) {
    const safeState = engine.compiled.actuators[actuator]?.safeState;
    const want = { layer: plan.layer, by: plan.id, speed: null, inputs: [plan.input] };
    const reason = `${plan.id}: input is bad, safe state ${safeState}`;
    wants.add(actuator, { ...want, run: safeState === "run", release: safeState === "release", reason });
  }
}

/** Who cannot serve a stage that is wanted, so that a record tells why another one does. */
function failures(engine: Engine, plan: Staged, count: number): string {
  if (count === 0) return "";
  const told = plan.actuators.map((actuator) => {
    const state = engine.actuators[actuator];
    const failed = state !== undefined && state.failedAt !== null;
    return failed ? `; ${engine.compiled.actuators[actuator]?.id} failed: ${state.failedWhy}` : "";
  });
  return told.join("");
}

/** A staged reflex: as many actuators as the distance to the target asks for, the lead chosen by its rule. */
export function applyStaged(engine: Engine, plan: Staged, state: ReflexState, wants: Wants): void {
  const target = plan.range === undefined ? null : (engine.bounds[plan.range]?.target ?? null);
  const value = num(engine.arena, plan.input, F.decided);
  const usable = qualityCodeAt(engine.arena, plan.input) !== Q.bad && target !== null && !Number.isNaN(value);
  if (usable) state.badSince = null;
  const demand = usable ? demandByLevel(plan, state, value, target) : demandWhenBad(engine, plan, state);
  if (demand === undefined) {
    wantSafeState(engine, plan, wants);
    return;
  }
  const limit = usable && plan.config.effect === "lowers" ? fallLimit(engine, plan.range) : undefined;
  const count = limit === undefined ? demand.count : 0;
  const chosen = selectStaged(engine, plan, count, wants);
  const told = limit === undefined || demand.count === 0 ? demand.reason : `${demand.reason}, but it was ${limit}`;
  const reason = told + failures(engine, plan, count);
  const want = { layer: plan.layer, by: plan.id, reason, inputs: [plan.input] } satisfies Partial<Want>;
  for (const actuator of plan.actuators) {
    const run = chosen.has(actuator);
    wants.add(actuator, {
      ...want,
      run,
      speed: run ? demand.speed : null,
      idle: usable && !run && limit === undefined,
    });
  }
}
