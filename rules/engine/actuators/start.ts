import { type Engine, wake } from "../state.ts";

const hour = 3_600_000;

/** Why an actuator may not start, whoever asks: minimum off-time and starts per hour are broken by nothing. Empty = it may. */
export function startBlock(engine: Engine, actuator: number): "" | "minimum-off-time" | "starts-per-hour" {
  const plan = engine.compiled.actuators[actuator];
  const state = engine.actuators[actuator];
  if (plan === undefined || state === undefined) return "";
  const rested = state.stoppedAt + plan.minOff;
  if (engine.now < rested) {
    wake(engine, rested);
    return "minimum-off-time";
  }
  const recent = state.starts.filter((at) => engine.now - at < hour);
  const oldest = recent[recent.length - plan.startsPerHour];
  if (oldest === undefined) return "";
  wake(engine, oldest + hour);
  return "starts-per-hour";
}

/** What stands between a wanted start and the start. */
export type StartStep = "started" | "warning" | "minimum-off-time" | "starts-per-hour" | "stagger";

/** Whether another actuator of the site is in its warning: starts come one at a time. */
function anotherStarts(engine: Engine, actuator: number): boolean {
  return engine.actuators.some((state, index) => index !== actuator && state.warnSince !== null);
}

/** Brings an actuator one step nearer to its start: rest, stagger, warning, start. */
export function advanceStart(engine: Engine, actuator: number): StartStep {
  const plan = engine.compiled.actuators[actuator];
  const state = engine.actuators[actuator];
  if (plan === undefined || state === undefined) return "stagger";
  const block = startBlock(engine, actuator);
  if (block !== "") {
    state.warnSince = null;
    return block;
  }
  const { now } = engine;
  const clear = engine.lastStartAt + plan.stagger;
  const warnFor = plan.warn?.for ?? 0;
  if (state.warnSince === null) {
    if (anotherStarts(engine, actuator)) return "stagger";
    if (now < clear - warnFor) {
      wake(engine, clear - warnFor);
      return "stagger";
    }
    if (plan.warn !== undefined) state.warnSince = now;
  }
  const startAt = Math.max(clear, (state.warnSince ?? now) + warnFor);
  if (now < startAt) {
    wake(engine, startAt);
    return plan.warn === undefined ? "stagger" : "warning";
  }
  state.warnSince = null;
  return "started";
}
