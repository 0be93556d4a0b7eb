import type { Wants } from "../actuators/want.ts";
import type { Scope } from "../conditions/condition.ts";
import { F, num, Q, qualityCodeAt } from "../image/arena.ts";
import { marginOf } from "../ranges/ranges.ts";
import { type Engine, wake } from "../state.ts";
import {
  deciding,
  effortFor,
  isInDanger,
  type Margins,
  marginWords,
  nearness,
  prefersRoomAir,
  worstForFan,
} from "./air-choice.ts";
import { stepAt } from "./degraded.ts";
import type { VentilatePlan } from "./plan.ts";
import type { AirState, ReflexState } from "./state.ts";

/** A choice between outside and room air stands so long, unless breath needs it changed, ms. */
const leastBetween = 300_000;

interface Choice {
  readonly roomAir: boolean;
  /** Of the fan, 0 to 1. */
  readonly effort: number;
  readonly reason: string;
}

function marginIn(engine: Engine, variable: number, range: number): number {
  const bounds = engine.bounds[range];
  if (bounds === undefined || qualityCodeAt(engine.arena, variable) === Q.bad) return Number.NaN;
  return marginOf(num(engine.arena, variable, F.decided), bounds);
}

function marginsOf(engine: Engine, { breath, dust }: VentilatePlan): Margins {
  return {
    breath: marginIn(engine, breath.variable, breath.range),
    inside: marginIn(engine, dust.inside, dust.range),
    outside: marginIn(engine, dust.outside, dust.range),
  };
}

/** How near breath is to its healthy bound, 0 to 1. */
function nearnessIn(engine: Engine, { breath, riseFrom }: VentilatePlan): number {
  const value = num(engine.arena, breath.variable, F.decided);
  return nearness(value, riseFrom, engine.bounds[breath.range]?.healthyHigh ?? null);
}

/** The step of the degraded sequence in force since an input was lost. */
function lost(engine: Engine, plan: VentilatePlan, since: number): "hold" | "safeState" {
  const found = stepAt(plan.whenInputBad, since, engine.now);
  if (found?.step.do !== "hold") return "safeState";
  wake(engine, found.from + found.step.for);
  return "hold";
}

/** Room or outside air: held for a while where dust is not known, then without it; kept for some minutes once chosen. */
function chooseRoomAir(engine: Engine, plan: VentilatePlan, air: AirState, margins: Margins): boolean {
  const { now } = engine;
  if (isInDanger(margins.breath)) return false;
  if (air.dustBadSince !== null) return lost(engine, plan, air.dustBadSince) === "hold" && air.roomAir;
  const wanted = prefersRoomAir(air.roomAir, margins, nearnessIn(engine, plan));
  const until = air.since + leastBetween;
  if (wanted === air.roomAir || now >= until) return wanted;
  wake(engine, until);
  return air.roomAir;
}

function chooseByMargins(
  engine: Engine,
  plan: VentilatePlan,
  air: AirState,
  margins: Margins,
  breathe: boolean,
): Choice {
  const known = !Number.isNaN(margins.inside) && !Number.isNaN(margins.outside);
  air.dustBadSince = known ? null : (air.dustBadSince ?? engine.now);
  const roomAir = !breathe && chooseRoomAir(engine, plan, air, margins);
  const worst = known ? worstForFan(margins) : margins.breath;
  const without = roomAir ? "dust is bad, holding" : "dust is bad, breath alone decides";
  const near = nearnessIn(engine, plan);
  const words = known ? deciding(margins, roomAir, near) : without;
  const effort = roomAir ? 0 : Math.max(near, effortFor(worst));
  return { roomAir, effort, reason: `${marginWords(plan.paths, margins)}; ${words}` };
}

/** Without breath's margin nothing is guessed: all is held for a while. Undefined = every actuator to its safe state. */
function chooseWithoutBreath(
  engine: Engine,
  plan: VentilatePlan,
  state: ReflexState,
  breathe: boolean,
): Choice | undefined {
  const step = lost(engine, plan, state.badSince ?? engine.now);
  if (step !== "hold" || state.air === null) return undefined;
  const { roomAir, effort } = state.air;
  return { roomAir: roomAir && !breathe, effort, reason: `${plan.paths.breath} is bad, holding` };
}

/** `breathe`: outside air, whatever its dust. */
function choose(engine: Engine, plan: VentilatePlan, state: ReflexState, breathe: boolean): Choice | undefined {
  const margins = marginsOf(engine, plan);
  if (Number.isNaN(margins.breath)) {
    state.badSince ??= engine.now;
    return chooseWithoutBreath(engine, plan, state, breathe);
  }
  state.badSince = null;
  state.air ??= { roomAir: false, since: Number.NEGATIVE_INFINITY, effort: 0, dustBadSince: null };
  return chooseByMargins(engine, plan, state.air, margins, breathe);
}

function remember(engine: Engine, state: ReflexState, { roomAir, effort }: Choice): void {
  if (state.air === null) return;
  if (state.air.roomAir !== roomAir) state.air.since = engine.now;
  state.air.roomAir = roomAir;
  state.air.effort = effort;
}

function wantSafeStates(engine: Engine, plan: VentilatePlan, least: number, wants: Wants): void {
  for (const actuator of plan.actuators) {
    const safeState = engine.compiled.actuators[actuator]?.safeState;
    const forced = least > 0 && actuator !== plan.recirculate && safeState !== "run";
    const reason = forced
      ? `${plan.id}: ${plan.paths.breath} is bad, but ${plan.atLeast?.when.text}`
      : `${plan.id}: ${plan.paths.breath} is bad, safe state ${safeState}`;
    wants.add(actuator, {
      layer: plan.layer,
      by: plan.id,
      run: forced || safeState === "run",
      speed: forced ? least : null,
      reason,
      inputs: plan.inputs,
      release: !forced && safeState === "release",
    });
  }
}

/** A ventilating reflex: raises the worst margin of breath and dust; where air is short, breath goes before dust. */
export function applyVentilate(
  engine: Engine,
  plan: VentilatePlan,
  state: ReflexState,
  scope: Scope,
  wants: Wants,
): void {
  const least = plan.atLeast !== undefined && plan.atLeast.when.test(scope) === 1 ? plan.atLeast.fan : 0;
  const choice = choose(engine, plan, state, least > 0 || plan.recirculate === undefined);
  if (choice === undefined) {
    wantSafeStates(engine, plan, least, wants);
    return;
  }
  remember(engine, state, choice);
  const floor = least > 0 ? `; at least ${least} %, because ${plan.atLeast?.when.text}` : "";
  const want = { layer: plan.layer, by: plan.id, reason: `${plan.id}: ${choice.reason}${floor}`, inputs: plan.inputs };
  for (const actuator of plan.actuators) {
    const { min = 0, max = 100 } = engine.compiled.actuators[actuator]?.speed ?? {};
    if (actuator === plan.recirculate) wants.add(actuator, { ...want, run: choice.roomAir, speed: null });
    else wants.add(actuator, { ...want, run: true, speed: Math.max(least, min + choice.effort * (max - min)) });
  }
}
