import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { caret, checkCondition, compileCalculation, compileCondition, type Scope } from "./condition.ts";
import type { ConditionNames } from "./types.ts";

const names: ConditionNames = {
  variables: new Map([
    ["gauge/level", { index: 0, boolean: false }],
    ["gauge/other", { index: 1, boolean: false }],
    ["io/float", { index: 2, boolean: true }],
    ["io/mains", { index: 3, boolean: true }],
  ]),
  actuators: new Map([["pump-1", 0]]),
  interlocks: new Map([["maalstop", 0]]),
};

const unknown = Number.NaN;

function scope(values: readonly number[], rest: Partial<Scope> = {}): Scope {
  return {
    value: (index) => values[index] ?? unknown,
    good: (index) => (Number.isNaN(values[index] ?? unknown) ? 0 : 1),
    age: () => 5000,
    margin: () => 0.5,
    commanded: () => 1,
    running: () => 0,
    interlocked: () => 1,
    blocked: () => 0,
    ...rest,
  };
}

function ask(text: string, values: readonly number[], it?: string): 0 | 1 | 2 {
  const compiled = compileCondition(text, it === undefined ? names : { ...names, it });
  if (!compiled.ok) throw new Error(compiled.error[0]?.message);
  return compiled.value.test(scope(values));
}

describe("a condition", () => {
  it.each([
    ["v('gauge/level') > 2", [2.5], 1],
    ["v('gauge/level') > 2", [unknown], 2],
    ["v('gauge/level') * 2 + 1 >= 6.0", [2.5], 1],
    ["v('io/float')", [0, 0, 1], 1],
    ["!v('io/float')", [0, 0, unknown], 2],
    ["v('io/float') || v('io/mains')", [0, 0, unknown, 1], 1],
    ["v('io/float') || v('io/mains')", [0, 0, unknown, 0], 2],
    ["v('io/float') && v('io/mains')", [0, 0, unknown, 0], 0],
    ["v('io/float') && v('io/mains')", [0, 0, unknown, 1], 2],
    ["v('io/float') == v('io/mains')", [0, 0, 1, 1], 1],
    ["v('io/float') ? v('gauge/level') > 1 : true", [0, 0, unknown], 2],
    ["v('io/float') ? v('gauge/level') > 1 : true", [0, 0, 0], 1],
    ["v('gauge/level') / v('gauge/other') > 1", [1, 0], 2],
    ["good('gauge/level')", [unknown], 0],
    ["age('gauge/level') < dur('10s')", [1], 1],
    ["age('gauge/level') * 3 < dur('10s')", [1], 0],
    ["margin('gauge/level') > 0", [1], 1],
    ["commanded('pump-1') && !running('pump-1')", [], 1],
    ["locked('maalstop') && !locked('pump-1')", [], 1],
    ["-v('gauge/level') < -1", [2], 1],
  ] as const)("%s over %j is %i", (text, values, expected) => {
    expect(ask(text, values)).toBe(expected);
  });

  it("knows `it` where each entry has its own", () => {
    expect(ask("commanded(it)", [], "pump-1")).toBe(1);
    expect(checkCondition("commanded(it)", names)[0]?.hint).toContain("each");
  });

  it.each([
    ["v('gauge/levl') > 2", 2, "no variable `gauge/levl`", "did you mean `gauge/level`?"],
    ["v('gauge/level') >", 18, "Unexpected token: EOF", undefined],
    ["v('gauge/level')", 0, "this is a number, not a condition (true or false)", undefined],
    ["v('io/float') > 1", 0, "a bool cannot be compared with a number by `>`", undefined],
    ["v('gauge/level') > dur('2h')", 0, "a number cannot be compared with a duration by `>`", undefined],
    ["'aaa'.matches('a')", 0, "this is not part of the condition language", undefined],
    ["matches('a')", 0, "unknown function `matches`", undefined],
    ["timeToBreach('gauge/level') < dur('2h')", 0, "unknown function `timeToBreach`", undefined],
    ["v('gauge/level') && true", 0, "this is a number, a condition (true or false) is needed here", undefined],
    ["level > 2", 0, "unknown name `level`", undefined],
    ["v(2) > 1", 2, "a name in quotes is needed here", undefined],
    ["age('gauge/level') > dur('2 moons')", 25, "`2 moons` is not a duration", undefined],
    ["[1].all(x, x > 0)", 0, "this is not part of the condition language", undefined],
    ["constructor('a')", 0, "unknown function `constructor`", undefined],
  ] as const)("refuses %s at %i: %s", (text, start, message, hint) => {
    const [fault] = checkCondition(text, names);
    expect({ start: fault?.start, message: fault?.message }).toEqual({ start, message });
    if (hint !== undefined) expect(fault?.hint).toBe(hint);
  });

  it("reports every fault of a text, and points at each with a caret", () => {
    const text = "v('a/b') > 1 || w('c')";
    const faults = checkCondition(text, names);
    expect(faults.map((fault) => fault.start)).toEqual([2, 16]);
    expect(caret(text, faults[0]!)).toBe(`${text}\n  ^^^^^`);
  });

  it("refuses a text too large to be meant", () => {
    expect(checkCondition(Array.from({ length: 400 }, () => "true").join(" && "), names)).toHaveLength(1);
  });

  it("never throws, whatever the text", () => {
    const part = fc.constantFrom(
      "v('gauge/level')",
      "v('io/float')",
      "1",
      "'x'",
      "&&",
      "||",
      ">",
      "!",
      "(",
      ")",
      "it",
      "?",
      ":",
      "+",
      ".",
      "dur('1s')",
      "{",
      "[",
      "1u",
      "b'a'",
      "null",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const compiled = compileCondition(parts.join(" "), names);
        if (compiled.ok) expect([0, 1, 2]).toContain(compiled.value.test(scope([1, 2, unknown, 0])));
        else expect(compiled.error.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe("a calculation", () => {
  it("is unknown as soon as an input it needs is bad", () => {
    const compiled = compileCalculation("v('gauge/other') - v('gauge/level')", names);
    if (!compiled.ok) throw new Error("not compiled");
    expect(compiled.value.evaluate(scope([1, 3]))).toBe(2);
    expect(compiled.value.evaluate(scope([unknown, 3]))).toBeNaN();
    expect(compiled.value.variables).toEqual([1, 0]);
  });
});
