import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Definition } from "../../core/wire/definition.ts";
import { type Dictionary, dictionaryOf } from "../spool/dictionary.ts";
import { withAliases } from "./aliases.ts";
import { Births } from "./births.ts";

function definitionOf(names: readonly string[], aliases: readonly (number | undefined)[] = []): Definition {
  const variables = names.map((variable, i) => {
    const alias = aliases[i];
    const kind = { type: "Double", unit: "m", commons: "water" } as const;
    return { device: "gauge", variable, ...kind, ...(alias === undefined ? {} : { alias }) };
  });
  return { site: "polder", variables };
}

const dictionary = (definition: Definition) => dictionaryOf(definition, "0".repeat(16));
const aliasesOf = ({ variables }: Definition) =>
  Object.fromEntries(variables.map(({ variable, alias }) => [variable, alias]));

describe("aliases of a definition", () => {
  test("count from 1, and stay what they were while the spool knows the variable", () => {
    const first = withAliases(definitionOf(["a", "b"]), []);
    expect(aliasesOf(first)).toEqual({ a: 1, b: 2 });
    expect(aliasesOf(withAliases(definitionOf(["b", "c", "d"]), [dictionary(first)]))).toEqual({ b: 2, c: 3, d: 4 });
  });

  test("never stand for two variables, nor a variable for two, in anything the spool holds", () => {
    const names = fc.uniqueArray(fc.constantFrom(..."abcdefgh".split("")), { minLength: 1 });
    const boots = fc.array(fc.record({ names, forgets: fc.nat(2) }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(boots, (lives) => {
        let held: Dictionary[] = [];
        for (const { names: present, forgets } of lives) {
          held = held.slice(Math.min(forgets, held.length));
          held.push(dictionary(withAliases(definitionOf(present), held)));
          const pairs = new Set(
            held.flatMap(({ definition }) => definition.variables.map((v) => `${v.variable} ${v.alias}`)),
          );
          expect(new Set([...pairs].map((pair) => pair.split(" ")[0])).size).toBe(pairs.size);
          expect(new Set([...pairs].map((pair) => pair.split(" ")[1])).size).toBe(pairs.size);
        }
      }),
    );
  });
});

describe("births with aliases", () => {
  const birthsOf = (current: Definition, earlier: Definition) =>
    new Births({
      dictionary: dictionary(current),
      earlier: () => [dictionary(earlier)],
      properties: () => new Map(),
      now: () => 0,
    });
  const declared = (births: Births) => births.device("gauge").map(({ name, alias }) => [name, alias]);

  test("declare them for what is measured and for what only the spool still has", () => {
    expect(declared(birthsOf(definitionOf(["b", "c"], [2, 3]), definitionOf(["a", "b"], [1, 2])))).toEqual([
      ["b", 2],
      ["c", 3],
      ["a", 1],
    ]);
  });

  test("declare no number twice, whatever a strange spool says", () => {
    expect(declared(birthsOf(definitionOf(["b"], [1]), definitionOf(["a"], [1])))).toEqual([
      ["b", 1],
      ["a", undefined],
    ]);
  });

  test("declare none where the configuration uses none any more", () => {
    expect(declared(birthsOf(definitionOf(["b"]), definitionOf(["a", "b"], [1, 2])))).toEqual([
      ["b", undefined],
      ["a", undefined],
    ]);
  });
});
