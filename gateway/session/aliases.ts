import type { Definition } from "../../core/wire/definition.ts";
import type { Dictionary } from "../spool/dictionary.ts";

/**
 * Gives every variable a number that stands for its name after a birth. A variable keeps the number it has in what the spool still
 * holds, and no number there comes to mean another variable: each message can be read by the definition it names, and by the
 * birth, whichever comes first.
 */
export function withAliases(definition: Definition, earlier: Iterable<Dictionary>): Definition {
  const known = new Map<string, number>();
  for (const { definition: old, paths } of earlier) {
    for (const [index, { alias }] of old.variables.entries()) {
      if (alias !== undefined) known.set(paths[index] ?? "", alias);
    }
  }
  const held = new Set(known.values());
  const given = new Set<number>();
  let last = 0;
  const free = (): number => {
    do last += 1;
    while (held.has(last) || given.has(last));
    return last;
  };
  const variables = definition.variables.map((variable) => {
    const before = known.get(`${variable.device}/${variable.variable}`);
    const alias = before === undefined || given.has(before) ? free() : before;
    given.add(alias);
    return { ...variable, alias };
  });
  return { ...definition, variables };
}
