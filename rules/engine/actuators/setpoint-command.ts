import { decide } from "../decision.ts";
import { type Engine, wake } from "../state.ts";
import { rampPace, refusedBy } from "./command-value.ts";
import { type Envelope, envelopeOf } from "./envelope.ts";
import { countStart } from "./feedback.ts";
import type { ActuatorPlan, SetpointPlan } from "./plan.ts";
import { leastChange, setpointOf } from "./setpoint.ts";
import type { ActuatorState } from "./state.ts";
import type { Want } from "./want.ts";

/** An actuator with a setpoint, and what is asked of it in this scan. */
interface Asked {
  readonly actuator: number;
  readonly plan: ActuatorPlan;
  readonly setpoint: SetpointPlan;
  readonly state: ActuatorState;
  readonly want: Want;
  readonly wants: readonly Want[];
}

function unwanted({ safe }: SetpointPlan): Want {
  const reason = "nobody asks for it";
  return { layer: "homeostasis", by: "safe-state", run: safe !== 0, speed: safe, reason, inputs: [] };
}

const breaksMinOn: ReadonlySet<string> = new Set(["lock", "interlock", "protection"]);

/** The asked value as far as live limits and locks let it. */
function inside({ state, setpoint, want }: Asked, { lo, hi, lowBy, highBy }: Envelope): number {
  const asked = setpointOf(setpoint, want);
  if (asked < lo) state.blocked = lowBy;
  if (asked > hi) state.blocked = highBy;
  return Math.min(hi, Math.max(lo, asked));
}

/** Minimum times: the one on yields to lock, interlock, protection and limits, and that is counted; the one off to nothing. */
function inTime(engine: Engine, { plan, setpoint, state, want }: Asked, value: number): number {
  const { now } = engine;
  if (value === 0 && state.run && now < state.startedAt + plan.minOn) {
    if (breaksMinOn.has(want.layer) || state.blocked !== "") {
      state.brokenMinOn += 1;
      return 0;
    }
    state.blocked = "minimum-on-time";
    wake(engine, state.startedAt + plan.minOn);
    return setpoint.offBelow > 0 ? setpoint.min : (state.speedWanted ?? 0);
  }
  if (value === 0 || state.run || now >= state.stoppedAt + plan.minOff) return value;
  state.blocked = "minimum-off-time";
  wake(engine, state.stoppedAt + plan.minOff);
  return 0;
}

/** A change too small to matter is left out, so that noise moves nothing; ends and idle are always reached. */
function worthwhile({ setpoint, state }: Asked, value: number): number {
  const held = state.speedWanted;
  if (held === null || value === 0 || value === setpoint.max || value === setpoint.min) return value;
  return Math.abs(value - held) >= leastChange(setpoint) ? value : held;
}

function markEdge(engine: Engine, { plan, state }: Asked, value: number): void {
  const run = value !== 0;
  if (run && !state.run) countStart(engine, plan, state);
  if (!run && state.run) state.stoppedAt = engine.now;
  state.run = run;
}

function tell(engine: Engine, asked: Asked, value: number): boolean {
  const { plan, state, want, wants, setpoint } = asked;
  const refused = value === 0 && wants.some((other) => setpointOf(setpoint, other) !== 0);
  const same = value === state.speedWanted && want.by === state.by && refused === state.refused;
  const { layer, by, reason } = want;
  state.reason = reason;
  if (same && state.sent !== null) return false;
  if (value !== state.speedWanted) state.toldAt = engine.now;
  markEdge(engine, asked, value);
  Object.assign(state, { speedWanted: value, layer, by, refused });
  state.decision = decide(engine, {
    subject: plan.id,
    value,
    layer,
    reason,
    inputs: want.inputs,
    refused: refusedBy(plan, state, wants),
  });
  wake(engine, engine.now + 1);
  return true;
}

/**
 * Leads the setpoint to its goal along the ramp; at once where an interlock says so, and back inside what limits and locks leave.
 * What follows a ramp lags behind each of its steps: until the last one, anything between the ramp's begin and the step is followed.
 */
function rampTo(engine: Engine, { setpoint, state, want }: Asked, { lo, hi }: Envelope): void {
  const goal = state.speedWanted ?? 0;
  const from = state.speed ?? 0;
  const elapsed = Math.max(0, engine.now - state.speedAt) / 1000;
  const free = !Number.isFinite(setpoint.ramp);
  const atOnce = free || want.layer === "interlock";
  const most = atOnce ? Number.POSITIVE_INFINITY : setpoint.ramp * elapsed;
  const distance = goal - from;
  state.speedAt = engine.now;
  const next = Math.abs(distance) <= most ? goal : from + (distance > 0 ? most : -most);
  state.speed = Math.min(hi, Math.max(lo, next));
  if (state.speed === Math.min(hi, Math.max(lo, goal))) {
    state.rampFrom = null;
    return;
  }
  state.toldAt = engine.now;
  state.rampFrom ??= from;
  wake(engine, engine.now + rampPace);
}

function putOut(engine: Engine, { plan, setpoint, state }: Asked, changed: boolean): void {
  const { sent, run, speed, speedWanted, layer, decision } = state;
  const told = sent?.speed ?? 0;
  const moved = Math.abs(told - (speed ?? 0)) >= leastChange(setpoint) || (speed === speedWanted && told !== speed);
  if (!changed && sent !== null && !moved) return;
  state.sent = { run, speed };
  engine.out.outputs.push({ actuator: plan.id, run, speed, released: false, layer, decision });
}

/** Gives an actuator with a setpoint what the highest layer wants, as far as limits, locks, times and ramp let it. */
export function commandSetpoint(engine: Engine, actuator: number, plan: ActuatorPlan, wants: readonly Want[]): void {
  const state = engine.actuators[actuator];
  const { setpoint } = plan;
  if (state === undefined || setpoint === undefined || !state.known) return;
  state.blocked = "";
  const want = wants[0] ?? unwanted(setpoint);
  const asked: Asked = { actuator, plan, setpoint, state, want, wants };
  const envelope = envelopeOf(engine, actuator, setpoint);
  const value = inside(asked, envelope);
  const changed = tell(engine, asked, worthwhile(asked, inTime(engine, asked, value)));
  rampTo(engine, asked, envelope);
  putOut(engine, asked, changed);
}
