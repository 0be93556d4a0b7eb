import { type Arena, F, list, num, Q, R, reasonBit, setNum, setWord, U, word } from "./arena.ts";

const floats = 32;
const words = 64;

/** Marks a variable bad for the reasons of a mask. The time of its last reading stays. */
export function setBad(arena: Arena, index: number, mask: number): void {
  const before = word(arena, index, U.status);
  setNum(arena, index, F.value, Number.NaN);
  setNum(arena, index, F.decided, Number.NaN);
  setWord(arena, index, U.status, Q.bad | (mask << 2));
  if ((before & 3) !== Q.bad) list(arena, index);
}

/**
 * Takes one reading: judges it by the variable's own rules (span, rate, spike, flatline) and keeps its limit conditions.
 * This is the path every reading takes, so it allocates nothing. One not newer than what is held is left alone.
 * `quality` is 0 bad, 1 uncertain, 2 good; answers false when the reading was not newer.
 */
export function accept(arena: Arena, index: number, value: number, quality: number, mask: number, at: number): boolean {
  const { f, u } = arena;
  const base = index * floats;
  const wbase = index * words;
  if (!(at > (f[base + F.at] as number))) return false;
  f[base + F.at] = at;
  u[wbase + U.scan] = arena.scan;
  if (quality === Q.bad || !Number.isFinite(value)) {
    setBad(arena, index, mask === 0 ? reasonBit.missing : mask);
    return true;
  }
  if (value < (f[base + F.spanLo] as number) || value > (f[base + F.spanHi] as number)) {
    setBad(arena, index, mask | reasonBit["sensor-range"]);
    return true;
  }
  const rules = u[wbase + U.rules] as number;
  const found = rules === 0 ? mask : mask | judgeChange(f, u, base, wbase, value, at, rules);
  // An unconfirmed jump is shown, but what is decided on stays.
  const decided = (found & spiked) === 0 || (mask & spiked) !== 0 ? value : (f[base + F.kept] as number);
  const wasBad = ((u[wbase + U.status] as number) & 3) === Q.bad;
  f[base + F.value] = value;
  f[base + F.decided] = decided;
  f[base + F.kept] = decided;
  f[base + F.valueAt] = at;
  u[wbase + U.status] = (found === 0 && quality === Q.good ? Q.good : Q.uncertain) | (found << 2);
  const limitRules = u[wbase + U.limitRules] as number;
  const moved = limitRules !== 0 && judgeLimits(f, u, base, wbase, decided, limitRules);
  if (wasBad) revive(arena, index, at);
  else if (moved) list(arena, index);
  return true;
}

/** A variable that was bad has a value again: alarms look at it, and it can go stale. */
function revive(arena: Arena, index: number, at: number): void {
  list(arena, index);
  arena.sweepAt = Math.min(arena.sweepAt, at + num(arena, index, F.stale));
}

const spiked = reasonBit.spike;

/** Judges a value against those before it: the mask of what is doubtful about the way it changed. */
function judgeChange(
  f: Float64Array,
  u: Uint32Array,
  base: number,
  wbase: number,
  value: number,
  at: number,
  rules: number,
): number {
  let found = 0;
  if ((rules & R.rate) !== 0 && tooFast(f, base, value, at)) found |= reasonBit.rate;
  if ((rules & R.spike) !== 0 && !confirmed(f, u, base, wbase, value)) found |= spiked;
  if ((rules & R.flat) !== 0 && tooFlat(f, u, base, wbase, value, at)) found |= reasonBit.flatline;
  return found;
}

/**
 * Limit conditions with hysteresis: a high one holds above its limit until below limit - deadband, without a deadband exactly
 * while above its limit; low ones mirror.
 */
function judgeLimits(f: Float64Array, u: Uint32Array, base: number, wbase: number, value: number, rules: number) {
  const before = u[wbase + U.limits] as number;
  let bits = before;
  for (let slot = 0; slot < 4; slot++) {
    const bit = 1 << slot;
    if ((rules & bit) === 0) continue;
    const limit = f[base + F.limit + slot] as number;
    const deadband = f[base + F.deadband + slot] as number;
    const high = (rules & (bit << 4)) !== 0;
    if (high ? value > limit : value < limit) bits |= bit;
    else if (deadband === 0 || (high ? value < limit - deadband : value > limit + deadband)) bits &= ~bit;
  }
  u[wbase + U.limits] = bits;
  return bits !== before;
}

/** Judges the limits of a variable anew after one of them moved. */
export function rejudge(arena: Arena, index: number): void {
  const value = num(arena, index, F.decided);
  const rules = word(arena, index, U.limitRules);
  if (Number.isNaN(value) || rules === 0) return;
  if (judgeLimits(arena.f, arena.u, index * floats, index * words, value, rules)) list(arena, index);
}

/**
 * Compares with two anchors, the older half a window to a whole window old: a faster change than allowed shows.
 * After a silence longer than a window the average speed since the last reading is judged instead.
 */
function tooFast(f: Float64Array, base: number, value: number, at: number): boolean {
  const per = f[base + F.ratePer] as number;
  const most = f[base + F.rateMost] as number;
  const elapsed = at - (f[base + F.rateNewAt] as number);
  if (elapsed < per / 2) return Math.abs(value - (f[base + F.rateOldValue] as number)) > most;
  const last = f[base + F.rateNewValue] as number;
  const silent = !(elapsed <= per);
  f[base + F.rateOldValue] = silent ? value : last;
  f[base + F.rateNewValue] = value;
  f[base + F.rateNewAt] = at;
  return Math.abs(value - last) > (silent ? (most * elapsed) / per : most);
}

/** A jump counts once so many reads in a row agree within the height. */
function confirmed(f: Float64Array, u: Uint32Array, base: number, wbase: number, value: number): boolean {
  const height = f[base + F.spikeHeight] as number;
  const count = u[wbase + U.spikeCount] as number;
  if (!(Math.abs(value - (f[base + F.kept] as number)) > height)) {
    u[wbase + U.spikeCount] = 0;
    return true;
  }
  const agrees = count > 0 && Math.abs(value - (f[base + F.spikeValue] as number)) <= height;
  const next = agrees ? count + 1 : 1;
  const stands = next >= (u[wbase + U.rules] as number) >>> 8;
  u[wbase + U.spikeCount] = stands ? 0 : next;
  f[base + F.spikeValue] = value;
  return stands;
}

/** Unchanged for too long, counted only while something says it must move (or always, when the rule names nothing). */
function tooFlat(f: Float64Array, u: Uint32Array, base: number, wbase: number, value: number, at: number): boolean {
  const conditional = ((u[wbase + U.rules] as number) & R.flatWhen) !== 0;
  const still = Math.abs(value - (f[base + F.flatValue] as number)) <= (f[base + F.flatChange] as number);
  if (!still || (conditional && u[wbase + U.moving] === 0)) {
    f[base + F.flatValue] = value;
    f[base + F.flatSince] = at;
    return false;
  }
  return at - (f[base + F.flatSince] as number) >= (f[base + F.flatFor] as number);
}

/** Turns every variable bad that had no reading for too long, adds it to `found`, and works out when the next may. */
export function sweepStale(arena: Arena, now: number, found: number[]): void {
  const { f, u, count } = arena;
  arena.sweepAt = Number.POSITIVE_INFINITY;
  for (let index = 0; index < count; index++) {
    if (((u[index * words + U.status] as number) & 3) === Q.bad) continue;
    const base = index * floats;
    const deadline = (f[base + F.at] as number) + (f[base + F.stale] as number);
    if (now > deadline) {
      setBad(arena, index, reasonBit.stale);
      found.push(index);
    } else if (deadline < arena.sweepAt) arena.sweepAt = deadline;
  }
}

/** Readings as columns: one index, value, quality code (0 bad, 1 uncertain, 2 good), reasons mask and time each. */
export interface Columns {
  readonly count: number;
  readonly indices: Uint32Array;
  readonly values: Float64Array;
  readonly qualities: Uint8Array;
  readonly reasons: Uint16Array;
  readonly measuredAt: Float64Array;
}

/** Takes a run of readings in order. */
export function acceptColumns(arena: Arena, columns: Columns): void {
  const { count, indices, values, qualities, reasons, measuredAt } = columns;
  for (let row = 0; row < count; row++) {
    accept(
      arena,
      indices[row] as number,
      values[row] as number,
      qualities[row] as number,
      reasons[row] as number,
      measuredAt[row] as number,
    );
  }
}
