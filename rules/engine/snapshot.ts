import { err, ok, type Result } from "../../core/result.ts";
import type { ActuatorState, InterlockState } from "./actuators/state.ts";
import { unshelved } from "./alarms/shelf.ts";
import type { AlarmTrack } from "./alarms/track.ts";
import type { DerivedState } from "./derive/state.ts";
import { createEngine } from "./engine.ts";
import { rejudge } from "./image/accept.ts";
import { F, num, Q, qualityCodeAt, setNum, setWord, stateFloats, U, word } from "./image/arena.ts";
import type { Compiled } from "./plan.ts";
import type { FallState } from "./ranges/state.ts";
import type { ReflexState } from "./reflexes/state.ts";
import type { Engine, Start } from "./state.ts";
import { restAnew, shiftTime } from "./time-shift.ts";

/** Snapshot layout: magic, checksum of all that follows, length of the JSON part, JSON, then one state part per variable. */
const magic = 0x31455348;
const headBytes = 12;
const stateWords = [U.status, U.limits, U.spikeCount, U.moving, U.limitRules] as const;
const stateBytes = stateFloats * 8 + stateWords.length * 4;

/** The small state by name, so that a changed configuration keeps what it still has. */
interface Named {
  readonly scannedAt: number;
  readonly lastStartAt: number;
  readonly paths: readonly string[];
  readonly derived: Readonly<Record<string, DerivedState>>;
  readonly actuators: Readonly<Record<string, ActuatorState>>;
  readonly interlocks: Readonly<Record<string, InterlockState>>;
  readonly reflexes: Readonly<Record<string, ReflexState>>;
  /** By the path of the range; absent in snapshots of before. */
  readonly falls?: Readonly<Record<string, FallState>>;
  /** What was shelved is absent in snapshots of before. */
  readonly alarms: Readonly<Record<string, Omit<AlarmTrack, "shelving"> & Partial<Pick<AlarmTrack, "shelving">>>>;
}

// JSON has no infinities; a number that is not finite travels as its name.
const pack = (_: string, value: unknown) =>
  typeof value === "number" && !Number.isFinite(value) ? { number: String(value) } : value;
const unpack = (_: string, value: unknown) =>
  typeof value === "object" && value !== null && "number" in value ? Number(value.number) : value;

function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < bytes.length; place++) hash = Math.imul(hash ^ (bytes[place] as number), 0x01000193);
  return hash >>> 0;
}

const byName = <T>(names: readonly string[], states: readonly T[]): Record<string, T> =>
  Object.fromEntries(names.flatMap((name, index) => (states[index] === undefined ? [] : [[name, states[index]]])));

function namedState(engine: Engine): Required<Named> {
  const { compiled } = engine;
  const path = (index: number) => compiled.paths[index] ?? "";
  return {
    scannedAt: engine.scannedAt,
    lastStartAt: engine.lastStartAt,
    paths: compiled.paths,
    derived: byName(
      compiled.derived.map((plan) => path(plan.variable)),
      engine.derived,
    ),
    actuators: byName([...compiled.actuatorIndex.keys()], engine.actuators),
    interlocks: byName(
      compiled.interlocks.map((plan) => plan.id),
      engine.interlocks,
    ),
    reflexes: byName(
      compiled.reflexes.map((plan) => plan.id),
      engine.reflexes,
    ),
    falls: byName(
      compiled.ranges.map((plan) => path(plan.variable)),
      engine.falls,
    ),
    alarms: Object.fromEntries([...engine.tracks].map(([index, track]) => [compiled.alarms[index]?.key ?? "", track])),
  };
}

/** The engine's whole state as bytes; the same state gives the same bytes. */
export function snapshot(engine: Engine): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(namedState(engine), pack));
  const { arena } = engine;
  const bytes = new Uint8Array(headBytes + json.length + arena.count * stateBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(8, json.length, true);
  bytes.set(json, headBytes);
  let at = headBytes + json.length;
  for (let index = 0; index < arena.count; index++) {
    for (let place = 0; place < stateFloats; place++, at += 8) view.setFloat64(at, num(arena, index, place), true);
    for (const place of stateWords) {
      view.setUint32(at, word(arena, index, place), true);
      at += 4;
    }
  }
  view.setUint32(4, checksum(bytes.subarray(8)), true);
  return bytes;
}

/** Why a snapshot cannot be used. Its host starts anew and says so. */
export interface SnapshotFault {
  readonly kind: "not-a-snapshot" | "damaged";
}

function open(bytes: Uint8Array): Result<{ named: Named; view: DataView; records: number }, SnapshotFault> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headBytes || view.getUint32(0, true) !== magic) return err({ kind: "not-a-snapshot" });
  if (view.getUint32(4, true) !== checksum(bytes.subarray(8))) return err({ kind: "damaged" });
  const records = headBytes + view.getUint32(8, true);
  const text = new TextDecoder().decode(bytes.subarray(headBytes, records));
  return ok({ named: JSON.parse(text, unpack) as Named, view, records });
}

function restoreRecord(engine: Engine, index: number, view: DataView, from: number): void {
  const { arena } = engine;
  let at = from;
  for (let place = 0; place < stateFloats; place++, at += 8) setNum(arena, index, place, view.getFloat64(at, true));
  const words = stateWords.map((_, order) => view.getUint32(at + order * 4, true));
  const [status = 0, limits = 0, spikeCount = 0, moving = 0, limitRules = 0] = words;
  setWord(arena, index, U.status, status);
  setWord(arena, index, U.spikeCount, spikeCount);
  setWord(arena, index, U.moving, moving);
  // Other limits than before are judged from the start: a deadband remembers nothing of a limit it never had.
  setWord(arena, index, U.limits, limitRules === word(arena, index, U.limitRules) ? limits : 0);
  if (qualityCodeAt(arena, index) !== Q.bad && !Number.isNaN(num(arena, index, F.decided))) rejudge(arena, index);
}

/** Gives every state that still has its name what was held under it. */
function restoreEach<T extends object>(
  states: Readonly<Record<string, T>>,
  held: Readonly<Record<string, T>>,
  fits: (state: T, held: T) => boolean = () => true,
): void {
  for (const [name, state] of Object.entries(states)) {
    const before = held[name];
    if (before !== undefined && fits(state, before)) Object.assign(state, before);
  }
}

function restoreNamed(engine: Engine, named: Named): void {
  const now = namedState(engine);
  const known = engine.actuators.map((state) => state.known);
  restoreEach(now.derived, named.derived);
  restoreEach(now.interlocks, named.interlocks);
  restoreEach(now.reflexes, named.reflexes, (state, held) => state.stages.length === held.stages.length);
  restoreEach(now.actuators, named.actuators);
  restoreEach(now.falls, named.falls ?? {});
  for (const [index, state] of engine.actuators.entries()) {
    // What it does now is not known until it is read; until then nothing is put out.
    Object.assign(state, {
      known: known[index],
      sent: null,
      warnSince: null,
      notRunningSince: null,
      strayedSince: null,
      rampFrom: null,
    });
  }
  for (const [key, track] of Object.entries(named.alarms)) {
    const index = engine.compiled.alarmIndex.get(key);
    if (index === undefined) continue;
    engine.tracks.set(index, { shelving: unshelved, ...track });
    engine.armed.add(index);
  }
}

/**
 * An engine that goes on from a snapshot: every variable, actuator, reflex and alarm that the configuration still has
 * keeps its state and its timers; actuators are read again before anything is put out.
 */
export function restore(compiled: Compiled, bytes: Uint8Array, start: Start): Result<Engine, SnapshotFault> {
  const opened = open(bytes);
  if (!opened.ok) return opened;
  const { named, view, records } = opened.value;
  const engine = createEngine(compiled, start);
  for (const [order, path] of named.paths.entries()) {
    const index = compiled.index.get(path);
    if (index !== undefined) restoreRecord(engine, index, view, records + order * stateBytes);
  }
  restoreNamed(engine, named);
  engine.lastStartAt = named.lastStartAt;
  engine.scannedAt = named.scannedAt;
  if (start.now < named.scannedAt) shiftTime(engine, start.now - named.scannedAt);
  if (start.justStopped === true) restAnew(engine, Math.max(0, start.now - named.scannedAt));
  engine.scannedAt = start.now;
  return ok(engine);
}
