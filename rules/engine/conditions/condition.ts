import { Environment } from "@marcbachmann/cel-js";
import { err, ok, type Result } from "../../../core/result.ts";
import type { Tri } from "./tri.ts";
import { type ConditionFault, type ConditionNames, type Node, Typer, type Value } from "./types.ts";

/** What a running condition may ask of the engine; indices are those of the compiled site. */
export interface Scope {
  /** The value decided on; NaN while it is bad. Booleans are 0 and 1. */
  value(variable: number): number;
  good(variable: number): Tri;
  /** Milliseconds since it was measured; infinite when it never was. */
  age(variable: number): number;
  /** Margin against the variable's range; NaN while unknown. */
  margin(variable: number): number;
  commanded(actuator: number): Tri;
  running(actuator: number): Tri;
  interlocked(interlock: number): Tri;
  blocked(actuator: number): Tri;
}

/** What a condition looks at. */
export interface Watched {
  readonly text: string;
  readonly variables: readonly number[];
  readonly actuators: readonly number[];
  /** True when its answer can change by time passing alone. */
  readonly timed: boolean;
}

/** A compiled condition: three-valued, never throws. */
export interface Condition extends Watched {
  readonly test: (scope: Scope) => Tri;
}

/** A compiled calculation: a number, NaN when an input it needs is bad. */
export interface Calculation extends Watched {
  readonly evaluate: (scope: Scope) => number;
}

// The parser alone is used: types and three-valued evaluation are ours, so no function of the package can be reached.
const parser = new Environment({
  limits: { maxAstNodes: 200, maxDepth: 32, maxCallArguments: 4, maxListElements: 1, maxMapEntries: 1 },
});

interface CelProblem {
  readonly summary?: string;
  readonly message: string;
  readonly range?: { readonly start: number; readonly end: number };
}

function parse(text: string): Result<Node, ConditionFault> {
  try {
    return ok(parser.parse(text).ast);
  } catch (problem) {
    const { summary, message, range } = problem as CelProblem;
    return err({ message: summary ?? message, start: range?.start ?? 0, end: range?.end ?? text.length });
  }
}

function build(text: string, names: ConditionNames, wanted: "bool" | "number") {
  const parsed = parse(text);
  if (!parsed.ok) return { faults: [parsed.error] };
  const typer = new Typer(names);
  const value = typer.type(parsed.value);
  if (value === undefined) return { faults: typer.faults };
  const fits = wanted === "bool" ? value.type === "bool" : value.type === "number";
  if (!fits) {
    const expected = wanted === "bool" ? "a condition (true or false)" : "a number";
    typer.fault(parsed.value, `this is ${article(value)}, not ${expected}`);
  }
  const watched = { text, variables: [...typer.variables], actuators: [...typer.actuators], timed: typer.timed };
  return { faults: typer.faults, value, watched };
}

const article = (value: Value) => (value.type === "bool" ? "a condition" : `a ${value.type}`);

/** Compiles a condition; every fault names its place in the text. */
export function compileCondition(text: string, names: ConditionNames): Result<Condition, readonly ConditionFault[]> {
  const { faults, value, watched } = build(text, names, "bool");
  if (faults.length > 0 || value?.type !== "bool" || watched === undefined) return err(faults);
  return ok({ ...watched, test: value.test });
}

/** Compiles a calculation that yields a number; every fault names its place in the text. */
export function compileCalculation(
  text: string,
  names: ConditionNames,
): Result<Calculation, readonly ConditionFault[]> {
  const { faults, value, watched } = build(text, names, "number");
  if (faults.length > 0 || value?.type !== "number" || watched === undefined) return err(faults);
  return ok({ ...watched, evaluate: value.value });
}

/** All faults of a condition (`bool`) or calculation (`number`), for the check of a configuration; none when it is sound. */
export function checkCondition(
  text: string,
  names: ConditionNames,
  wanted: "bool" | "number" = "bool",
): readonly ConditionFault[] {
  return build(text, names, wanted).faults;
}

/** The line of the text a fault stands in, with a caret under its place. */
export function caret(text: string, fault: ConditionFault): string {
  const lineStart = text.lastIndexOf("\n", fault.start - 1) + 1;
  const lineEnd = text.indexOf("\n", fault.start);
  const line = text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd);
  const width = Math.max(1, Math.min(fault.end, lineStart + line.length) - fault.start);
  return `${line}\n${" ".repeat(fault.start - lineStart)}${"^".repeat(width)}`;
}
