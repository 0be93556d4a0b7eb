import type { EpochMs } from "../../../core/time.ts";
import type { StandingMode } from "../../../core/wire/alarm-digest.ts";
import type { Engine } from "../state.ts";

/**
 * What decides over each actuator now, in the order of the configuration, with the orders of people that stand. `lapseOf` tells
 * when an order ends where its lease is kept outside the engine.
 */
export function standingModes(engine: Engine, lapseOf: (actuator: string) => EpochMs | undefined): StandingMode[] {
  return engine.compiled.actuators.flatMap(({ id }, index): StandingMode[] => {
    const state = engine.actuators[index];
    if (state === undefined) return [];
    const { layer, by, released, override } = state;
    const mode: StandingMode = { actuator: id, layer, by };
    if (isDegraded(engine, index, layer)) mode.degraded = true;
    if (released) mode.released = true;
    if (override === null) return [mode];
    const { actor, value, reason, until } = override;
    return [{ ...mode, override: { by: actor, value, reason, until: lapseOf(id) ?? until } }];
  });
}

/** Whether the reflex that decides over an actuator has lost its input. */
function isDegraded(engine: Engine, actuator: number, layer: string): boolean {
  return engine.compiled.reflexes.some(
    (plan, index) =>
      plan.layer === layer && plan.actuators.includes(actuator) && engine.reflexes[index]?.badSince != null,
  );
}
