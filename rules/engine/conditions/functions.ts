import { didYouMean, didYouMeanAmong } from "../../../core/config/suggest.ts";
import { parseDuration } from "../../../core/time.ts";
import type { Node, Typer, Value } from "./types.ts";

type Build = (typer: Typer, node: Node, text: string) => Value | undefined;

function variable(typer: Typer, node: Node, path: string) {
  const found = typer.names.variables.get(path);
  if (found === undefined) return typer.fault(node, `no variable \`${path}\``, didYouMean(path, typer.names.variables));
  typer.variables.add(found.index);
  return found;
}

function actuator(typer: Typer, node: Node, id: string): number | undefined {
  const found = typer.names.actuators.get(id);
  if (found === undefined) return typer.fault(node, `no actuator \`${id}\``, didYouMean(id, typer.names.actuators));
  typer.actuators.add(found);
  return found;
}

const value: Build = (typer, node, path) => {
  const found = variable(typer, node, path);
  if (found === undefined) return undefined;
  const { index, boolean } = found;
  if (!boolean) return { type: "number", value: (scope) => scope.value(index) };
  const test = (scope: Parameters<Extract<Value, { type: "bool" }>["test"]>[0]) => {
    const read = scope.value(index);
    return Number.isNaN(read) ? 2 : read === 0 ? 0 : 1;
  };
  return { type: "bool", test };
};

const locked: Build = (typer, node, id) => {
  const interlock = typer.names.interlocks.get(id);
  if (interlock !== undefined) return { type: "bool", test: (scope) => scope.interlocked(interlock) };
  const found = typer.names.actuators.get(id);
  if (found !== undefined) return { type: "bool", test: (scope) => scope.blocked(found) };
  const known = [typer.names.interlocks, typer.names.actuators];
  return typer.fault(node, `no interlock or actuator \`${id}\``, didYouMeanAmong(id, known));
};

/** The functions of the condition language; each takes one name (or a duration) in quotes. */
export const functions = {
  v: value,
  good: (typer, node, path) => {
    const found = variable(typer, node, path);
    return found && { type: "bool", test: (scope) => scope.good(found.index) };
  },
  age: (typer, node, path) => {
    const found = variable(typer, node, path);
    typer.timed = true;
    return found && { type: "duration", value: (scope) => scope.age(found.index) };
  },
  margin: (typer, node, path) => {
    const found = variable(typer, node, path);
    return found && { type: "number", value: (scope) => scope.margin(found.index) };
  },
  dur: (typer, node, text) => {
    const length = parseDuration(text);
    if (length === undefined)
      return typer.fault(node, `\`${text}\` is not a duration`, "a number and a unit: 30s, 5min, 2h, 7d");
    return { type: "duration", value: () => length };
  },
  commanded: (typer, node, id) => {
    const found = actuator(typer, node, id);
    return found === undefined ? undefined : { type: "bool", test: (scope) => scope.commanded(found) };
  },
  running: (typer, node, id) => {
    const found = actuator(typer, node, id);
    return found === undefined ? undefined : { type: "bool", test: (scope) => scope.running(found) };
  },
  locked,
} satisfies Record<string, Build>;

/** A function conditions may call. */
export type FunctionName = keyof typeof functions;

/** The names of all functions, for messages. */
export const functionNames = Object.keys(functions) as readonly FunctionName[];
