import type { SetpointPlan } from "./plan.ts";
import type { Want } from "./want.ts";

/** A setpoint changes only by at least this share of the most it can be: what has no steps is not told every watt. */
const leastShare = 0.01;

/** The smallest change worth an order, in the unit of the setpoint. */
export function leastChange({ min, max, step }: SetpointPlan): number {
  return step > 0 ? step : leastShare * Math.max(Math.abs(min), Math.abs(max));
}

/** What comes of working in kW and telling amperes. */
const rounding = 1e-6;

/** The nearest setpoint towards rest that an actuator knows: inside its bounds, on its steps, a pause below its least. */
export function knownSetpoint(plan: SetpointPlan, value: number): number {
  const { min, max, step, offBelow } = plan;
  if (offBelow > 0 && value < offBelow - rounding) return 0;
  const inside = Math.min(max, Math.max(Math.min(min, 0), value));
  if (step === 0) return Math.round(inside * 10) / 10;
  const stepped = Math.floor(inside / step + rounding) * step;
  return inside > 0 ? Math.max(min, stepped) : inside;
}

/** What a want asks of an actuator with a setpoint, in its unit; 0 is idle. */
export function setpointOf(plan: SetpointPlan, want: Pick<Want, "run" | "speed">): number {
  return want.run ? knownSetpoint(plan, want.speed ?? plan.max) : 0;
}

/** Whether a person may order this value: idle, or between the least and the most. */
export function isSetpoint({ min, max }: SetpointPlan, value: number): boolean {
  return value === 0 || (value >= min && value <= max);
}

/** Whether what it shows is more than the noise of an idle one. */
export function isAtWork({ within, offBelow }: SetpointPlan, shown: number): boolean {
  return Math.abs(shown) >= (offBelow > 0 ? offBelow / 2 : within);
}
