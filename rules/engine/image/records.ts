import { type Arena, createArena, F, R, setNum, setWord, U } from "./arena.ts";
import type { VariableRules } from "./plan.ts";

function writeRules(arena: Arena, index: number, rules: VariableRules): void {
  const { span, rate, spike, flatline, limits } = rules;
  if (span !== undefined) {
    setNum(arena, index, F.spanLo, span.lo);
    setNum(arena, index, F.spanHi, span.hi);
  }
  setNum(arena, index, F.stale, rules.stale);
  let bits = 0;
  if (rate !== undefined) {
    bits |= R.rate;
    setNum(arena, index, F.rateMost, rate.most);
    setNum(arena, index, F.ratePer, rate.per);
  }
  if (spike !== undefined) {
    bits |= R.spike | (spike.confirm << 8);
    setNum(arena, index, F.spikeHeight, spike.height);
  }
  if (flatline !== undefined) {
    bits |= R.flat | (flatline.conditional ? R.flatWhen : 0);
    setNum(arena, index, F.flatChange, flatline.change);
    setNum(arena, index, F.flatFor, flatline.for);
  }
  setWord(arena, index, U.rules, bits);
  let limitBits = 0;
  for (const [slot, limit] of limits.entries()) {
    limitBits |= (1 << slot) | (limit.high ? 16 << slot : 0);
    setNum(arena, index, F.limit + slot, limit.value);
    setNum(arena, index, F.deadband + slot, limit.deadband);
  }
  setWord(arena, index, U.limitRules, limitBits);
}

/** An arena whose records hold the rules of their variables and no reading yet. */
export function recordsOf(rules: readonly VariableRules[]): Arena {
  const arena = createArena(rules.length);
  for (const [index, own] of rules.entries()) writeRules(arena, index, own);
  return arena;
}
