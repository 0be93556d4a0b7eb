import type { DurationMs, EpochMs } from "../../core/time.ts";

/** Where one device stands in its round of polls. */
export interface PollState {
  /** World time of the poll that is due or running. */
  readonly dueAt: EpochMs;
  /** Reads in a row that the device did not answer. */
  readonly failures: number;
}

/** How a read ended: `down` is the line's trouble, not the device's. */
export type PollOutcome = "answered" | "failed" | "down";

/** What to wait for before the next read: the next beat by world time, or a pause by the I/O clock. */
export type Pause =
  | { readonly clock: "world"; readonly at: EpochMs }
  | { readonly clock: "io"; readonly after: DurationMs };

/** A device that failed this often in a row is left alone for a while, so that it does not hold up the others. */
export const failuresBeforePause = 3;

const shortestPause: DurationMs = 1000;
const longestPause: DurationMs = 15_000;

/** True while a device is only tried now and then, and then just once. */
export function isDoubtful(state: PollState): boolean {
  return state.failures >= failuresBeforePause;
}

/**
 * The state after a read and what to wait for. Beats that passed meanwhile are left out, never made up for;
 * a world clock that was set back does not make the device wait longer than one beat. `jitter` is 0 to 1.
 */
export function afterRead(
  state: PollState,
  outcome: PollOutcome,
  config: { readonly poll: DurationMs; readonly jitter: number },
  now: EpochMs,
): { readonly state: PollState; readonly pause: Pause } {
  const { poll, jitter } = config;
  const beats = Math.max(1, Math.ceil((now - state.dueAt) / poll));
  const dueAt = Math.min(state.dueAt + beats * poll, now + poll);
  const failures = outcome === "failed" ? state.failures + 1 : outcome === "answered" ? 0 : state.failures;
  const after: PollState = { dueAt, failures };
  if (outcome !== "failed" || !isDoubtful(after)) return { state: after, pause: { clock: "world", at: dueAt } };
  const doublings = Math.min(10, failures - failuresBeforePause);
  const pause = Math.min(longestPause, shortestPause * 2 ** doublings) * (1 - jitter / 4);
  return { state: { ...after, dueAt: now + poll }, pause: { clock: "io", after: pause } };
}
