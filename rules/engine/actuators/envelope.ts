import { F, num } from "../image/arena.ts";
import type { Engine } from "../state.ts";
import { refusedByLock } from "./locks.ts";
import type { SetpointLimit, SetpointPlan } from "./plan.ts";

/** Between what a setpoint may lie now, and what holds it there. */
export interface Envelope {
  readonly lo: number;
  readonly hi: number;
  readonly lowBy: string;
  readonly highBy: string;
}

const narrow = (envelope: Envelope, charge: boolean, discharge: boolean, by: string): Envelope => ({
  lo: discharge ? envelope.lo : Math.max(envelope.lo, 0),
  hi: charge ? envelope.hi : Math.min(envelope.hi, 0),
  lowBy: discharge ? envelope.lowBy : by,
  highBy: charge ? envelope.highBy : by,
});

function limited(engine: Engine, envelope: Envelope, limit: SetpointLimit): Envelope {
  const value = num(engine.arena, limit.variable, F.decided);
  if (Number.isNaN(value)) return narrow(envelope, false, false, `${limit.of} is unknown`);
  const below = value <= limit.lo;
  const above = value >= limit.hi;
  if (limit.of === "soc") return narrow(envelope, !above, !below, `soc is ${value} %`);
  return below || above ? narrow(envelope, false, false, `${limit.of} is ${value} Cel`) : envelope;
}

/** What the live limits and the locks of an actuator leave: they hold whoever gives the order. */
export function envelopeOf(engine: Engine, actuator: number, plan: SetpointPlan): Envelope {
  const own = { lo: Math.min(plan.min, 0), hi: plan.max, lowBy: "its least", highBy: "its most" };
  const limits = plan.limits.reduce<Envelope>((envelope, limit) => limited(engine, envelope, limit), own);
  const charge = refusedByLock(engine, actuator, "charge");
  const discharge = refusedByLock(engine, actuator, "discharge");
  const held = charge === undefined ? limits : narrow(limits, false, true, charge.words);
  return discharge === undefined ? held : narrow(held, true, false, discharge.words);
}
