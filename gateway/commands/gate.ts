import { type Boot, bootKey } from "../../core/ids.ts";
import type { DurationMs, EpochMs, MonotonicMs } from "../../core/time.ts";
import type { Command, CommandResult } from "../../core/wire/messages.ts";
import type { Action, ActionResult } from "../../rules/engine/types.ts";

/** Whose key signed a command. Only an operator's may order anything. */
export type Signer = "operator" | "region" | "unknown";

type Refusal = NonNullable<CommandResult["refusal"]>;

/** A command whose signature was checked, or what was wrong with it. */
export type Offered =
  | { readonly kind: "command"; readonly command: Command; readonly signer: Signer }
  | { readonly kind: "unreadable"; readonly refusal: "bad-signature" | "malformed"; readonly id: string };

/** An override that was accepted: its lease, and what the read-back must show before it counts as executed. */
interface Override {
  readonly commandId: string;
  readonly actor: string;
  readonly actuator: string;
  readonly value: number;
  readonly leaseEnds: MonotonicMs;
  readonly readBack: DurationMs;
  /** Since when the actuator is told what was asked; before that a warning, a stagger or a minimum time holds it back. */
  readonly toldAt: MonotonicMs | null;
  readonly phase: "asked" | "executing" | "confirmed";
}

/** What the gate remembers. */
export interface GateState {
  readonly nonces: readonly { readonly nonce: string; readonly issuedAt: MonotonicMs }[];
  /** Ids of commands taken, while their nonce could still be quoted. */
  readonly taken: readonly { readonly id: string; readonly at: MonotonicMs }[];
  readonly overrides: readonly Override[];
}

/** Which site the gate stands before, and what may be ordered there. */
export interface GateConfig {
  readonly region: string;
  readonly site: string;
  readonly boot: Boot;
  /** Actuators that may be overridden, with how long their read-back may take. */
  readonly actuators: ReadonlyMap<string, { readonly readBack: DurationMs }>;
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

/** How long a command may quote a nonce, by the gateway's own clock (docs/adr/0008-commands.md). */
export const freshFor: DurationMs = 10_000;

/** A gate that has issued no nonce and taken no command. */
export const gateStart: GateState = { nonces: [], taken: [], overrides: [] };

/** Notes a nonce that was just published, and forgets those too old to be quoted. */
export function issueNonce(state: GateState, nonce: string, now: GateNow): GateState {
  const fresh = state.nonces.filter(({ issuedAt }) => now.io - issuedAt <= freshFor);
  const taken = state.taken.filter(({ at }) => now.io - at <= 2 * freshFor);
  return { ...state, taken, nonces: [...fresh, { nonce, issuedAt: now.io }] };
}

/** Takes or refuses one command, by its first fault in this order: signature, form, authority, place, freshness, repetition. */
export function admit(state: GateState, offered: Offered, config: GateConfig, now: GateNow): GateStep {
  if (offered.kind === "unreadable") return refuse(state, { id: offered.id, refusal: offered.refusal, now });
  const { command } = offered;
  const refusal = faultOf(state, offered, config, now);
  if (refusal !== undefined) return refuse(state, { id: command.id, refusal, now });
  const taken = [...state.taken, { id: command.id, at: now.io }];
  return { state: begin({ ...state, taken }, command, config, now), actions: [actionOf(command)], results: [] };
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
  const issued = state.nonces.find(({ nonce }) => nonce === command.nonce);
  const fresh = command.boot === bootKey(config.boot) && issued !== undefined && now.io - issued.issuedAt <= freshFor;
  if (!fresh) return "stale-nonce";
  if (state.taken.some(({ id }) => id === command.id)) return "replayed";
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
  const readBack = config.actuators.get(order.actuator)?.readBack ?? 0;
  const override: Override = {
    commandId: id,
    actor,
    actuator: order.actuator,
    value: order.value,
    leaseEnds: now.io + order.leaseMs,
    readBack,
    toldAt: null,
    phase: "asked",
  };
  return { ...state, overrides: [...state.overrides, override] };
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
}

/** Compares executing overrides with the read-back, and ends leases. `unknown` is said when the read-back never matched. */
export function watch(state: GateState, feedback: (actuator: string) => Feedback, now: GateNow): GateStep {
  const actions: Action[] = [];
  const results: CommandResult[] = [];
  const overrides: Override[] = [];
  for (const before of state.overrides) {
    const { actor, actuator, commandId: id } = before;
    const { override, verdict } =
      before.phase === "executing"
        ? readBack(before, feedback(actuator), now)
        : { override: before, verdict: undefined };
    const ended = before.phase !== "asked" && now.io >= before.leaseEnds;
    if (verdict !== undefined) results.push({ id, state: verdict, at: now.world });
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
}

/** The time allowed runs from when the actuator was told, not from when somebody asked. */
function readBack(override: Override, { told, running }: Feedback, now: GateNow): ReadBack {
  const wanted = override.value > 0;
  const toldAt = told === wanted ? (override.toldAt ?? now.io) : null;
  if (running === wanted) return { override: { ...override, phase: "confirmed" }, verdict: "executed" };
  if (toldAt !== null && now.io >= toldAt + override.readBack)
    return { override: { ...override, phase: "confirmed" }, verdict: "unknown" };
  return { override: { ...override, toldAt }, verdict: undefined };
}
