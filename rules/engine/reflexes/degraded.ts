import type { DegradedStep } from "../../charter/reflex-schema.ts";

/** The step of the degraded sequence in force after the input has been bad for some time, and when that step began. */
export function stepAt(
  steps: readonly DegradedStep[],
  since: number,
  now: number,
): { step: DegradedStep; from: number } | undefined {
  let from = since;
  let last: { step: DegradedStep; from: number } | undefined;
  for (const step of steps) {
    last = { step, from };
    if (step.do === "safeState" || now < from + step.for) return last;
    from += step.for;
  }
  return last;
}
