import type { DecisionEvent } from "../../../core/wire/events.ts";
import type { ActuatorPlan } from "./plan.ts";
import { setpointOf } from "./setpoint.ts";
import type { ActuatorState } from "./state.ts";
import type { Want } from "./want.ts";

/** A speed or setpoint on its way is moved on so often, ms. */
export const rampPace = 1000;

/** The value of a command as records tell it: %, or kW or A of a setpoint; 0 stopped, 100 for what has no speed. */
export function commandValue(run: boolean, speed: number | null): number {
  return run ? (speed ?? 100) : 0;
}

/** A wanted speed or setpoint inside the limits of its actuator; null without. */
export function limitedSpeed(plan: ActuatorPlan, want: Want): number | null {
  if (plan.setpoint !== undefined) return setpointOf(plan.setpoint, want);
  if (plan.speed === undefined) return null;
  const { min, max } = plan.speed;
  const asked = Math.min(max, Math.max(min, want.speed ?? max));
  return Math.round(asked * 10) / 10;
}

/** Who wanted something else and lost, and to whom; with what holds the winner back, if anything does. */
export function refusedBy(plan: ActuatorPlan, state: ActuatorState, wants: readonly Want[]): DecisionEvent["refused"] {
  const [winner, ...others] = wants;
  if (winner === undefined) return [];
  const value = (want: Want) => (want.release === true ? null : commandValue(want.run, limitedSpeed(plan, want)));
  const lost = others
    .filter((other) => value(other) !== value(winner))
    .map((other) => ({ layer: other.layer, value: value(other), by: `${winner.layer} ${winner.by}` }));
  if (state.blocked === "" || winner.run === state.run) return lost;
  return [{ layer: winner.layer, value: value(winner), by: state.blocked }, ...lost];
}
