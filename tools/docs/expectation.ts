import { z } from "zod";
import { explain } from "../../core/config/explain.ts";
import { duration, id, localPath } from "../../core/config/fields.ts";
import { unpackNote } from "../../core/config/note.ts";

/** What a schema says it expects where nothing stands: the words of its own error. */
function inFull(schema: z.ZodType): string {
  const issues = schema.safeParse(undefined, { error: explain }).error?.issues ?? [];
  return unpackNote(issues[0]?.message ?? "").expected ?? "";
}

/** What the page explains once, in the word that every row has for it. */
const known: ReadonlyMap<string, string> = new Map([
  [inFull(id), "an id"],
  [inFull(duration), "a duration"],
  [inFull(localPath), "a path"],
]);

function asked(schema: z.ZodType): string {
  const words = inFull(schema);
  return known.get(words) ?? words;
}

interface Bound {
  readonly check?: string;
  readonly value?: number;
  readonly inclusive?: boolean;
  readonly minimum?: number;
}

/** The bounds of a number or a list in words. Bounds of the safe integers are none. */
function bounds(schema: z.ZodType): string[] {
  const checks = (schema.def.checks ?? []).map((check) => check._zod.def as Bound);
  return checks.flatMap(({ check, value, inclusive, minimum }) => {
    if (check === "min_length") return [`at least ${minimum}`];
    if (check === "greater_than") return [`${inclusive === true ? "at least" : "more than"} ${value}`];
    return check === "less_than" ? [`${inclusive === true ? "at most" : "less than"} ${value}`] : [];
  });
}

const refusesZero = (schema: z.ZodType): boolean => asked(schema) === "a duration" && !schema.safeParse("0s").success;

const isWhole = (schema: z.ZodType): boolean =>
  schema.safeParse(1.5).error?.issues.some((issue) => issue.code === "invalid_type") ?? false;

function items(array: z.ZodArray): string {
  const element = array.def.element as z.ZodType;
  const told = expectationOf(element, element);
  return told === "a block of keys" ? "blocks of keys" : told;
}

/** What may be written for a value, in words: `leaf` reads it, `inner` is the same schema without its pipes. */
export function expectationOf(leaf: z.ZodType, inner: z.ZodType): string {
  if (inner instanceof z.ZodArray) return ["a list", ...bounds(inner)].join(", ").concat(`: ${items(inner)}`);
  if (inner instanceof z.ZodTuple) {
    const parts = inner.def.items as readonly z.ZodType[];
    return `a list of ${parts.map((part) => expectationOf(part, part)).join(" and ")}`;
  }
  if (inner instanceof z.ZodEnum) return inner.options.length === 1 ? asked(leaf) : `one of ${asked(leaf)}`;
  const told = inner instanceof z.ZodNumber && isWhole(inner) ? "a whole number" : asked(leaf);
  return [told, ...bounds(inner), ...(refusesZero(leaf) ? ["more than 0"] : [])].join(", ");
}

/** What the names of a block's entries are: `id`, `device/variable`, or `name` where any text will do. */
export function namesOf(keys: z.ZodType): string {
  const takes = (name: string): boolean => keys.safeParse(name).success;
  if (takes("Any text")) return "name";
  return takes("device/variable") ? "device/variable" : "id";
}
