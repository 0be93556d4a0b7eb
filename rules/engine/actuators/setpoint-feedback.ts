import type { Engine } from "../state.ts";
import type { ActuatorPlan, SetpointPlan } from "./plan.ts";
import { knownSetpoint } from "./setpoint.ts";
import type { ActuatorState } from "./state.ts";

/**
 * Takes over what an actuator with a setpoint is found doing, so that the first order moves it from there. What a charger was
 * told before a restart stands: that it draws less says only what its car wants.
 */
export function adoptSetpoint(
  engine: Engine,
  plan: ActuatorPlan,
  setpoint: SetpointPlan,
  state: ActuatorState,
  shown: number,
): void {
  state.known = true;
  const told = setpoint.unit === "A" ? state.speedWanted : null;
  const found = told ?? knownSetpoint(setpoint, Math.abs(shown) < setpoint.within ? 0 : shown);
  const run = found !== 0;
  if (run && !state.run) state.startedAt = engine.now;
  if (!run && state.run) state.stoppedAt = engine.now;
  Object.assign(state, { run, speed: found, speedWanted: found, speedAt: engine.now });
  state.reason = `found at ${Math.round(shown * 10) / 10} ${setpoint.unit}, ${plan.id} goes on from there`;
}
