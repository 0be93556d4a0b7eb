import type { Want, Wants } from "../actuators/want.ts";
import { type Engine, wake } from "../state.ts";
import { stepAt } from "./degraded.ts";
import { type Demand, demandOf } from "./dispatch-demand.ts";
import { meansOf, recharged, type Usable, usable } from "./dispatch-means.ts";
import { share } from "./dispatch-share.ts";
import type { DispatchPlan } from "./plan.ts";
import type { DispatchState, ReflexState } from "./state.ts";

/** Share of a change in what others take that is believed at once: with a half nothing swings, however far apart the readings lie. */
const believed = 0.5;

/** What comes of working in kW and telling amperes. */
const rounding = 1e-6;

/** What lower reflexes want of an actuator, in the unit of its setpoint. */
export type Proposals = ReadonlyMap<number, number>;

/** What others than the means take, kW, smoothed: readings of different devices were never taken at the same moment. */
function baseOf(power: number, found: readonly Usable[], before: DispatchState | null): number {
  const base = power - found.reduce((sum, { shown, setpoint }) => sum + shown * setpoint.kilowatts, 0);
  const known = before === null ? [] : Object.keys(before.values);
  const same = known.length === found.length && found.every(({ id }) => known.includes(id));
  return same && before?.base != null ? before.base + believed * (base - before.base) : base;
}

/** What one does if nothing is asked of it: what a lower reflex wants, or as much as cars want; nothing where the aim is one point. */
function wishOf({ aim }: DispatchPlan, { actuator, setpoint }: Usable, proposals: Proposals): number {
  const free = aim.lo === aim.hi || setpoint.unit === "kW" ? 0 : setpoint.max;
  return (proposals.get(actuator) ?? free) * setpoint.kilowatts;
}

/** What goes in steps goes up by two at least, or to all it wishes for: noise of a step moves it down once, not to and fro. */
function calmed({ setpoint, state }: Usable, value: number, wish = 0): number {
  const told = state.speedWanted ?? 0;
  const small = value > told && value < told + 2 * setpoint.step - rounding;
  return small && told > 0 && value < wish / setpoint.kilowatts - rounding ? told : value;
}

/** Works out anew what every means does. */
function advance(
  engine: Engine,
  plan: DispatchPlan,
  state: ReflexState,
  demand: Demand,
  given: { readonly wants: Wants; readonly proposals: Proposals },
): void {
  const { wants, proposals } = given;
  const found = plan.actuators.flatMap((actuator) => usable(engine, actuator, wants.of(actuator).length > 0) ?? []);
  const base = baseOf(demand.power, found, state.dispatch);
  const own = found.map((one) => meansOf(engine, plan, one, wishOf(plan, one, proposals)));
  const means = recharged(engine, plan, { found, means: own, room: demand.room - base, proposals });
  const values = share(means, base, demand).flatMap((value, index) => {
    const one = found[index];
    return one === undefined
      ? []
      : [[one.id, calmed(one, value / one.setpoint.kilowatts, means[index]?.wish)] as const];
  });
  const reason = `${plan.id}: ${demand.words}; others take ${Math.round(base * 10) / 10} kW`;
  state.dispatch = { base, at: engine.now, values: Object.fromEntries(values), reason };
}

/** Without its input it never guesses: it leaves all as it is, then takes all to their safe states, as declared. */
function degrade(engine: Engine, plan: DispatchPlan, state: ReflexState): void {
  state.badSince ??= engine.now;
  const found = stepAt(plan.config.whenInputBad, state.badSince, engine.now);
  const holds = found?.step.do === "hold";
  if (found !== undefined && found.step.do !== "safeState") wake(engine, found.from + found.step.for);
  const values = plan.actuators.flatMap((actuator) => {
    const { id = "", setpoint } = engine.compiled.actuators[actuator] ?? {};
    const told = engine.actuators[actuator]?.speedWanted ?? 0;
    return [[id, holds ? (state.dispatch?.values[id] ?? told) : (setpoint?.safe ?? 0)] as const];
  });
  const input = engine.compiled.paths[plan.source] ?? "";
  const reason = `${plan.id}: ${input} is bad, ${holds ? "holding" : "safe state"}`;
  state.dispatch = { base: null, at: engine.now, values: Object.fromEntries(values), reason };
}

function isDue(engine: Engine, plan: DispatchPlan, state: ReflexState): boolean {
  if (state.dispatch === null || state.badSince !== null) return true;
  const due = state.dispatch.at + plan.config.cycle;
  if (engine.now >= due) return true;
  wake(engine, due);
  return false;
}

/**
 * Works out what all dispatch reflexes want. The later ones of the file propose first, and each earlier one takes that over as
 * far as its own aim lets it: whoever stands first has the last word.
 */
export function proposeDispatch(engine: Engine, wants: Wants): void {
  const own = engine.compiled.reflexes.flatMap((plan, index) => {
    const state = engine.reflexes[index];
    return plan.kind === "dispatch" && state !== undefined ? [{ plan, state }] : [];
  });
  const due = own.some(({ plan, state }) => isDue(engine, plan, state));
  const proposals = new Map<number, number>();
  for (const { plan, state } of own.reverse()) {
    const demand = demandOf(engine, plan);
    if (demand === undefined) degrade(engine, plan, state);
    else if (due || state.badSince !== null) advance(engine, plan, state, demand, { wants, proposals });
    if (demand !== undefined) state.badSince = null;
    for (const actuator of plan.actuators) {
      const value = state.dispatch?.values[engine.compiled.actuators[actuator]?.id ?? ""];
      if (value !== undefined) proposals.set(actuator, value);
    }
  }
}

/** What a later reflex of the file wants of an actuator already; nobody needs to say it twice. */
function saidBelow(engine: Engine, plan: DispatchPlan, actuator: number, value: number): boolean {
  const id = engine.compiled.actuators[actuator]?.id ?? "";
  const from = engine.compiled.reflexes.indexOf(plan) + 1;
  return engine.reflexes.slice(from).some(({ dispatch }) => dispatch !== null && dispatch.values[id] === value);
}

/** Adds what a dispatch reflex wants of its means. */
export function applyDispatch(engine: Engine, plan: DispatchPlan, state: ReflexState, wants: Wants): void {
  const { dispatch } = state;
  if (dispatch === null) return;
  const inputs = plan.source === plan.input ? [plan.input] : [plan.source, plan.input];
  const want = { layer: plan.layer, by: plan.id, reason: dispatch.reason, inputs } satisfies Partial<Want>;
  for (const actuator of plan.actuators) {
    const speed = dispatch.values[engine.compiled.actuators[actuator]?.id ?? ""];
    if (speed === undefined || saidBelow(engine, plan, actuator, speed)) continue;
    wants.add(actuator, { ...want, run: speed !== 0, speed });
  }
}
