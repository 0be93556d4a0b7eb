import type { DurationMs, EpochMs, MonotonicMs } from "../time.ts";

/** Takes back something that was scheduled; harmless when it already ran. */
export type Cancel = () => void;

/** The clock of measuredAt, scans, deadlines and staleness. In a replay it is the file's time. */
export interface WorldClock {
  /** In whole milliseconds. */
  now(): EpochMs;
  /** Runs once, when world time reaches `at`; at once (but never inside this call) when it already has. */
  schedule(at: EpochMs, run: () => void): Cancel;
  /** By how much it was set since this process began, forward positive: time it tells that did not pass. Absent: it never is. */
  setBy?(): DurationMs;
}

/** The clock of sockets, acknowledgements, leases and expiry; it never steps. */
export interface IoClock {
  now(): MonotonicMs;
  /** Runs once, after this long. */
  schedule(after: DurationMs, run: () => void): Cancel;
}

/** Both clocks, as every host is given them. */
export interface Clocks {
  readonly world: WorldClock;
  readonly io: IoClock;
}

/** Resolves after this long on the I/O clock. */
export function sleep(clock: IoClock, after: DurationMs): Promise<void> {
  return new Promise((resolve) => {
    clock.schedule(after, resolve);
  });
}
