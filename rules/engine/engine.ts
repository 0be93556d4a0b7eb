import type { DurationMs, EpochMs } from "../../core/time.ts";
import { applyOverrides, takeActions } from "./actions.ts";
import { commandAll } from "./actuators/command.ts";
import { applyExercise } from "./actuators/exercise.ts";
import { readFeedback } from "./actuators/feedback.ts";
import { applyInterlocks } from "./actuators/interlocks.ts";
import { applyLocks } from "./actuators/locks.ts";
import { releaseUnread } from "./actuators/release.ts";
import { Wants } from "./actuators/want.ts";
import { updateAlarms } from "./alarms/alarms.ts";
import type { Scope } from "./conditions/condition.ts";
import { scopeOf } from "./conditions/scope.ts";
import { decide } from "./decision.ts";
import { deriveAll, readingOf } from "./derive/derive.ts";
import { accept, acceptColumns, type Columns, sweepStale } from "./image/accept.ts";
import { codeOf, list, maskOf, qualityCodeAt, reasonBit, reasonsAt, setWord, U } from "./image/arena.ts";
import type { Compiled } from "./plan.ts";
import { updateRanges } from "./ranges/ranges.ts";
import { tellViability } from "./ranges/viability.ts";
import { applyDispatch, proposeDispatch } from "./reflexes/dispatch.ts";
import { applyOnOff } from "./reflexes/on-off.ts";
import { applyStaged } from "./reflexes/staged.ts";
import { applyVentilate } from "./reflexes/ventilate.ts";
import type { Layer } from "./schema.ts";
import { createState, type Engine, emptyOut, type Start, wake } from "./state.ts";
import { shiftTime } from "./time-shift.ts";
import type { Action, Effects, Image, Input } from "./types.ts";

/** Where some condition changes by time alone, a scan comes after this time at the latest, ms. */
const timedPause = 1000;

/** A scan comes after this time at the latest, ms, however quiet it is. */
export const longestPause = 3_600_000;

/** Up to so many variables are swept for staleness at the exact moment; above it, no more often than `sweepPause`. */
const exactSweep = 4096;
const sweepPause = 1000;

/** Makes an engine for a compiled site. It has read nothing yet and puts nothing out to an actuator before it was read. */
export function createEngine(compiled: Compiled, start: Start): Engine {
  const engine = createState(compiled, start);
  for (const variable of compiled.alarmsOf.keys()) list(engine.arena, variable);
  return engine;
}

/** A reading from further in the future than this has a wrong clock, ms. */
const futureTolerance = 1000;

/** Takes one input; a point the site does not name is none of the engine's. */
function take(engine: Engine, input: Input): void {
  const { arena, now } = engine;
  const index = engine.compiled.index.get(input.path);
  if (index === undefined) return;
  const told = maskOf(input.reasons);
  const mask = input.measuredAt > now + futureTolerance ? told | reasonBit.clock : told;
  const quality = codeOf[input.quality];
  // Dated now at the latest: a reading from the future would make the variable deaf until that time has come.
  const at = Math.min(input.measuredAt, now);
  if (!accept(arena, index, input.value ?? Number.NaN, quality, mask, at)) return;
  if (qualityCodeAt(arena, index) === quality && reasonsAt(arena, index) === told) return;
  engine.out.judged.push(readingOf(engine, index, input.measuredAt));
}

function sweep(engine: Engine): void {
  const { arena, now, compiled } = engine;
  const found: number[] = [];
  if (now > arena.sweepAt) {
    sweepStale(arena, now, found);
    if (arena.count > exactSweep) arena.sweepAt = Math.max(arena.sweepAt, now + sweepPause);
  }
  wake(engine, arena.sweepAt + 1);
  const firstDerived = compiled.paths.length - compiled.derived.length;
  for (const index of found) {
    const list = index < firstDerived ? engine.out.judged : engine.out.derived;
    list.push(readingOf(engine, index, now));
  }
}

function judgeMoving(engine: Engine, scope: Scope): void {
  for (const { variable, when } of engine.compiled.moving) {
    setWord(engine.arena, variable, U.moving, when.test(scope) === 1 ? 1 : 0);
  }
}

function applyReflexes(engine: Engine, scope: Scope, layer: Layer, wants: Wants): void {
  for (const [index, plan] of engine.compiled.reflexes.entries()) {
    const state = engine.reflexes[index];
    if (state === undefined || plan.layer !== layer) continue;
    if (plan.kind === "staged") applyStaged(engine, plan, state, wants);
    else if (plan.kind === "dispatch") applyDispatch(engine, plan, state, wants);
    else if (plan.kind === "ventilate") applyVentilate(engine, plan, state, scope, wants);
    else applyOnOff(engine, plan, state, scope, wants);
  }
}

function control(engine: Engine, scope: Scope, actions: readonly Action[]): void {
  const { compiled } = engine;
  const wants = new Wants(compiled.actuators.length);
  engine.wants = wants;
  readFeedback(engine);
  applyInterlocks(engine, scope, wants);
  takeActions(engine, actions, wants);
  releaseUnread(engine);
  applyLocks(engine, wants);
  applyOverrides(engine, wants);
  applyReflexes(engine, scope, "protection", wants);
  proposeDispatch(engine, wants);
  applyReflexes(engine, scope, "homeostasis", wants);
  applyExercise(engine, scope, wants);
  commandAll(engine, wants);
}

function begin(engine: Engine, now: EpochMs, clockSetBy: DurationMs): void {
  if (clockSetBy !== 0) shiftTime(engine, clockSetBy);
  if (now < engine.scannedAt) shiftTime(engine, now - engine.scannedAt);
  engine.now = now;
  engine.wakeAt = now + (engine.compiled.timed ? timedPause : longestPause);
  engine.out = emptyOut();
  engine.arena.scan += 1;
  if (clockSetBy !== 0) tellClockSet(engine, clockSetBy);
}

function tellClockSet(engine: Engine, by: DurationMs): void {
  const direction = by > 0 ? "forward" : "back";
  const reason = `the clock was set ${direction} by ${Math.abs(by) / 1000} s: what is timed goes on as if it had not been`;
  decide(engine, { subject: "clock", value: null, layer: "quality", reason, inputs: [] });
}

function finish(engine: Engine, actions: readonly Action[]): Effects {
  const scope = scopeOf(engine);
  sweep(engine);
  judgeMoving(engine, scope);
  deriveAll(engine, scope);
  updateRanges(engine);
  tellViability(engine);
  control(engine, scope, actions);
  updateAlarms(engine, scope);
  engine.scannedAt = engine.now;
  return { ...engine.out, nextAt: engine.wakeAt };
}

/** One scan: takes the image, judges, derives, decides, and answers what is to be done. Changes the engine in place. */
export function step(engine: Engine, image: Image, now: EpochMs): Effects {
  begin(engine, now, image.clockSetBy ?? 0);
  for (const input of image.inputs) take(engine, input);
  return finish(engine, image.actions);
}

/** One scan over readings in columns, for hosts with many variables: no object for any reading, and `judged` tells of stale ones alone. */
export function stepColumns(engine: Engine, columns: Columns, now: EpochMs): Effects {
  begin(engine, now, 0);
  acceptColumns(engine.arena, columns);
  return finish(engine, []);
}
