import type { Scope } from "../conditions/condition.ts";
import { triOf } from "../conditions/scope.ts";
import { accept } from "../image/accept.ts";
import {
  F,
  maskOf,
  num,
  Q,
  qualityCodeAt,
  qualityOfCode,
  reasonBit,
  reasonsAt,
  reasonsOf,
  setNum,
  U,
  word,
} from "../image/arena.ts";
import type { Engine } from "../state.ts";
import type { Derived } from "../types.ts";
import { makeMean } from "./mean.ts";
import { countsSince, depthOf, dischargeOf, fromCurrent } from "./physics.ts";
import type { DerivedPlan, DerivedRule } from "./plan.ts";
import { takeIntoQuarter } from "./quarter.ts";
import { chooseSource } from "./sources.ts";
import type { DerivedState } from "./state.ts";

/** What a variable's record says now, as a reading. */
export function readingOf(engine: Engine, index: number, at: number, substituted = false): Derived {
  const { arena, compiled } = engine;
  const value = num(arena, index, F.value);
  return {
    path: compiled.paths[index] ?? "",
    value: Number.isNaN(value) ? null : value,
    quality: qualityOfCode(qualityCodeAt(arena, index)),
    reasons: reasonsOf(reasonsAt(arena, index)),
    substituted,
    measuredAt: at,
  };
}

/** A worked-out value before its own rules judge it. */
export interface Made {
  readonly value: number;
  readonly quality: number;
  readonly reasons: number;
  /** World time of the newest input it rests on. */
  readonly at: number;
  readonly substituted?: boolean;
  /** When a value that is only held on to was measured. */
  readonly heldFrom?: number;
}

/** The worst quality and all reasons of some variables. */
function joined(engine: Engine, inputs: readonly number[]): { quality: number; reasons: number; at: number } {
  let quality: number = Q.good;
  let reasons = 0;
  let at = Number.NEGATIVE_INFINITY;
  for (const input of inputs) {
    quality = Math.min(quality, qualityCodeAt(engine.arena, input));
    reasons |= reasonsAt(engine.arena, input);
    at = Math.max(at, num(engine.arena, input, F.at));
  }
  return { quality, reasons, at };
}

/** The depth of water a temperature correction falls back to: fresh water is densest at 4 Cel. */
const assumedTemperature = 4;

function makeDepth(engine: Engine, rule: Extract<DerivedRule, { kind: "depth" }>): Made {
  const pressure = num(engine.arena, rule.pressure, F.value);
  const from = joined(engine, [rule.pressure]);
  if (rule.temperature === undefined) return { ...from, value: depthOf(pressure, assumedTemperature) };
  const temperature = num(engine.arena, rule.temperature, F.value);
  const with_ = joined(engine, [rule.pressure, rule.temperature]);
  if (!Number.isNaN(temperature)) return { ...with_, value: depthOf(pressure, temperature) };
  // A lost thermometer moves the level by millimetres: doubtful, not bad.
  const quality = Math.min(from.quality, Q.uncertain);
  return { at: from.at, quality, reasons: with_.reasons, value: depthOf(pressure, assumedTemperature) };
}

function makeCurrent(engine: Engine, rule: Extract<DerivedRule, { kind: "current" }>): Made {
  const from = joined(engine, [rule.current]);
  const current = num(engine.arena, rule.current, F.value);
  if (Number.isNaN(current)) return { ...from, value: Number.NaN };
  const value = fromCurrent(current, rule.at4mA, rule.at20mA);
  if (value !== undefined) return { ...from, value };
  return { at: from.at, value: Number.NaN, quality: Q.bad, reasons: from.reasons | reasonBit["device-fault"] };
}

function makeCounter(
  engine: Engine,
  rule: Extract<DerivedRule, { kind: "counter" }>,
  state: DerivedState,
): Made | undefined {
  const from = joined(engine, [rule.counter]);
  const count = num(engine.arena, rule.counter, F.value);
  if (Number.isNaN(count)) return { ...from, value: Number.NaN };
  if (!rule.increments) return { ...from, value: count * rule.each };
  const last = state.count;
  state.count = count;
  const counts = last === null ? undefined : countsSince(last, count, rule.wrapsAt);
  // Nothing can be said of the time before the first read, nor across a reset: no reading, not a zero.
  return counts === undefined ? undefined : { ...from, value: counts * rule.each };
}

function makePumps(engine: Engine, rule: Extract<DerivedRule, { kind: "pumps" }>, inputs: readonly number[]): Made {
  const from = joined(engine, inputs);
  const head = num(engine.arena, rule.head, F.decided);
  let value = 0;
  for (const pump of rule.pumps) {
    const plan = engine.compiled.actuators[pump];
    const running = triOf(engine, plan?.running);
    if (plan === undefined || running === 2) return { ...from, value: Number.NaN };
    const actual = plan.actual === undefined ? Number.NaN : num(engine.arena, plan.actual, F.decided);
    const speed = Number.isNaN(actual) ? (engine.actuators[pump]?.speed ?? 100) : actual;
    if (running === 1) value += dischargeOf(plan.curve, head, speed);
  }
  return { ...from, value };
}

/** A value that never goes stale by a rule of its own counts no longer than this, ms. */
const longestHeld = 60_000;

/** A mean over less than nearly the whole quarter so far is doubtful; no reading in its first minute. */
function makeQuarter(
  engine: Engine,
  rule: Extract<DerivedRule, { kind: "quarter" }>,
  state: DerivedState,
): Made | undefined {
  const { arena } = engine;
  const from = joined(engine, [rule.source]);
  const value = num(arena, rule.source, F.decided);
  const stale = num(arena, rule.source, F.stale);
  const longest = Number.isFinite(stale) ? stale : longestHeld;
  const taken = takeIntoQuarter(state.quarter, { at: from.at, value }, { longest, soon: Number.isNaN(state.value) });
  state.quarter = taken.quarter;
  if (Number.isNaN(value)) return { ...from, value };
  const { tells } = taken;
  if (tells === undefined) return undefined;
  const doubt = tells.whole
    ? from
    : { quality: Math.min(from.quality, Q.uncertain), reasons: from.reasons | reasonBit.missing };
  return { ...doubt, value: tells.mean, at: tells.at };
}

function makeHighest(engine: Engine, inputs: readonly number[]): Made {
  return { ...joined(engine, inputs), value: Math.max(...inputs.map((input) => num(engine.arena, input, F.decided))) };
}

function make(engine: Engine, plan: DerivedPlan, state: DerivedState, scope: Scope): Made | undefined {
  const { rule } = plan;
  switch (rule.kind) {
    case "depth":
      return makeDepth(engine, rule);
    case "current":
      return makeCurrent(engine, rule);
    case "counter":
      return isFresh(engine, plan) ? makeCounter(engine, rule, state) : undefined;
    case "cel":
      return { ...joined(engine, rule.calculation.variables), value: rule.calculation.evaluate(scope) };
    case "pumps":
      return makePumps(engine, rule, plan.inputs);
    case "quarter":
      return isFresh(engine, plan) || state.quarter === null
        ? makeQuarter(engine, rule, state)
        : unlessBad(engine, plan);
    case "mean":
      return makeMean(engine, rule, state, isFresh(engine, plan));
    case "highest":
      return makeHighest(engine, plan.inputs);
    case "sources":
      return chooseSource(engine, plan, state);
  }
}

/** Between readings there is nothing to tell but that the source went bad. */
function unlessBad(engine: Engine, plan: DerivedPlan): Made | undefined {
  const from = joined(engine, plan.inputs);
  return from.quality === Q.bad ? { ...from, value: Number.NaN } : undefined;
}

function isFresh(engine: Engine, plan: DerivedPlan): boolean {
  const { arena } = engine;
  return plan.inputs.some((input) => word(arena, input, U.scan) === arena.scan);
}

function zeroAt(plan: DerivedPlan, at: number): number {
  let zero = 0;
  for (const entry of plan.zero) if (entry.since <= at) zero = entry.at;
  return zero;
}

/** Judges a made value by the variable's own rules and puts it out, when it is newer or different from the last. */
function settle(engine: Engine, plan: DerivedPlan, state: DerivedState, made: Made): void {
  const { arena } = engine;
  const index = plan.variable;
  const value = made.value + zeroAt(plan, made.at);
  const bad = made.quality === Q.bad || !Number.isFinite(value);
  const quality = bad ? Q.bad : made.quality;
  const reasons = bad && made.reasons === 0 ? maskOf(["missing"]) : made.reasons;
  const held = num(arena, index, F.at);
  const substituted = made.substituted === true;
  const same = (bad || value === state.value) && quality === state.quality && reasons === state.reasons;
  if (made.at <= held && same && substituted === state.substituted) return;
  if (made.at === Number.NEGATIVE_INFINITY) return;
  // Changed without a newer input: time did it (an input went stale, a source was dropped), so it is dated now.
  const at = made.at > held ? made.at : Math.max(engine.now, held + 1);
  Object.assign(state, { value: bad ? Number.NaN : value, quality, reasons, substituted });
  accept(arena, index, value, quality, reasons, at);
  if (made.heldFrom !== undefined) setNum(arena, index, F.valueAt, made.heldFrom);
  engine.out.derived.push(readingOf(engine, index, at, substituted));
}

/** Works out every variable of the site's own, each after what it needs. */
export function deriveAll(engine: Engine, scope: Scope): void {
  for (const [order, plan] of engine.compiled.derived.entries()) {
    const state = engine.derived[order];
    if (state === undefined) continue;
    const made = make(engine, plan, state, scope);
    if (made !== undefined) settle(engine, plan, state, made);
  }
}
