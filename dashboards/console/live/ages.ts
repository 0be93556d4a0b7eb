import type { DurationMs, EpochMs } from "../../../core/time.ts";

/** A server that was silent for this long is said to be gone: two heartbeats missed. */
export const silenceLimit: DurationMs = 5_000;
/** A site that has said nothing for this long is said to be silent: three nonces missed. */
export const siteSilence: DurationMs = 15_000;
/** How long a value may be on its way to the page, ms of our own time. */
export const ageGrace: DurationMs = 5_000;
/** How old a value may become where nobody has said how often it is sent. */
export const usualMaxAge: DurationMs = 300_000;

/** Whether a site is said to be silent: by its own word, or by saying nothing (ms of our own time). */
export function isSilent(online: boolean | null, silence: DurationMs): boolean {
  return online === false || silence > siteSilence;
}

/** What decides whether a value may be shown as live. */
export interface Liveness {
  readonly measuredAt: EpochMs;
  /** World time. */
  readonly now: EpochMs;
  /** How many ms of world time pass in one of ours. */
  readonly pace: number;
  /** How old it may become, ms of world time; undefined where that is not known. */
  readonly maxAge: DurationMs | undefined;
  /** Nothing is heard any more of what it comes from. */
  readonly unheard: boolean;
}

/** Whether a value is outdated: it stays on the page, but nothing calls it good, and no margin is worked out of it. */
export function isOutdated({ measuredAt, now, pace, maxAge = usualMaxAge, unheard }: Liveness): boolean {
  return unheard || now - measuredAt > maxAge + ageGrace * Math.max(1, pace);
}
