import { decide } from "../decision.ts";
import { type Engine, wake } from "../state.ts";
import { commandValue, limitedSpeed, rampPace, refusedBy } from "./command-value.ts";
import { countStart, mend } from "./feedback.ts";
import type { ActuatorPlan } from "./plan.ts";
import { followLocal, release } from "./release.ts";
import { commandSetpoint } from "./setpoint-command.ts";
import { advanceStart } from "./start.ts";
import type { ActuatorState } from "./state.ts";
import type { Want, Wants } from "./want.ts";

/** A speed changes only by at least this much, %: a drive is not told every tenth. */
export const speedStep = 1;

interface Told {
  readonly run: boolean;
  readonly speed: number | null;
  readonly layer: string;
  readonly by: string;
  readonly reason: string;
}

/** What an actuator is wanted to do when nobody wants anything: its safe state. */
function unwanted(plan: ActuatorPlan): Want {
  const { safeState } = plan;
  const want = {
    layer: "homeostasis",
    by: "safe-state",
    speed: null,
    reason: "nobody asks for it",
    inputs: [],
  } as const;
  return { ...want, run: safeState === "run", release: safeState === "release" };
}

function rampTo(engine: Engine, plan: ActuatorPlan, state: ActuatorState): void {
  const { speed, speedWanted } = state;
  if (!state.run || speedWanted === null || speed === null || speed === speedWanted) return;
  const ramp = plan.speed?.ramp;
  const elapsed = Math.max(0, engine.now - state.speedAt) / 1000;
  state.speedAt = engine.now;
  const most = ramp === undefined ? Number.POSITIVE_INFINITY : ramp * elapsed;
  const distance = speedWanted - speed;
  state.speed = Math.abs(distance) <= most ? speedWanted : speed + (distance > 0 ? most : -most);
  if (state.speed !== speedWanted) wake(engine, engine.now + rampPace);
}

function newSpeed(plan: ActuatorPlan, state: ActuatorState, wanted: number | null): number | null {
  const held = state.speedWanted;
  if (wanted === null || held === null || plan.speed === undefined) return wanted;
  const atEnd = wanted === plan.speed.min || wanted === plan.speed.max;
  return atEnd || Math.abs(wanted - held) >= speedStep ? wanted : held;
}

function toldOf(plan: ActuatorPlan, state: ActuatorState, run: boolean, want: Want): Told {
  const speed = run ? newSpeed(plan, state, limitedSpeed(plan, want)) : null;
  return { run, speed, layer: want.layer, by: want.by, reason: want.reason };
}

/** A start begins at the lowest speed where a ramp leads up from it. */
function beginSpeed(engine: Engine, plan: ActuatorPlan, state: ActuatorState, told: Told): void {
  if (!told.run) state.speed = null;
  else if (state.speed === null || !state.run) {
    state.speed = plan.speed?.ramp === undefined ? told.speed : plan.speed.min;
    state.speedAt = engine.now;
  }
}

function tell(engine: Engine, actuator: number, told: Told, wants: readonly Want[]): void {
  const plan = engine.compiled.actuators[actuator];
  const state = engine.actuators[actuator];
  if (plan === undefined || state === undefined) return;
  const refused = wants[0]?.run === false && wants.some((want) => want.run);
  const asBefore = told.by === state.by && refused === state.refused;
  const same = told.run === state.run && told.speed === state.speedWanted && asBefore;
  const firstTime = state.sent === null;
  beginSpeed(engine, plan, state, told);
  if (!same || firstTime) {
    const reason = state.failedAt === engine.now ? `failed: ${state.failedWhy}` : told.reason;
    Object.assign(state, { run: told.run, speedWanted: told.speed, layer: told.layer, by: told.by, reason, refused });
    state.decision = decide(engine, {
      subject: plan.id,
      value: commandValue(told.run, told.speed),
      layer: told.layer,
      reason,
      inputs: wants[0]?.inputs ?? [],
      refused: refusedBy(plan, state, wants),
    });
    wake(engine, engine.now + 1);
  } else state.reason = told.reason;
  rampTo(engine, plan, state);
  putOut(engine, plan, state, !same || firstTime);
}

function putOut(engine: Engine, plan: ActuatorPlan, state: ActuatorState, changed: boolean): void {
  const { sent, run, speed } = state;
  const atGoal = speed === state.speedWanted;
  const moved =
    sent === null || Math.abs((sent.speed ?? 0) - (speed ?? 0)) >= speedStep || (atGoal && sent.speed !== speed);
  if (!changed && !moved) return;
  state.sent = { run, speed };
  const { layer, decision } = state;
  engine.out.outputs.push({ actuator: plan.id, run, speed, released: false, layer, decision });
}

/** May a running actuator stop now? The minimum on-time yields to lock, interlock and protection alone, and that is counted. */
function mayStop(engine: Engine, plan: ActuatorPlan, state: ActuatorState, want: Want): boolean {
  if (state.failedAt !== null || runsOut(engine, plan, state)) return true;
  const until = state.startedAt + plan.minOn;
  if (engine.now >= until) return true;
  if (want.layer === "lock" || want.layer === "interlock" || want.layer === "protection") {
    state.brokenMinOn += 1;
    return true;
  }
  state.blocked = "minimum-on-time";
  wake(engine, until);
  return false;
}

function runsOut(engine: Engine, plan: ActuatorPlan, state: ActuatorState): boolean {
  return engine.now >= state.startedAt + plan.maxOn;
}

/** A contact may be on only so long; then it stays off until nobody wants it on any more. */
function watchLongest(engine: Engine, plan: ActuatorPlan, state: ActuatorState, want: Want): Want {
  if (plan.maxOn === Number.POSITIVE_INFINITY) return want;
  if (!want.run) state.tripped = false;
  else if (state.run && runsOut(engine, plan, state)) state.tripped = true;
  if (state.run) wake(engine, state.startedAt + plan.maxOn);
  if (!state.tripped) return want;
  state.blocked = "longest-on-time";
  return { ...want, run: false, speed: null, reason: `on for ${plan.maxOn / 1000} s, the longest allowed` };
}

function commandOne(engine: Engine, actuator: number, plan: ActuatorPlan, wants: readonly Want[]): void {
  const state = engine.actuators[actuator];
  if (state === undefined || !state.known) return;
  const asked = release(engine, actuator, wants[0] ?? unwanted(plan), wants);
  if (state.sawLocal) followLocal(engine, actuator, state);
  if (asked === undefined || state.sawLocal) return;
  state.blocked = "";
  const want = watchLongest(engine, plan, state, asked);
  if (want.run === state.run) {
    state.warnSince = null;
    tell(engine, actuator, toldOf(plan, state, want.run, want), wants);
    return;
  }
  if (!want.run) {
    const stops = mayStop(engine, plan, state, want);
    // Until it may stop, what it does is still the word of whoever started it.
    const { layer, by, reason, speedWanted: speed } = state;
    const kept = { run: true, speed, layer, by, reason };
    tell(engine, actuator, stops ? toldOf(plan, state, false, want) : kept, wants);
    if (stops) state.stoppedAt = engine.now;
    return;
  }
  startOne(engine, actuator, plan, wants, want);
}

function startOne(engine: Engine, actuator: number, plan: ActuatorPlan, wants: readonly Want[], want: Want): void {
  const state = engine.actuators[actuator];
  if (state === undefined) return;
  const step = plan.kind === "drive" ? advanceStart(engine, actuator) : "started";
  if (step === "started") {
    countStart(engine, plan, state);
    mend(state);
    state.notRunningSince = null;
    tell(engine, actuator, toldOf(plan, state, true, want), wants);
    return;
  }
  state.blocked = step;
  if (state.sent === null)
    tell(
      engine,
      actuator,
      { run: false, speed: null, layer: want.layer, by: want.by, reason: `waits: ${step}` },
      wants,
    );
}

/** The horn sounds for whoever is about to start. */
function wantWarnings(engine: Engine, wants: Wants): void {
  for (const [actuator, state] of engine.actuators.entries()) {
    const plan = engine.compiled.actuators[actuator];
    if (state.warnSince === null || plan?.warn === undefined) continue;
    const reason = `warns before ${plan.id} starts`;
    wants.add(plan.warn.actuator, { layer: "protection", by: plan.id, run: true, speed: null, reason, inputs: [] });
  }
}

/** Gives every actuator what the highest layer wants, as far as its own limits let it: one command each scan. */
export function commandAll(engine: Engine, wants: Wants): void {
  const { actuators } = engine.compiled;
  for (const [actuator, plan] of actuators.entries()) {
    if (plan.kind === "drive") commandOne(engine, actuator, plan, wants.of(actuator));
    else if (plan.kind === "setpoint") commandSetpoint(engine, actuator, plan, wants.of(actuator));
  }
  wantWarnings(engine, wants);
  for (const [actuator, plan] of actuators.entries()) {
    if (plan.kind === "contact") commandOne(engine, actuator, plan, wants.of(actuator));
  }
}
