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

/** What the wall clock tells beyond the time that passed since this process began. */
const wallSetBy = (): DurationMs => Date.now() - performance.timeOrigin - performance.now();

/** The machine's wall clock. */
export const wallClock: WorldClock = {
  now: () => Date.now(),
  schedule: (at, run) => ioClock.schedule(at - Date.now(), run),
  setBy: wallSetBy,
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
  const clock = fastClock(speed, () => Math.min(Date.now(), Math.floor(start + (Date.now() - startedAt) * speed)));
  return speed === 1 ? { ...clock, setBy: wallSetBy } : clock;
}

/** A world clock that goes on only as far as it is granted (times in epoch ms), `speed` times as fast as life on the way. */
export interface GrantedClock extends WorldClock {
  /** It stands at `from` at least, and goes no further than `until`. */
  grant(grant: { readonly from: EpochMs; readonly until: EpochMs }): void;
}

/**
 * A granted clock that stands at `start`. When nothing was granted for `patience` (ms of real time) it goes on by itself, never
 * past wall time: whoever grants must be able to fail without stopping the world.
 */
export function grantedClock(speed: number, start: EpochMs, patience: DurationMs): GrantedClock {
  let [base, at, limit] = [start, ioClock.now(), start];
  const now = (): EpochMs => {
    const passed = ioClock.now() - at;
    const alone = Math.max(0, passed - patience) * speed;
    return Math.floor(alone > 0 ? Math.min(Date.now(), limit + alone) : Math.min(limit, base + passed * speed));
  };
  return {
    ...fastClock(speed, now),
    grant({ from, until }) {
      const reached = Math.max(now(), from);
      [base, at, limit] = [reached, ioClock.now(), Math.max(limit, until, reached)];
    },
  };
}

/** Timers of a clock that runs `speed` times as fast, and may stand still meanwhile. */
function fastClock(speed: number, now: () => EpochMs): WorldClock {
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
