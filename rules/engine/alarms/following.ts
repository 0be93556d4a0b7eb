import { commandValue } from "../actuators/command-value.ts";
import type { ActuatorPlan } from "../actuators/plan.ts";
import type { ActuatorState } from "../actuators/state.ts";
import type { Names } from "../compile/compile.ts";
import { shownPath } from "../compile/setpoint.ts";
import { speedShown } from "../conditions/scope.ts";
import type { Tri } from "../conditions/tri.ts";
import { decide } from "../decision.ts";
import type { ActuatorConfig, EngineSite } from "../schema.ts";
import { type Engine, wake } from "../state.ts";
import type { SpeedRule } from "./plan.ts";

/** The id of the alarm on what does otherwise than it was told: `pump-1.not-following`. */
export const speedAlarmId = "not-following";

/** An alarm nobody wrote: every actuator whose speed or power is read back has one. */
export const speedAlarm = {
  priority: "medium",
  onDelay: 0,
  offDelay: 0,
  latch: false,
  cause: "A limit inside the device, a reference from elsewhere, a blocked or slipping machine",
  consequence: "It moves more or less than it is told to",
  response: "Read the drive's limits, its current and its last fault",
} as const;

/** The point that must follow what an actuator is told; undefined where nothing is compared. */
export function followingPoint(config: ActuatorConfig): string | undefined {
  if (config.form === "power") return shownPath(config);
  return config.form === "speed" && config.readBack.speed !== undefined ? `${config.device}/actual` : undefined;
}

/** What it takes to tell that an actuator does otherwise than it is told; undefined where nothing is compared. */
export function followingRule(site: EngineSite, names: Names, id: string): SpeedRule | undefined {
  const config = site.actuators[id];
  const shown = config === undefined ? undefined : followingPoint(config);
  if (shown === undefined) return undefined;
  const place = `actuators.${id}`;
  return { kind: "speed", variable: names.variable(`${place}.readBack`, shown), actuator: names.actuator(place, id) };
}

const amount = (plan: ActuatorPlan | undefined, value: number) =>
  `${Math.round(value * 10) / 10} ${plan?.setpoint?.unit ?? "%"}`;

/** What is compared, for people. */
const wordOf = (plan: ActuatorPlan | undefined) => (plan?.setpoint === undefined ? "speed" : "power");

/** What a drive is told and what it shows, for people. */
export function speedFound(engine: Engine, { actuator }: SpeedRule): string {
  const plan = engine.compiled.actuators[actuator];
  const told = engine.actuators[actuator]?.sent?.speed ?? null;
  const shown = speedShown(engine, actuator);
  const order = told === null ? "told to stop" : `told ${amount(plan, told)}`;
  const does = plan?.setpoint === undefined ? "runs at" : "does";
  return `${order}, ${Number.isNaN(shown) ? `its ${wordOf(plan)} is not known` : `${does} ${amount(plan, shown)}`}`;
}

/** How far an actuator is from what it is told: a drive only while it runs. Undefined where there is nothing to compare. */
function distance(engine: Engine, actuator: number, state: ActuatorState, running: Tri): number | undefined {
  const told = state.sent?.speed ?? null;
  const compared = engine.compiled.actuators[actuator]?.kind === "setpoint" || (running === 1 && state.run);
  if (!compared || told === null) return undefined;
  const shown = speedShown(engine, actuator);
  const since = state.rampFrom ?? told;
  return Number.isNaN(shown) ? undefined : Math.max(Math.min(told, since) - shown, shown - Math.max(told, since), 0);
}

function note(engine: Engine, plan: ActuatorPlan, state: ActuatorState, reason: string): void {
  const { run, speedWanted, layer } = state;
  const inputs = [plan.actual, plan.running].filter((variable) => variable !== undefined);
  decide(engine, { subject: plan.id, value: commandValue(run, speedWanted), layer, reason, inputs });
}

/** Notices an actuator that does not do what it is told, after the time it has; both its beginning and its end are on record. */
export function watchSpeed(engine: Engine, actuator: number, state: ActuatorState, running: Tri): void {
  const plan = engine.compiled.actuators[actuator];
  if (plan?.speedBack === undefined) return;
  const { within, after } = plan.speedBack;
  const off = distance(engine, actuator, state, running);
  if (off === undefined || off <= within) {
    if (state.strays && off !== undefined) note(engine, plan, state, `its ${wordOf(plan)} follows again`);
    state.strayedSince = null;
    state.strays = false;
    return;
  }
  state.strayedSince ??= engine.now;
  const due = state.strayedSince + after;
  if (engine.now < due) wake(engine, due);
  if (engine.now < due || state.strays) return;
  state.strays = true;
  note(engine, plan, state, `its ${wordOf(plan)} does not follow: ${amount(plan, off)} off for ${after / 1000} s`);
}
