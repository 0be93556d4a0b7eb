import { z } from "zod";
import { type Definition, definitionSchema } from "../../core/wire/definition.ts";

/** What the variable numbers of a boot's readings mean. */
export interface Dictionary {
  /** 16 lower-case hex digits, as messages carry it. */
  readonly hash: string;
  readonly definition: Definition;
  /** `device/variable`, by variable number. */
  readonly paths: readonly string[];
}

/** The dictionary of a definition. */
export function dictionaryOf(definition: Definition, hash: string): Dictionary {
  return { hash, definition, paths: definition.variables.map(({ device, variable }) => `${device}/${variable}`) };
}

const headSchema = z.object({
  hash: z.string(),
  definition: definitionSchema,
  last: z.array(z.number().nullable()),
});

/** What the head of a readings segment adds: the dictionary, and when each variable was last measured before it. */
export function headDetails(dictionary: Dictionary, last: ReadonlyMap<string, number>): Record<string, unknown> {
  const { hash, definition, paths } = dictionary;
  return { hash, definition, last: paths.map((path) => last.get(path) ?? null) };
}

/** Reads it back; undefined when it is not one. */
export function readHeadDetails(
  head: Readonly<Record<string, unknown>>,
): { dictionary: Dictionary; last: Map<string, number> } | undefined {
  const parsed = headSchema.safeParse(head);
  if (!parsed.success) return undefined;
  const dictionary = dictionaryOf(parsed.data.definition, parsed.data.hash);
  const last = new Map<string, number>();
  for (const [i, path] of dictionary.paths.entries()) {
    const at = parsed.data.last[i];
    if (typeof at === "number") last.set(path, at);
  }
  return { dictionary, last };
}
