import { F, num, Q, qualityCodeAt, reasonBit, reasonsAt } from "../image/arena.ts";
import { type Engine, wake } from "../state.ts";
import type { Made } from "./derive.ts";
import { emptyWindow, takeIntoWindow, type WindowMean, windowMean, windowParts } from "./mean-window.ts";
import type { DerivedRule } from "./plan.ts";
import type { DerivedState } from "./state.ts";

type Rule = Extract<DerivedRule, { kind: "mean" }>;

/** A source is looked at this often at least; twice as long without a scan and nobody looked. */
const lookEvery = 60_000;

/** Good where good time alone suffices, doubtful where it takes doubtful time too, and without a value where both do not. */
function judged(rule: Rule, { mean, known, good, reasons }: WindowMean, at: number): Made {
  const enough = rule.window * rule.share;
  if (known < enough) return { value: Number.NaN, quality: Q.bad, reasons: reasonBit.missing, at };
  if (good < enough) return { value: mean, quality: Q.uncertain, reasons, at };
  return { value: mean, quality: Q.good, reasons: 0, at };
}

/** The mean of a sliding window: with each reading of its source, and while there are none when a part ends or it is in doubt. */
export function makeMean(engine: Engine, rule: Rule, state: DerivedState, fresh: boolean): Made | undefined {
  const { arena, now } = engine;
  const width = rule.window / windowParts;
  const before = state.window?.width === width ? state.window : emptyWindow(rule.window, now);
  const said = {
    value: num(arena, rule.source, F.decided),
    good: qualityCodeAt(arena, rule.source) === Q.good,
    reasons: reasonsAt(arena, rule.source),
  };
  const window = takeIntoWindow(before, now, said, 2 * lookEvery);
  state.window = window;
  wake(engine, Math.min(now + lookEvery, window.start + width));
  const made = judged(rule, windowMean(window), now);
  const tells = fresh && made.quality !== Q.bad;
  return tells || window.start !== before.start || made.quality !== state.quality ? made : undefined;
}
