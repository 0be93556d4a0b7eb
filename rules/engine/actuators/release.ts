import { runningOf } from "../conditions/scope.ts";
import { decide } from "../decision.ts";
import type { Engine } from "../state.ts";
import { refusedBy } from "./command-value.ts";
import { anyLock, lockOn } from "./locks.ts";
import type { ActuatorState } from "./state.ts";
import type { Want } from "./want.ts";

/** Nothing here commands it now: what it does is only followed, and the next order will be a new one. */
function follow(engine: Engine, actuator: number, state: ActuatorState): void {
  const running = runningOf(engine, actuator);
  if (running !== 2) state.run = running === 1;
  state.speed = null;
  state.speedWanted = null;
  state.warnSince = null;
  state.sent = null;
}

/** Nothing here commands an actuator whose panel switch stands in local: what it does is only followed. */
export function followLocal(engine: Engine, actuator: number, state: ActuatorState): void {
  follow(engine, actuator, state);
  state.layer = "local";
  state.by = "panel";
  state.reason = "the panel switch stands in local";
  state.blocked = "local-mode";
}

/** Nothing is written to an actuator any more; `run` is what it was last seen to do. */
export function tellReleased(
  engine: Engine,
  actuator: number,
  want: Pick<Want, "layer" | "reason" | "inputs">,
  wants: readonly Want[],
): void {
  const plan = engine.compiled.actuators[actuator];
  const state = engine.actuators[actuator];
  if (plan === undefined || state === undefined) return;
  const { layer, reason, inputs } = want;
  const refused = refusedBy(plan, state, wants);
  state.decision = decide(engine, { subject: plan.id, value: null, layer, reason, inputs, refused });
  const { run, decision } = state;
  engine.out.outputs.push({ actuator: plan.id, run, speed: null, released: true, layer, decision });
}

/**
 * Leaves an actuator to what is wired where that is wanted, and answers what else is wanted of it. While somebody is at work
 * nothing is left to floats that could start it: it goes on with what it does.
 */
export function release(engine: Engine, actuator: number, want: Want, wants: readonly Want[]): Want | undefined {
  const state = engine.actuators[actuator];
  if (state === undefined) return undefined;
  const before = state.released;
  state.released = want.release === true && !anyLock(engine);
  if (want.release !== true) return want;
  if (!state.released) {
    const reason = `${want.reason}; not let go while a lock is on`;
    return { ...want, run: state.run, speed: state.speedWanted, reason };
  }
  follow(engine, actuator, state);
  const { layer, by, reason } = want;
  Object.assign(state, { layer, by, reason, blocked: "", refused: false });
  if (!before) tellReleased(engine, actuator, want, wants);
  return undefined;
}

/**
 * While a lock holds, an actuator told to run that cannot be read may have stopped: repeating its order could start it. The
 * order is not repeated until it was read again.
 */
export function releaseUnread(engine: Engine): void {
  for (const [actuator, plan] of engine.compiled.actuators.entries()) {
    const state = engine.actuators[actuator];
    const shown = plan.running ?? (plan.kind === "setpoint" ? plan.actual : undefined);
    if (state === undefined || shown === undefined || !state.known || !state.run) continue;
    if (runningOf(engine, actuator) !== 2 || lockOn(engine, actuator) === undefined) continue;
    state.known = false;
    state.sent = null;
    const reason = "it cannot be read while a lock is on: its order is not repeated";
    tellReleased(engine, actuator, { layer: "lock", reason, inputs: [shown] }, []);
  }
}
