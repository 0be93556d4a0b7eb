import { watchSpeed } from "../alarms/following.ts";
import { runningOf, speedShown, triOf } from "../conditions/scope.ts";
import { F, num } from "../image/arena.ts";
import { type Engine, wake } from "../state.ts";
import type { ActuatorPlan, SetpointPlan } from "./plan.ts";
import { adoptSetpoint } from "./setpoint-feedback.ts";
import type { ActuatorState } from "./state.ts";

/** A failed actuator may be tried again after this time, when nothing better is left. */
export const retryAfter = 600_000;

/** A first reading that an interlock needs is awaited no longer than this, ms. */
const longestWait = 60_000;

const hour = 3_600_000;

function noteStart(state: ActuatorState, now: number): void {
  state.startedAt = now;
  state.starts = [...state.starts.filter((at) => now - at < hour), now];
  state.startCount += 1;
}

/** Counts a start now: for minimum times, starts per hour and rotation. */
export function countStart(engine: Engine, plan: ActuatorPlan, state: ActuatorState): void {
  noteStart(state, engine.now);
  // A horn or siren is no load on the mains: it staggers nothing.
  if (plan.kind === "drive") engine.lastStartAt = engine.now;
}

/** A running actuator found at the start belongs to a stage: that stage is on, or the pump would be stopped. */
function adoptIntoStages(engine: Engine, actuator: number): void {
  for (const [index, plan] of engine.compiled.reflexes.entries()) {
    const state = engine.reflexes[index];
    if (plan.kind !== "staged" || state === undefined || !plan.actuators.includes(actuator)) continue;
    const free = state.stages.indexOf(false);
    if (free >= 0) state.stages[free] = true;
  }
}

/**
 * Whether an interlock that acts on the unknown still waits for its first reading since the start. Until that is late nothing
 * is decided: a restart would otherwise stop a pump only because its drive was read before its float.
 */
function awaitsInterlock(engine: Engine, actuator: number): boolean {
  const { arena, startedAt, now, compiled } = engine;
  let waits = false;
  for (const plan of compiled.interlocks) {
    if (plan.kind === "lock" || plan.whenUnknown !== "act" || !plan.actuators.includes(actuator)) continue;
    for (const variable of plan.when.variables) {
      const late = startedAt + Math.min(longestWait, num(arena, variable, F.stale));
      if (num(arena, variable, F.at) >= startedAt || now > late) continue;
      wake(engine, late + 1);
      waits = true;
    }
  }
  return waits;
}

/** Takes over what an actuator is found doing. Running with its start unknown counts as just started. */
function adopt(engine: Engine, actuator: number, plan: ActuatorPlan, state: ActuatorState, running: 0 | 1): void {
  state.known = true;
  state.sawRunning = running;
  if (running === 0) {
    if (state.run) state.stoppedAt = engine.now;
    state.run = false;
    state.speed = null;
    return;
  }
  if (!state.run) {
    countStart(engine, plan, state);
    adoptIntoStages(engine, actuator);
  }
  state.run = true;
  if (plan.speed === undefined) return;
  const actual = plan.actual === undefined ? Number.NaN : num(engine.arena, plan.actual, F.decided);
  const { min, max } = plan.speed;
  const seen = Number.isNaN(actual) ? (state.speed ?? max) : actual;
  state.speed = Math.min(max, Math.max(min, seen));
  state.speedWanted ??= state.speed;
  state.speedAt = engine.now;
}

/** Marks an actuator failed: it was told to run and does not. Others may take its place. */
function fail(engine: Engine, state: ActuatorState, why: string): void {
  state.failedAt = engine.now;
  state.failedWhy = why;
  state.notRunningSince = null;
}

/** Forgets a failure: somebody mended the cause, or it runs. */
export function mend(state: ActuatorState): void {
  state.failedAt = null;
  state.failedWhy = "";
}

function watchRunning(engine: Engine, plan: ActuatorPlan, state: ActuatorState, running: 0 | 1): void {
  const { now } = engine;
  const edge = running !== state.sawRunning;
  state.sawRunning = running;
  if (running === 1) {
    state.notRunningSince = null;
    if (state.run) mend(state);
    else if (edge) noteStart(state, now);
    return;
  }
  if (edge) state.stoppedAt = now;
  if (!state.run || state.failedAt !== null) {
    state.notRunningSince = null;
    return;
  }
  state.notRunningSince ??= now;
  const due = state.notRunningSince + plan.readBack;
  if (now >= due) fail(engine, state, `not running ${plan.readBack / 1000} s after it was told to`);
  else wake(engine, due);
}

function watchFault(engine: Engine, plan: ActuatorPlan, state: ActuatorState): void {
  const fault = triOf(engine, plan.fault);
  if (fault === 2) return;
  if (fault === 0 && state.sawFault === 1) mend(state);
  if (fault === 1 && state.run && state.failedAt === null) fail(engine, state, "the drive reports a fault");
  state.sawFault = fault;
}

function watchSelector(engine: Engine, plan: ActuatorPlan, state: ActuatorState): void {
  const remote = triOf(engine, plan.remote);
  if (remote === 2) return;
  const local = remote === 0;
  if (!local && state.sawLocal) mend(state);
  state.sawLocal = local;
}

/** A value restored from before the start is no reading of what the actuator does now. */
function readSinceStart(engine: Engine, point: number | undefined): boolean {
  return point !== undefined && num(engine.arena, point, F.valueAt) >= engine.startedAt;
}

function readSetpoint(engine: Engine, actuator: number, plan: ActuatorPlan, setpoint: SetpointPlan): void {
  const state = engine.actuators[actuator];
  const shown = speedShown(engine, actuator);
  if (state === undefined) return;
  const read = readSinceStart(engine, plan.actual) && !Number.isNaN(shown);
  if (!state.known && read && !awaitsInterlock(engine, actuator)) adoptSetpoint(engine, plan, setpoint, state, shown);
  watchFault(engine, plan, state);
  watchSpeed(engine, actuator, state, runningOf(engine, actuator));
}

function readOne(engine: Engine, actuator: number, plan: ActuatorPlan, state: ActuatorState, elapsed: number): void {
  const running = runningOf(engine, actuator);
  if (running === 1 && state.known) state.runMs += elapsed;
  if (running === 1 && engine.now - state.startedAt >= (plan.exercise?.for ?? 0)) state.ranAt = engine.now;
  if (plan.kind === "contact") return;
  if (plan.setpoint !== undefined) {
    readSetpoint(engine, actuator, plan, plan.setpoint);
    return;
  }
  watchSelector(engine, plan, state);
  if (running === 2) {
    state.notRunningSince = null;
    // A drive without this point can never be read back: it is commanded as it stands.
    if (plan.running === undefined) state.known = true;
  } else if (state.known) watchRunning(engine, plan, state, running);
  else if (readSinceStart(engine, plan.running) && !awaitsInterlock(engine, actuator))
    adopt(engine, actuator, plan, state, running);
  watchFault(engine, plan, state);
  watchSpeed(engine, actuator, state, running);
}

/** Reads what every actuator does: takes it over at the start, counts hours and starts, and notices failures. */
export function readFeedback(engine: Engine): void {
  const elapsed = Math.max(0, engine.now - engine.scannedAt);
  for (const [actuator, plan] of engine.compiled.actuators.entries()) {
    const state = engine.actuators[actuator];
    if (state !== undefined) readOne(engine, actuator, plan, state, elapsed);
  }
}
