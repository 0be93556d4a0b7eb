import type { Reading } from "../../core/reading.ts";
import type { DurationMs, EpochMs } from "../../core/time.ts";
import type { Derived, Effects, Input } from "../../rules/engine/types.ts";

/** A reading got later than this after it was measured says when it was got. */
const noticeableDelay: DurationMs = 1_000;

/**
 * The readings of one scan: every input as its device gave it, or as the engine judged it; what went stale; and what the
 * site works out for itself.
 */
export function readingsOf(
  inputs: readonly Input[],
  effects: Pick<Effects, "derived" | "judged">,
  now: EpochMs,
): Reading[] {
  const judged = new Map(effects.judged.map((reading) => [keyOf(reading), reading]));
  const readings = inputs.map((input) => {
    const verdict = judged.get(keyOf(input));
    judged.delete(keyOf(input));
    return verdict === undefined ? measured(input, now) : worked(verdict, now);
  });
  for (const reading of judged.values()) readings.push(worked(reading, now));
  for (const reading of effects.derived) readings.push(worked(reading, now));
  return readings;
}

const keyOf = ({ path, measuredAt }: { path: string; measuredAt: EpochMs }): string => `${path} ${measuredAt}`;

function measured({ path, value, quality, reasons, measuredAt }: Input, now: EpochMs): Reading {
  return { path, value, quality, reasons, measuredAt, origin: "measured", ...received(measuredAt, now) };
}

function worked({ path, value, quality, reasons, measuredAt, substituted }: Derived, now: EpochMs): Reading {
  const origin = substituted ? "substituted" : "measured";
  return { path, value, quality, reasons, measuredAt, origin, ...received(measuredAt, now) };
}

function received(measuredAt: EpochMs, now: EpochMs): { receivedAt?: EpochMs } {
  return now - measuredAt > noticeableDelay ? { receivedAt: now } : {};
}
