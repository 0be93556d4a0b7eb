import { isAtWork } from "../actuators/setpoint.ts";
import { F, num, Q, qualityCodeAt } from "../image/arena.ts";
import { marginNow } from "../ranges/ranges.ts";
import type { Engine } from "../state.ts";
import type { Scope } from "./condition.ts";
import type { Tri } from "./tri.ts";

/** The value of a contact: 0, 1, or unknown while it is bad or absent. */
export function triOf(engine: Engine, variable: number | undefined): Tri {
  if (variable === undefined) return 2;
  const value = num(engine.arena, variable, F.decided);
  if (Number.isNaN(value)) return 2;
  return value === 0 ? 0 : 1;
}

/** Whether an actuator runs, by its feedback; a contact that is not read back is taken to obey. */
export function runningOf(engine: Engine, actuator: number): Tri {
  const plan = engine.compiled.actuators[actuator];
  const state = engine.actuators[actuator];
  if (plan === undefined || state === undefined) return 2;
  if (plan.running === undefined && plan.kind === "contact") return state.run ? 1 : 0;
  if (plan.setpoint !== undefined) {
    const shown = speedShown(engine, actuator);
    return Number.isNaN(shown) ? 2 : isAtWork(plan.setpoint, shown) ? 1 : 0;
  }
  return triOf(engine, plan.running);
}

/** What an actuator shows of its speed, %, or does of its setpoint, in that unit; NaN where it shows nothing. */
export function speedShown(engine: Engine, actuator: number): number {
  const { actual, setpoint } = engine.compiled.actuators[actuator] ?? {};
  return actual === undefined ? Number.NaN : num(engine.arena, actual, F.decided) * (setpoint?.factor ?? 1);
}

/** Whether an actuator is told to run. One that failed stays "commanded" until that is mended: somebody counted on it. */
export function commandedOf(engine: Engine, actuator: number): Tri {
  const state = engine.actuators[actuator];
  return state !== undefined && (state.run || state.failedAt !== null) ? 1 : 0;
}

/** The engine as conditions see it. */
export function scopeOf(engine: Engine): Scope {
  const { arena } = engine;
  return {
    value: (variable) => num(arena, variable, F.decided),
    good: (variable) => (qualityCodeAt(arena, variable) === Q.good ? 1 : 0),
    age: (variable) => engine.now - num(arena, variable, F.valueAt),
    margin: (variable) => marginNow(engine, engine.compiled.rangeOf.get(variable)),
    commanded: (actuator) => commandedOf(engine, actuator),
    running: (actuator) => runningOf(engine, actuator),
    interlocked: (interlock) => (engine.interlocks[interlock]?.active === true ? 1 : 0),
    blocked: (actuator) => {
      const held = engine.compiled.interlocks.some(
        (plan, index) => plan.actuators.includes(actuator) && engine.interlocks[index]?.active === true,
      );
      return held ? 1 : 0;
    },
  };
}
