import type { Cancel, Clocks, IoClock, WorldClock } from "../ports/clock.ts";
import type { DurationMs, EpochMs } from "../time.ts";

/** setTimeout counts in signed 32 bits; longer waits are cut into pieces. */
const longestTimer: DurationMs = 2 ** 31 - 1;

/** The machine's monotonic clock. */
export const ioClock: IoClock = {
  now: () => performance.now(),
  schedule(after, run) {
    let timer: NodeJS.Timeout;
    const arm = (left: DurationMs) => {
      timer = setTimeout(() => (left > longestTimer ? arm(left - longestTimer) : run()), Math.min(left, longestTimer));
    };
    arm(Math.max(0, after));
    return () => clearTimeout(timer);
  },
};

/** The machine's wall clock. */
export const wallClock: WorldClock = {
  now: () => Date.now(),
  schedule: (at, run) => ioClock.schedule(at - Date.now(), run),
};

/** How world time relates to wall time; with speed 1 and start = startedAt they are the same. */
export interface WorldPace {
  readonly speed: number;
  readonly start: EpochMs;
  readonly startedAt: EpochMs;
}

/** Both of the machine's clocks. */
export const systemClocks: Clocks = { world: wallClock, io: ioClock };

/**
 * A world clock that runs `speed` times as fast, from `start` at wall time `startedAt` (so that several processes share one
 * world), and never passes wall time: once it has caught up it is wall time.
 */
export function acceleratedClock({ speed, start, startedAt }: WorldPace): WorldClock {
  const now = (): EpochMs => Math.min(Date.now(), Math.floor(start + (Date.now() - startedAt) * speed));
  const schedule = (at: EpochMs, run: () => void): Cancel => {
    let cancel: Cancel = () => undefined;
    const wait = (): void => {
      const left = at - now();
      cancel = ioClock.schedule(left <= 0 ? 0 : Math.max(1, left / speed), () => (at <= now() ? run() : wait()));
    };
    wait();
    return () => cancel();
  };
  return { now, schedule };
}
