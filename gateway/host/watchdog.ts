import type { Cancel, IoClock } from "../../core/ports/clock.ts";
import type { DurationMs, MonotonicMs } from "../../core/time.ts";
import type { WritePoint } from "../actuators/writer.ts";

/** How far each watched part has come: counts that only rise while it works. */
export type Progress = Readonly<Record<string, number>>;

/** What a watchdog remembers between two looks. */
export interface WatchdogState {
  readonly progress: Progress;
  /** When each part last got further. */
  readonly movedAt: Readonly<Record<string, MonotonicMs>>;
  readonly coil: boolean;
}

/** Nothing seen yet, coil off. */
export const stillWatchdog: WatchdogState = { progress: {}, movedAt: {}, coil: false };

/** A part that has not got further for this long does not work. */
export const patience: DurationMs = 10_000;

/** Toggles the coil when every watched part got further lately; a part that stands still holds it, and the relay lets go. */
export function stepWatchdog(state: WatchdogState, progress: Progress, now: MonotonicMs): WatchdogState {
  const movedAt: Record<string, MonotonicMs> = {};
  for (const [part, count] of Object.entries(progress)) {
    const moved = count > (state.progress[part] ?? -1);
    movedAt[part] = moved ? now : (state.movedAt[part] ?? now);
  }
  const alive = Object.values(movedAt).every((at) => now - at <= patience);
  return { progress, movedAt, coil: alive ? !state.coil : state.coil };
}

/** What a watchdog looks at, what it writes, and how often. */
export interface WatchdogParts {
  readonly device: string;
  readonly point: string;
  readonly every: DurationMs;
  readonly progress: () => Progress;
  /** True while the drives are left to their floats: no toggle then, so that the relay lets them. */
  readonly releases: () => boolean;
  readonly write: WritePoint;
  readonly clock: IoClock;
}

/** Drives the coil of an external watchdog relay; returns how to stop, which is what the relay is there for. */
export function startWatchdog(parts: WatchdogParts): Cancel {
  let state = stillWatchdog;
  let cancel: Cancel = () => undefined;
  const turn = (): void => {
    const before = state.coil;
    if (!parts.releases()) state = stepWatchdog(state, parts.progress(), parts.clock.now());
    if (state.coil !== before) void parts.write(parts.device, parts.point, state.coil ? 1 : 0);
    cancel = parts.clock.schedule(parts.every, turn);
  };
  cancel = parts.clock.schedule(parts.every, turn);
  return () => cancel();
}
