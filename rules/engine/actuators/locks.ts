import { runningOf } from "../conditions/scope.ts";
import { decide } from "../decision.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Refusable } from "../schema.ts";
import { type Engine, wake } from "../state.ts";
import type { Action } from "../types.ts";
import type { InterlockPlan } from "./plan.ts";
import { type InterlockState, type Lock, nobody } from "./state.ts";
import type { Wants } from "./want.ts";

type Of<K extends Action["kind"]> = Extract<Action, { kind: K }>;

const told = (id: string, { by, reason }: Lock) => `${id}: locked by ${by}: ${reason}`;

/** True while giving this actuator an order to run would be a start: it stands, or was told to stop. */
function wouldStart(engine: Engine, actuator: number): boolean {
  return engine.actuators[actuator]?.run !== true || runningOf(engine, actuator) === 0;
}

interface Held {
  readonly id: string;
  readonly words: string;
}

/** The locks that are on and refuse this of an actuator. */
function* locksOn(engine: Engine, actuator: number, what: Refusable): Generator<{ id: string; lock: Lock }> {
  for (const [index, plan] of engine.compiled.interlocks.entries()) {
    const lock = engine.interlocks[index]?.lock;
    if (plan.kind !== "lock" || lock == null || !plan.actuators.includes(actuator)) continue;
    if (plan.refuse.includes(what)) yield { id: plan.id, lock };
  }
}

/** The first lock that is on and refuses this of an actuator. */
export function refusedByLock(engine: Engine, actuator: number, what: Refusable): Held | undefined {
  for (const { id, lock } of locksOn(engine, actuator, what)) return { id, words: told(id, lock) };
  return undefined;
}

/** The first lock that is on and keeps an actuator from being started once it stands. */
export function lockOn(engine: Engine, actuator: number): Held | undefined {
  return refusedByLock(engine, actuator, "start");
}

/** The lock that keeps an actuator from being started now. One that runs goes on; once it stands it is held too. */
export function lockHolding(engine: Engine, actuator: number): Held | undefined {
  return wouldStart(engine, actuator) ? lockOn(engine, actuator) : undefined;
}

/** The lock of somebody else that is on and holds this actuator: whoever is not at work there may only slow and stop it. */
export function foreignLock(engine: Engine, actuator: number, actor: string): Held | undefined {
  for (const { id, lock } of locksOn(engine, actuator, "start")) {
    if (lock.by !== actor) return { id, words: told(id, lock) };
  }
  return undefined;
}

/** An answer has 400 characters. */
const mostNamed = 4;

/** What a lock that is put on does not stop, for whoever puts it on; empty where everything stands. */
function stillRunning(engine: Engine, { refuse: refused, actuators }: LockPlan): string {
  const words = actuators.flatMap((actuator) => {
    const { id } = engine.compiled.actuators[actuator] ?? {};
    const running = runningOf(engine, actuator);
    if (id === undefined || running === 0) return [];
    return [running === 1 ? `${id} is running` : `whether ${id} is running is not known`];
  });
  if (words.length === 0 || !refused.includes("start")) return "";
  const more = words.length - mostNamed;
  const others = more > 0 ? [`${more} more may be running`] : [];
  return [...words.slice(0, mostNamed), ...others, "this lock stops nothing that runs"].join("; ");
}

/** Locks that are on since the start because nobody knows what was locked are told of in the first scan. */
function tellUnknown(engine: Engine): void {
  for (const [index, { id }] of engine.compiled.interlocks.entries()) {
    const lock = engine.interlocks[index]?.lock;
    if (lock?.by !== nobody || lock.since !== engine.startedAt) continue;
    decide(engine, { subject: id, value: null, layer: "lock", reason: told(id, lock), inputs: [] });
  }
}

/** Keeps what locks hold from being started, whoever asks; an order that has not made its actuator run is taken back. */
export function applyLocks(engine: Engine, wants: Wants): void {
  if (engine.arena.scan === 1) tellUnknown(engine);
  for (const [actuator, plan] of engine.compiled.actuators.entries()) {
    const held = lockHolding(engine, actuator);
    if (held === undefined) continue;
    const shown = plan.running ?? plan.actual;
    const inputs = shown === undefined ? [] : [shown];
    wants.add(actuator, { layer: "lock", by: held.id, run: false, speed: null, reason: held.words, inputs });
  }
}

/** Whether somebody is at work at the site. */
export function anyLock(engine: Engine): boolean {
  return engine.interlocks.some(({ lock }) => lock !== null);
}

type LockPlan = Extract<InterlockPlan, { kind: "lock" }>;

interface Found {
  readonly plan: LockPlan;
  readonly state: InterlockState;
}

function find(engine: Engine, id: string): Found | Refusal {
  const index = engine.compiled.interlocks.findIndex((plan) => plan.id === id);
  const plan = engine.compiled.interlocks[index];
  const state = engine.interlocks[index];
  if (plan?.kind !== "lock" || state === undefined) return refuse("unknown-target", `no lock ${id}`);
  return { plan, state };
}

function change(engine: Engine, { plan, state }: Found, lock: Lock | null, reason: string): void {
  state.lock = lock;
  state.active = lock !== null;
  const inputs = plan.actuators.flatMap((actuator) => {
    const { running, actual } = engine.compiled.actuators[actuator] ?? {};
    return running ?? actual ?? [];
  });
  decide(engine, { subject: plan.id, value: null, layer: "lock", reason, inputs });
  engine.out.locksChanged = true;
  // Conditions that look at the lock were judged before it changed.
  wake(engine, engine.now + 1);
}

/** Puts a lock on, and says what runs all the same. One that is on stays with whoever put it on first. */
export function putOn(engine: Engine, { lock: id, actor, reason }: Of<"lock">): Refusal | string {
  const found = find(engine, id);
  if ("refusal" in found) return found;
  const { lock } = found.state;
  if (lock !== null) return refuse("locked", told(id, lock));
  change(engine, found, { by: actor, reason, since: engine.now }, `put on by ${actor}: ${reason}`);
  return stillRunning(engine, found.plan);
}

/** Takes a lock off; only its owner may. */
export function takeOff(engine: Engine, { lock: id, actor }: Of<"unlock">): Refusal | string {
  const found = find(engine, id);
  if ("refusal" in found) return found;
  const { lock } = found.state;
  if (lock === null) return refuse("not-active", `${id} is not on`);
  if (lock.by !== actor && lock.by !== nobody) return refuse("not-authorised", told(id, lock));
  change(engine, found, null, `taken off by ${actor}; ${told(id, lock)}`);
  return "";
}
