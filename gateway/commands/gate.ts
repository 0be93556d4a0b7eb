import { type Boot, bootKey } from "../../core/ids.ts";
import type { EpochMs, MonotonicMs } from "../../core/time.ts";
import type { Command, CommandResult } from "../../core/wire/command.ts";
import { type Freshness, nothingIssued, staleness, takeOnce } from "../../core/wire/freshness.ts";
import type { Offered, Refusal } from "../../core/wire/offered.ts";
import type { Action, ActionResult } from "../../rules/engine/types.ts";
import type { Following, ReadBackRule } from "./read-back.ts";

/** An override that was accepted: its lease, and what the read-back must show before it counts as executed. */
interface Override {
  readonly commandId: string;
  readonly actor: string;
  readonly actuator: string;
  readonly value: number;
  readonly leaseEnds: MonotonicMs;
  /** The same moment in world time, as people are told it. */
  readonly until: EpochMs;
  readonly readBack: ReadBackRule;
  /** Since when the actuator is told what was asked; before that a warning, a stagger or a minimum time holds it back. */
  readonly toldAt: MonotonicMs | null;
  readonly phase: "asked" | "executing" | "confirmed";
}

/** What the gate remembers. */
export interface GateState extends Freshness {
  readonly overrides: readonly Override[];
}

/** Which site the gate stands before, and what may be ordered there. */
export interface GateConfig {
  readonly region: string;
  readonly site: string;
  readonly boot: Boot;
  /** Actuators that may be overridden, with what must be read back of them. */
  readonly actuators: ReadonlyMap<string, ReadBackRule>;
}

/** The moment of a step, by both clocks: the world's for what is said, the I/O clock for leases and freshness. */
export interface GateNow {
  readonly world: EpochMs;
  readonly io: MonotonicMs;
}

/** What a step leads to: actions for the engine, results for whoever asked. */
export interface GateStep {
  readonly state: GateState;
  readonly actions: readonly Action[];
  readonly results: readonly CommandResult[];
}

/** A gate that has issued no nonce and taken no command. */
export const gateStart: GateState = { ...nothingIssued, overrides: [] };

/** Takes or refuses one command, by its first fault in this order: signature, form, authority, place, freshness, repetition. */
export function admit(state: GateState, offered: Offered, config: GateConfig, now: GateNow): GateStep {
  if (offered.kind === "unreadable") return refuse(state, { id: offered.id, refusal: offered.refusal, now });
  const { command } = offered;
  const refusal = faultOf(state, offered, config, now);
  if (refusal !== undefined) return refuse(state, { id: command.id, refusal, now });
  const taken = takeOnce(state, command.id, now.io);
  return { state: begin(taken, command, config, now), actions: [actionOf(command)], results: [] };
}

function faultOf(
  state: GateState,
  { command, signer }: Extract<Offered, { kind: "command" }>,
  config: GateConfig,
  now: GateNow,
): Refusal | undefined {
  if (signer === "unknown") return "bad-signature";
  if (signer !== "operator") return "not-authorised";
  if (command.region !== config.region || command.site !== config.site) return "wrong-site";
  const old = staleness(state, command, bootKey(config.boot), now.io);
  if (old !== undefined) return old;
  const { order } = command;
  if ("actuator" in order && !config.actuators.has(order.actuator)) return "unknown-target";
  return undefined;
}

function refuse(state: GateState, { id, refusal, now }: { id: string; refusal: Refusal; now: GateNow }): GateStep {
  return { state, actions: [], results: [{ id, state: "refused", refusal, at: now.world }] };
}

function begin(state: GateState, { id, actor, order }: Command, config: GateConfig, now: GateNow): GateState {
  if (order.purpose === "release") {
    return { ...state, overrides: state.overrides.filter(({ actuator }) => actuator !== order.actuator) };
  }
  if (order.purpose !== "override") return state;
  const readBack = config.actuators.get(order.actuator) ?? { running: 0 };
  const override: Override = {
    commandId: id,
    actor,
    actuator: order.actuator,
    value: order.value,
    leaseEnds: now.io + order.leaseMs,
    until: now.world + order.leaseMs,
    readBack,
    toldAt: null,
    phase: "asked",
  };
  return { ...state, overrides: [...state.overrides, override] };
}

/** When the newest override of an actuator lapses, in world time; undefined where there is none. */
export function lapseOf({ overrides }: GateState, actuator: string): EpochMs | undefined {
  return overrides.findLast((override) => override.actuator === actuator)?.until;
}

/** The lease is kept here, by the clock that never steps; the engine is told when it ends. */
const untilReleased: EpochMs = Number.MAX_SAFE_INTEGER;

function actionOf({ id, actor, order }: Command): Action {
  switch (order.purpose) {
    case "override":
      return {
        kind: "override",
        id,
        actor,
        actuator: order.actuator,
        value: order.value,
        until: untilReleased,
        reason: order.reason,
      };
    case "release":
      return { kind: "release", id, actor, actuator: order.actuator, why: "released" };
    case "acknowledge":
      return {
        kind: "acknowledge",
        id,
        actor,
        key: order.key,
        eventId: order.eventId,
        ...(order.note === undefined ? {} : { note: order.note }),
      };
    case "reset":
      return { kind: "reset", id, actor, key: order.key };
    case "shelve":
      return {
        kind: "shelve",
        id,
        actor,
        key: order.key,
        ...(order.eventId === undefined ? {} : { eventId: order.eventId }),
        reason: order.reason,
        forMs: order.forMs ?? "oneShot",
      };
    case "unshelve":
      return { kind: "unshelve", id, actor, key: order.key };
    case "lock":
      return { kind: "lock", id, actor, lock: order.lock, reason: order.reason };
    case "unlock":
      return { kind: "unlock", id, actor, lock: order.lock };
  }
}

/** Marks the release that the gate itself asks for when a lease ends; nobody waits for its result. */
const lapsed = ".lapsed";

/** Turns the engine's answers into results. An override is accepted and executing at once; everything else is then done. */
export function answered(state: GateState, answers: readonly ActionResult[], now: GateNow): GateStep {
  const results: CommandResult[] = [];
  let { overrides } = state;
  for (const answer of answers) {
    if (answer.id.endsWith(lapsed)) continue;
    const override = overrides.find(({ commandId }) => commandId === answer.id);
    const detail = answer.detail === undefined ? {} : { detail: answer.detail };
    if (!answer.accepted) {
      const refusal = (answer.refusal ?? "malformed") as Refusal;
      results.push({ id: answer.id, state: "refused", refusal, at: now.world, ...detail });
      overrides = overrides.filter(({ commandId }) => commandId !== answer.id);
    } else if (override === undefined) {
      results.push({ id: answer.id, state: "executed", at: now.world, ...detail });
    } else {
      results.push(
        { id: answer.id, state: "accepted", at: now.world, ...detail },
        { id: answer.id, state: "executing", at: now.world },
      );
      const replaced = overrides.filter((other) => other.actuator === override.actuator && other !== override);
      for (const other of replaced) results.push({ id: other.commandId, state: "superseded", at: now.world });
      overrides = overrides.filter((other) => !replaced.includes(other));
      overrides = overrides.map((other) => (other === override ? { ...other, phase: "executing" } : other));
    }
  }
  return { state: { ...state, overrides }, actions: [], results };
}

/** What is known of an actuator now. */
export interface Feedback {
  /** What it is told: to run or to stand. */
  readonly told: boolean;
  /** What it says itself; null where that is not known. */
  readonly running: boolean | null;
  /** The speed it shows, %, or what it does, kW or A; null where that is not known. */
  readonly speed: number | null;
}

/** Compares executing overrides with the read-back, and ends leases. `unknown` is said when the read-back never matched. */
export function watch(state: GateState, feedback: (actuator: string) => Feedback, now: GateNow): GateStep {
  const actions: Action[] = [];
  const results: CommandResult[] = [];
  const overrides: Override[] = [];
  for (const before of state.overrides) {
    const { actor, actuator, commandId: id } = before;
    const { override, verdict, detail } =
      before.phase === "executing" ? readBack(before, feedback(actuator), now) : still(before);
    const ended = before.phase !== "asked" && now.io >= before.leaseEnds;
    if (verdict !== undefined) results.push({ id, state: verdict, at: now.world, ...detail });
    else if (ended && before.phase === "executing") {
      results.push({ id, state: "unknown", detail: "its lease ended before it was read back", at: now.world });
    }
    if (ended) actions.push({ kind: "release", id: `${id}${lapsed}`, actor, actuator, why: "lapsed" });
    else overrides.push(override);
  }
  return { state: { ...state, overrides }, actions, results };
}

interface ReadBack {
  readonly override: Override;
  readonly verdict: "executed" | "unknown" | undefined;
  readonly detail?: { readonly detail: string };
}

const still = (override: Override): ReadBack => ({ override, verdict: undefined });

function isNear({ within, offer }: Following, shown: number, value: number): boolean {
  return offer ? shown <= value + within : Math.abs(shown - value) <= within;
}

/** The time allowed runs from when the actuator was told, not from when somebody asked. */
function readBack(override: Override, { told, running, speed }: Feedback, now: GateNow): ReadBack {
  const { value, readBack: rule } = override;
  const wanted = value !== 0;
  const toldAt = told === wanted ? (override.toldAt ?? now.io) : null;
  const done = rule.speed?.offer === true ? toldAt !== null : running === wanted;
  const follows = !wanted || rule.speed === undefined || isNear(rule.speed, speed ?? Number.NaN, value);
  if (done && follows) return { override: { ...override, phase: "confirmed" }, verdict: "executed" };
  const allowed = done ? Math.max(rule.running, rule.speed?.after ?? 0) : rule.running;
  if (toldAt === null || now.io < toldAt + allowed) return still({ ...override, toldAt });
  const unit = rule.speed?.unit ?? "%";
  const shown = speed === null ? "at an unknown speed" : `at ${Math.round(speed)} ${unit}`;
  const detail = done ? { detail: { detail: `it runs ${shown}, not at ${value} ${unit}` } } : {};
  return { override: { ...override, phase: "confirmed" }, verdict: "unknown", ...detail };
}
