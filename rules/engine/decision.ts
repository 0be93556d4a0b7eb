import type { DecisionEvent } from "../../core/wire/events.ts";
import { F, num, qualityCodeAt, qualityOfCode } from "./image/arena.ts";
import { type Engine, nextId } from "./state.ts";

/** What was decided, before it becomes a record. */
export interface Decided {
  /** Actuator id, alarm key or variable path. */
  readonly subject: string;
  /** %, or kW or A of a setpoint; 0 stopped; null where nothing was commanded. */
  readonly value: number | null;
  readonly layer: string;
  readonly reason: string;
  /** Variables it rested on. */
  readonly inputs: readonly number[];
  /** Alternatives that lost, and to what. */
  readonly refused?: DecisionEvent["refused"];
}

const longestReason = 400;

/** What the variables a decision rested on were at this moment; one never read is as old as the engine. */
export function inputsOf(engine: Engine, variables: readonly number[]): DecisionEvent["inputs"] {
  const { arena, compiled } = engine;
  return [...new Set(variables)].map((variable) => {
    const value = num(arena, variable, F.value);
    const at = num(arena, variable, F.at);
    return {
      path: compiled.paths[variable] ?? "",
      value: Number.isNaN(value) ? null : value,
      quality: qualityOfCode(qualityCodeAt(arena, variable)),
      age: engine.now - (at === Number.NEGATIVE_INFINITY ? engine.startedAt : at),
    };
  });
}

/** The record of a decision; it is not put out yet. */
export function recordOf(engine: Engine, decided: Decided, id: string): DecisionEvent {
  const unit = engine.compiled.actuators.find((one) => one.id === decided.subject)?.setpoint?.unit;
  return {
    kind: "decision",
    at: engine.now,
    id,
    actuator: decided.subject,
    value: decided.value,
    ...(unit === undefined ? {} : { unit }),
    layer: decided.layer,
    reason: decided.reason.slice(0, longestReason),
    ruleVersion: engine.compiled.ruleVersion,
    inputs: inputsOf(engine, decided.inputs),
    refused: [...(decided.refused ?? [])],
  };
}

/** Records a decision among the effects; answers its id. */
export function decide(engine: Engine, decided: Decided): string {
  const id = nextId(engine);
  engine.out.decisions.push(recordOf(engine, decided, id));
  return id;
}
