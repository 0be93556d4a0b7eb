import { type Envelope, envelopeOf } from "../actuators/envelope.ts";
import type { ActuatorPlan, SetpointPlan } from "../actuators/plan.ts";
import type { ActuatorState } from "../actuators/state.ts";
import { speedShown } from "../conditions/scope.ts";
import { F, num } from "../image/arena.ts";
import { type Engine, wake } from "../state.ts";
import type { Means } from "./dispatch-share.ts";
import type { DispatchPlan } from "./plan.ts";

/** % of charge over which a battery's help grows from nothing to all it can, so that it does not come and go at an edge. */
const taper = 2;
/** % of charge above the reserve at which help ends, so that a short peak does not cost it. */
const spared = 1;
/** % of charge below the middle over which charging fades out. */
const fade = 10;

/** An actuator that a reflex may use now. */
export interface Usable {
  readonly actuator: number;
  readonly id: string;
  readonly setpoint: SetpointPlan;
  readonly state: ActuatorState;
  /** What it really takes, in the unit of its setpoint. */
  readonly shown: number;
  /** It has had the time to follow its last order. */
  readonly settled: boolean;
  readonly envelope: Envelope;
}

/** The actuator as a reflex may use it; undefined while it cannot be read, has failed, or somebody above decides. */
export function usable(engine: Engine, actuator: number, taken: boolean): Usable | undefined {
  const state = engine.actuators[actuator];
  const { id = "", setpoint } = engine.compiled.actuators[actuator] ?? {};
  const shown = speedShown(engine, actuator);
  if (state === undefined || setpoint === undefined || !state.known) return undefined;
  if (taken || state.failedAt !== null || Number.isNaN(shown)) return undefined;
  const due = state.toldAt + setpoint.settle;
  if (engine.now < due) wake(engine, due);
  const envelope = envelopeOf(engine, actuator, setpoint);
  return { actuator, id, setpoint, state, shown, settled: engine.now >= due, envelope };
}

const fading = (value: number) => Math.min(1, Math.max(0, value));

/** How full the battery is, %; NaN where nothing tells. */
function chargeOf(engine: Engine, { setpoint }: Usable): number {
  const limit = setpoint.limits.find(({ of }) => of === "soc");
  return limit === undefined ? Number.NaN : num(engine.arena, limit.variable, F.decided);
}

/** One that has had its time and does less than it is told has a limit of its own: no more is counted on. */
function reach({ setpoint, state, shown, settled, envelope }: Usable): { lo: number; hi: number } {
  const told = state.speedWanted ?? 0;
  const { lo, hi } = envelope;
  if (!settled || Math.abs(shown) + setpoint.within >= Math.abs(told)) return { lo, hi };
  if (told < 0) return { lo: Math.max(lo, Math.min(0, shown) - setpoint.within), hi };
  return { lo, hi: Math.min(hi, Math.max(0, shown) + setpoint.within) };
}

interface Kept {
  /** % of charge below which nobody else is served; undefined where nothing is kept. */
  readonly reserve: number | undefined;
  /** Whether this reflex may go below it. */
  readonly own: boolean;
}

/** The least charge that others leave in a battery, %. */
function keptIn(engine: Engine, plan: DispatchPlan, actuator: number): Kept {
  if (plan.reserve !== undefined) return { reserve: plan.reserve, own: true };
  const others = engine.compiled.reflexes.flatMap((other) =>
    other.kind === "dispatch" && other.reserve !== undefined && other.actuators.includes(actuator) ? other.reserve : [],
  );
  return { reserve: others.length === 0 ? undefined : Math.max(...others), own: false };
}

/** A battery: discharges down to the reserve, below it only for whoever keeps it, and fades at every edge. */
function batteryMeans(engine: Engine, one: Usable, { reserve, own }: Kept, wish: number): Means {
  const { setpoint, state } = one;
  const { lo, hi } = reach(one);
  const soc = chargeOf(engine, one);
  const limit = setpoint.limits.find(({ of }) => of === "soc");
  const above = (edge: number | undefined) =>
    edge === undefined || Number.isNaN(soc) ? 1 : fading((soc - edge) / taper);
  const below = limit === undefined || Number.isNaN(soc) ? 1 : fading((limit.hi - soc) / taper);
  const least = above(limit?.lo);
  const last = lo * least;
  const most = hi * below;
  const kept = lo * Math.min(least, above(reserve === undefined ? undefined : reserve + spared));
  return {
    wish: Math.min(most, Math.max(wish, kept)),
    lo: kept,
    hi: most,
    last: own ? last : kept,
    pauses: false,
    on: state.run,
    step: 0,
    takes: Number.POSITIVE_INFINITY,
  };
}

/** How strongly a battery would be charged for its own sake, kW: up to the middle between its reserve and full. */
function rechargeOf(engine: Engine, one: Usable, { reserve }: Kept, proposed: boolean): number {
  const limit = one.setpoint.limits.find(({ of }) => of === "soc");
  const soc = chargeOf(engine, one);
  if (limit === undefined || Number.isNaN(soc)) return 0;
  // Who else decides on it may leave it half empty, but not below the reserve.
  if (proposed && (reserve === undefined || soc >= reserve + spared)) return 0;
  const middle = ((reserve ?? limit.lo) + limit.hi) / 2;
  return one.envelope.hi * fading((middle - soc) / fade);
}

/** What cannot be told otherwise now: it follows its last order, or its minimum time holds it. */
function fixedAt(
  engine: Engine,
  plan: ActuatorPlan,
  { state, setpoint, settled, envelope }: Usable,
): number | undefined {
  if (envelope.hi < Math.max(setpoint.offBelow, setpoint.min)) return 0;
  if (!settled) return Math.min(envelope.hi, state.speedWanted ?? 0);
  return state.run || engine.now >= state.stoppedAt + plan.minOff ? undefined : 0;
}

/** A charger: between its least and its most, or pausing. */
function chargerMeans(engine: Engine, one: Usable, wish: number): Means {
  const { setpoint, state, shown, settled, envelope } = one;
  const plan = engine.compiled.actuators[one.actuator] as ActuatorPlan;
  const { kilowatts, min, step } = setpoint;
  const told = state.speedWanted ?? 0;
  const spare = settled && told > 0 && shown < told - step / 2;
  const takes = spare ? Math.max(0, shown) * kilowatts : Number.POSITIVE_INFINITY;
  const means = { on: state.run, step: step * kilowatts, takes };
  const fixed = fixedAt(engine, plan, one);
  if (fixed !== undefined) {
    const at = fixed * kilowatts;
    return { ...means, wish: at, lo: at, hi: at, last: at, pauses: false };
  }
  const lo = min * kilowatts;
  const hi = envelope.hi * kilowatts;
  const pauses = !state.run || engine.now >= state.startedAt + plan.minOn;
  return { ...means, wish: Math.min(hi, wish), lo, hi, last: lo, pauses };
}

/** What a reflex can make of an actuator, where `wish` is what it does if nothing is asked of it, kW. */
export function meansOf(engine: Engine, plan: DispatchPlan, one: Usable, wish: number): Means {
  if (one.setpoint.unit === "A") return chargerMeans(engine, one, wish);
  return batteryMeans(engine, one, keptIn(engine, plan, one.actuator), wish);
}

/** Lets batteries charge where there is room beside what the others wish for. An aim that is one point leaves no room. */
export function recharged(
  engine: Engine,
  plan: DispatchPlan,
  given: {
    readonly found: readonly Usable[];
    readonly means: readonly Means[];
    readonly room: number;
    readonly proposals: ReadonlyMap<number, number>;
  },
): readonly Means[] {
  if (plan.aim.lo === plan.aim.hi) return given.means;
  let room = given.means.reduce((left, { wish, takes }) => left - Math.min(wish, takes), given.room);
  return given.means.map((means, index) => {
    const one = given.found[index];
    if (one === undefined || one.setpoint.unit === "A") return means;
    const most = rechargeOf(engine, one, keptIn(engine, plan, one.actuator), given.proposals.has(one.actuator));
    const more = Math.max(0, Math.min(most, means.hi) - means.wish);
    const charges = Math.min(more, Math.max(0, room));
    room -= charges;
    return { ...means, wish: means.wish + charges };
  });
}
