import type { ASTNode } from "@marcbachmann/cel-js";
import { didYouMean } from "../../../core/config/suggest.ts";
import type { Scope } from "./condition.ts";
import { type FunctionName, functionNames, functions } from "./functions.ts";
import { and, not, or, type Tri } from "./tri.ts";

/** One node of the parsed text. */
export type Node = ASTNode;

/** A fault in a condition: what is wrong and where, as offsets into its text. */
export interface ConditionFault {
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly hint?: string;
}

/** What a condition may name: variables with their index and kind, actuators, interlocks, and what `it` stands for. */
export interface ConditionNames {
  readonly variables: ReadonlyMap<string, { readonly index: number; readonly boolean: boolean }>;
  readonly actuators: ReadonlyMap<string, number>;
  readonly interlocks: ReadonlyMap<string, number>;
  /** The entry of `each` this condition is compiled for. */
  readonly it?: string;
}

/** A typed part of a condition, ready to run. A number or duration (ms) is NaN while unknown. */
export type Value =
  | { readonly type: "bool"; readonly test: (scope: Scope) => Tri }
  | { readonly type: "number" | "duration"; readonly value: (scope: Scope) => number }
  | { readonly type: "text"; readonly text: string };

type Numeric = Extract<Value, { readonly value: unknown }>;
type Operands = readonly [Node, Node];

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => (b === 0 ? Number.NaN : a / b),
  "%": (a, b) => (b === 0 ? Number.NaN : a % b),
};

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};

const isNumeric = (value: Value): value is Numeric => value.type === "number" || value.type === "duration";

/** Gives every part of one parsed condition its type and its evaluation, collecting faults and what it looks at. */
export class Typer {
  readonly faults: ConditionFault[] = [];
  readonly variables = new Set<number>();
  readonly actuators = new Set<number>();
  timed = false;
  readonly names: ConditionNames;

  constructor(names: ConditionNames) {
    this.names = names;
  }

  fault(node: Node, message: string, hint?: string): undefined {
    this.faults.push({ message, start: node.start, end: node.end, ...(hint === undefined ? {} : { hint }) });
    return undefined;
  }

  type(node: Node): Value | undefined {
    if (node.op in arithmetic) return this.#arithmetic(node, node.args as Operands);
    if (node.op in comparisons) return this.#comparison(node, node.args as Operands);
    switch (node.op) {
      case "value":
        return this.#literal(node, node.args);
      case "id":
        return this.#name(node, node.args);
      case "call":
        return this.#call(node, node.args[0], node.args[1]);
      case "&&":
      case "||":
        return this.#logic(node.op, node.args);
      case "!_": {
        const inner = this.bool(node.args);
        return inner && { type: "bool", test: (scope) => not(inner.test(scope)) };
      }
      case "-_": {
        const inner = this.numeric(node.args);
        return inner && { type: inner.type, value: (scope) => -inner.value(scope) };
      }
      case "?:":
        return this.#choice(node, node.args);
      default:
        return this.fault(node, "this is not part of the condition language", `functions: ${functionNames.join(", ")}`);
    }
  }

  bool(node: Node): Extract<Value, { type: "bool" }> | undefined {
    const value = this.type(node);
    if (value === undefined || value.type === "bool") return value;
    return this.fault(node, `this is a ${value.type}, a condition (true or false) is needed here`);
  }

  numeric(node: Node): Numeric | undefined {
    const value = this.type(node);
    if (value === undefined || isNumeric(value)) return value;
    return this.fault(node, `this is ${value.type === "bool" ? "a condition" : "a text"}, a number is needed here`);
  }

  text(node: Node): string | undefined {
    const value = this.type(node);
    if (value === undefined) return undefined;
    return value.type === "text" ? value.text : this.fault(node, "a name in quotes is needed here");
  }

  #literal(node: Node, literal: unknown): Value | undefined {
    if (typeof literal === "bigint" || typeof literal === "number") {
      const number = Number(literal);
      return { type: "number", value: () => number };
    }
    if (typeof literal === "boolean") return { type: "bool", test: () => (literal ? 1 : 0) };
    if (typeof literal === "string") return { type: "text", text: literal };
    return this.fault(node, "only numbers, true, false and names in quotes can be written here");
  }

  #name(node: Node, name: string): Value | undefined {
    if (name === "it" && this.names.it !== undefined) return { type: "text", text: this.names.it };
    const hint =
      name === "it" ? "`it` exists only in an alarm with `each`" : `a variable is written v('device/${name}')`;
    return this.fault(node, `unknown name \`${name}\``, hint);
  }

  #call(node: Node, name: string, args: readonly Node[]): Value | undefined {
    if (!Object.hasOwn(functions, name)) {
      return this.fault(
        node,
        `unknown function \`${name}\``,
        didYouMean(name, functionNames) ?? `there are ${functionNames.join(", ")}`,
      );
    }
    const [argument, ...rest] = args;
    if (argument === undefined || rest.length > 0) return this.fault(node, `\`${name}\` takes one argument`);
    const text = this.text(argument);
    return text === undefined ? undefined : functions[name as FunctionName](this, argument, text);
  }

  #logic(op: "&&" | "||", [left, right]: Operands): Value | undefined {
    const a = this.bool(left);
    const b = this.bool(right);
    if (a === undefined || b === undefined) return undefined;
    const join = op === "&&" ? and : or;
    return { type: "bool", test: (scope) => join(a.test(scope), b.test(scope)) };
  }

  #arithmetic(node: Node, [left, right]: Operands): Value | undefined {
    const a = this.numeric(left);
    const b = this.numeric(right);
    const apply = arithmetic[node.op];
    if (a === undefined || b === undefined || apply === undefined) return undefined;
    const type = this.#arithmeticType(node, a.type, b.type);
    return type && { type, value: (scope) => apply(a.value(scope), b.value(scope)) };
  }

  #arithmeticType(node: Node, a: Numeric["type"], b: Numeric["type"]): Numeric["type"] | undefined {
    if (a === b && (a === "number" || node.op === "+" || node.op === "-")) return a;
    if (a !== b && node.op === "*") return "duration";
    if (a === "duration" && node.op === "/") return b === "number" ? "duration" : "number";
    return this.fault(node, `a ${a} and a ${b} cannot be joined by \`${node.op}\``);
  }

  #comparison(node: Node, [left, right]: Operands): Value | undefined {
    const a = this.type(left);
    const b = this.type(right);
    const compare = comparisons[node.op];
    if (a === undefined || b === undefined || compare === undefined) return undefined;
    if (isNumeric(a) && isNumeric(b) && a.type === b.type) {
      const test = (scope: Scope): Tri => {
        const x = a.value(scope);
        const y = b.value(scope);
        return Number.isNaN(x) || Number.isNaN(y) ? 2 : compare(x, y) ? 1 : 0;
      };
      return { type: "bool", test };
    }
    if (a.type === "bool" && b.type === "bool" && (node.op === "==" || node.op === "!=")) {
      const test = (scope: Scope): Tri => {
        const x = a.test(scope);
        const y = b.test(scope);
        return x === 2 || y === 2 ? 2 : compare(x, y) ? 1 : 0;
      };
      return { type: "bool", test };
    }
    return this.fault(node, `a ${a.type} cannot be compared with a ${b.type} by \`${node.op}\``);
  }

  #choice(node: Node, [test, yes, no]: readonly [Node, Node, Node]): Value | undefined {
    const condition = this.bool(test);
    const a = this.type(yes);
    const b = this.type(no);
    if (condition === undefined || a === undefined || b === undefined) return undefined;
    if (a.type === "bool" && b.type === "bool") {
      const pick = (scope: Scope): Tri => {
        const which = condition.test(scope);
        return which === 2 ? 2 : which === 1 ? a.test(scope) : b.test(scope);
      };
      return { type: "bool", test: pick };
    }
    if (!isNumeric(a) || !isNumeric(b) || a.type !== b.type) {
      return this.fault(node, "both answers of `? :` must be of one kind");
    }
    const pick = (scope: Scope): number => {
      const which = condition.test(scope);
      return which === 2 ? Number.NaN : which === 1 ? a.value(scope) : b.value(scope);
    };
    return { type: a.type, value: pick };
  }
}
