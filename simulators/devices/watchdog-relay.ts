import type { DurationMs, MonotonicMs } from "../../core/time.ts";

/** A relay that watches one coil: 30 s without a toggle, and the drives belong to their hard-wired floats. */
export interface WatchdogRelay {
  /** Armed by the first toggle: a station commissioned without it is left alone. */
  readonly armed: boolean;
  readonly coil: boolean;
  readonly toggledAt: MonotonicMs;
  readonly released: boolean;
}

const patience: DurationMs = 30_000;

/** The relay before its coil was ever written. */
export const idleRelay: WatchdogRelay = { armed: false, coil: false, toggledAt: 0, released: false };

/** What the coil does now; a toggle takes the drives back from the floats. */
export function watchCoil(relay: WatchdogRelay, coil: boolean, now: MonotonicMs): WatchdogRelay {
  if (coil !== relay.coil) return { armed: true, coil, toggledAt: now, released: false };
  const released = relay.armed && now - relay.toggledAt >= patience;
  return released === relay.released ? relay : { ...relay, released };
}

/** Hard-wired floats: start at -2.00, stop at -2.55 m NAP, in between they keep what is. */
export function floatsRun(level: number, running: boolean): boolean {
  if (level >= -2) return true;
  return level > -2.55 && running;
}
