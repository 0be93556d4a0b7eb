import { commandValue, limitedSpeed } from "./actuators/command-value.ts";
import { mend } from "./actuators/feedback.ts";
import { foreignLock, lockHolding, putOn, refusedByLock, takeOff } from "./actuators/locks.ts";
import type { ActuatorPlan } from "./actuators/plan.ts";
import { isSetpoint } from "./actuators/setpoint.ts";
import { startBlock } from "./actuators/start.ts";
import type { ActuatorState } from "./actuators/state.ts";
import type { Want, Wants } from "./actuators/want.ts";
import { shelfWords } from "./alarms/shelf.ts";
import { putOnShelf, takeOffShelf } from "./alarms/shelving.ts";
import { transit } from "./alarms/transit.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { Engine } from "./state.ts";
import { wake } from "./state.ts";
import type { Action, ActionResult } from "./types.ts";

type Of<K extends Action["kind"]> = Extract<Action, { kind: K }>;

function outsideLimits(plan: ActuatorPlan, value: number): Refusal | undefined {
  if (plan.setpoint !== undefined) {
    const { min, max, unit } = plan.setpoint;
    return isSetpoint(plan.setpoint, value) ? undefined : refuse("outside-limits", `0, or ${min} to ${max} ${unit}`);
  }
  if (value === 0) return undefined;
  const { min, max } = plan.speed ?? { min: 0, max: 100 };
  if (value >= min && value <= max) return undefined;
  return refuse("outside-limits", `0, or ${min} to ${max} %`);
}

/** The lock that refuses to charge or to discharge, where an order would. */
function wayLocked(engine: Engine, actuator: number, value: number): ReturnType<typeof lockHolding> {
  if (engine.compiled.actuators[actuator]?.setpoint === undefined) return undefined;
  return refusedByLock(engine, actuator, value > 0 ? "charge" : "discharge");
}

/** Whether an order leaves its actuator doing less of what it does now, or is on its way to. */
function lowers({ run, speed, speedWanted }: ActuatorState, value: number): boolean {
  return [speed, speedWanted].every((each) => {
    const now = commandValue(run, each);
    return now * value > 0 && Math.abs(value) < Math.abs(now);
  });
}

/** The lock that stands against an order to run, which a stop never meets. */
function lockAgainst(engine: Engine, index: number, { actor, value }: Of<"override">): ReturnType<typeof lockHolding> {
  const state = engine.actuators[index];
  if (value === 0 || state === undefined) return undefined;
  const holding = lockHolding(engine, index) ?? wayLocked(engine, index, value);
  return holding ?? (lowers(state, value) ? undefined : foreignLock(engine, index, actor));
}

/** Why an override cannot be taken now; undefined when it can. */
function overrideRefusal(engine: Engine, action: Of<"override">, wants: Wants): Refusal | undefined {
  const index = engine.compiled.actuatorIndex.get(action.actuator);
  const plan = index === undefined ? undefined : engine.compiled.actuators[index];
  const state = index === undefined ? undefined : engine.actuators[index];
  if (index === undefined || plan === undefined || state === undefined) {
    return refuse("unknown-target", `no actuator ${action.actuator}`);
  }
  if (state.sawLocal) return refuse("local-mode", "turn it to remote at its panel first");
  if (!state.known) return refuse("not-active", "it was not read since the start");
  const outside = outsideLimits(plan, action.value);
  if (outside !== undefined) return outside;
  const run = action.value !== 0;
  const locked = lockAgainst(engine, index, action);
  if (locked !== undefined) return refuse("locked", locked.words);
  const value = (want: Want) => commandValue(want.run, limitedSpeed(plan, want));
  const differs = (want: Want) => (plan.setpoint === undefined ? want.run !== run : value(want) !== action.value);
  const forced = wants.of(index).find((want) => want.layer === "interlock" && differs(want));
  if (forced !== undefined) return refuse("interlocked", forced.reason);
  const block = run && !state.run ? startBlock(engine, index) : "";
  return block === "" ? undefined : refuse(block, "no order goes before that; ask again later");
}

function override(engine: Engine, action: Of<"override">, wants: Wants): Refusal | string {
  const refusal = overrideRefusal(engine, action, wants);
  if (refusal !== undefined) return refusal;
  const index = engine.compiled.actuatorIndex.get(action.actuator) ?? -1;
  const plan = engine.compiled.actuators[index];
  const state = engine.actuators[index];
  if (plan === undefined || state === undefined) return refuse("unknown-target", `no actuator ${action.actuator}`);
  const { id, actor, value, until, reason } = action;
  state.override = { id, actor, value, until, reason };
  const waits = value === 0 && state.run && engine.now < state.startedAt + plan.minOn;
  return waits ? "stops when its minimum on-time is over" : "";
}

function release(engine: Engine, action: Of<"release">): Refusal | string {
  const index = engine.compiled.actuatorIndex.get(action.actuator);
  const state = index === undefined ? undefined : engine.actuators[index];
  if (state === undefined) return refuse("unknown-target", `no actuator ${action.actuator}`);
  if (state.override === null) return refuse("not-active", "nothing overrides it");
  state.override = null;
  return "";
}

function acknowledge(engine: Engine, action: Of<"acknowledge">): Refusal | string {
  const alarm = engine.compiled.alarmIndex.get(action.key);
  if (alarm === undefined) return refuse("unknown-target", `no alarm ${action.key}`);
  const track = engine.tracks.get(alarm);
  if (track === undefined) return refuse("not-active", "the alarm is normal");
  if (track.shelving.kind !== "unshelved") return refuse("shelved", shelfWords(track.shelving));
  if (track.eventId !== action.eventId) return refuse("event-superseded", `the alarm's last event is ${track.eventId}`);
  const cause = { actor: action.actor, ...(action.note === undefined ? {} : { note: action.note }) };
  if (!transit(engine, alarm, "acknowledge", cause)) return refuse("not-active", "it is acknowledged already");
  engine.armed.add(alarm);
  return "";
}

function mendFailure(state: ActuatorState | undefined): boolean {
  if (state === undefined || state.failedAt === null) return false;
  mend(state);
  return true;
}

function reset(engine: Engine, action: Of<"reset">): Refusal | string {
  const alarm = engine.compiled.alarmIndex.get(action.key);
  const plan = alarm === undefined ? undefined : engine.compiled.alarms[alarm];
  if (alarm === undefined || plan === undefined) return refuse("unknown-target", `no alarm ${action.key}`);
  const actuator = plan.rule.kind === "condition" ? plan.rule.actuator : undefined;
  const mended = mendFailure(actuator === undefined ? undefined : engine.actuators[actuator]);
  if (transit(engine, alarm, "reset", { actor: action.actor })) return "";
  return mended ? "the actuator may be tried again" : refuse("not-active", "there is nothing to reset");
}

function take(engine: Engine, action: Action, wants: Wants): Refusal | string {
  switch (action.kind) {
    case "override":
      return override(engine, action, wants);
    case "release":
      return release(engine, action);
    case "acknowledge":
      return acknowledge(engine, action);
    case "reset":
      return reset(engine, action);
    case "shelve":
      return putOnShelf(engine, action);
    case "unshelve":
      return takeOffShelf(engine, action);
    case "lock":
      return putOn(engine, action);
    case "unlock":
      return takeOff(engine, action);
  }
}

/** Takes what people ask, after the interlocks of this scan are known; every action gets one answer. */
export function takeActions(engine: Engine, actions: readonly Action[], wants: Wants): void {
  for (const action of actions) {
    const answer = take(engine, action, wants);
    const taken = typeof answer === "string";
    const result: ActionResult = taken
      ? { id: action.id, accepted: true, ...(answer === "" ? {} : { detail: answer }) }
      : { id: action.id, accepted: false, ...answer };
    engine.out.results.push(result);
  }
}

/** Adds what standing overrides want; one whose time is up lapses to the reflexes. */
export function applyOverrides(engine: Engine, wants: Wants): void {
  for (const [actuator, state] of engine.actuators.entries()) {
    const held = state.override;
    if (held === null) continue;
    if (engine.now >= held.until) {
      state.override = null;
      continue;
    }
    wake(engine, held.until);
    const reason = `${held.actor}: ${held.reason}`;
    const run = held.value !== 0;
    wants.add(actuator, { layer: "override", by: held.actor, run, speed: held.value, reason, inputs: [] });
  }
}
