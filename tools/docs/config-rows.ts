import { z } from "zod";
import { everyForm, hasForms } from "../../core/config/forms.ts";
import { expectationOf, namesOf } from "./expectation.ts";

/** One key that may be written in a file. */
export interface Row {
  /** The path of the key inside its section: `quality.rate.most`, `stages[].start`. */
  readonly key: string;
  readonly expects: string;
  /** As it would be written; `required`, or empty where the key may be left out and nothing takes its place. */
  readonly standard: string;
  /** The form of the block that has this key, when not all have it. */
  readonly only: string;
  readonly meaning: string;
}

/** A schema without its wrappers, and what the wrappers said. */
interface Bare {
  /** The schema that reads what is written: no default, not optional. */
  readonly leaf: z.ZodType;
  /** The innermost schema, for its structure. */
  readonly inner: z.ZodType;
  readonly standard: string;
  readonly meaning: string;
}

function written(value: unknown): string {
  if (typeof value === "string") return value;
  const empty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  return empty ? "" : JSON.stringify(value).replaceAll('"', "");
}

function bare(schema: z.ZodType): Bare {
  let inner = schema;
  let leaf: z.ZodType | undefined;
  let standard: string | undefined;
  let meaning: string | undefined;
  for (;;) {
    meaning ??= inner.description;
    if (inner instanceof z.ZodPrefault || inner instanceof z.ZodDefault) {
      standard ??= written(inner.def.defaultValue);
      inner = inner.def.innerType as z.ZodType;
    } else if (inner instanceof z.ZodOptional) {
      standard ??= "";
      inner = inner.def.innerType as z.ZodType;
    } else {
      leaf ??= inner;
      if (!(inner instanceof z.ZodPipe) || hasForms(inner)) break;
      inner = inner.def.in as z.ZodType;
    }
  }
  return { leaf, inner, standard: standard ?? "required", meaning: meaning ?? "" };
}

const joined = (key: string, part: string): string =>
  key === "" || part.startsWith("[") ? key + part : `${key}.${part}`;

/** The rows of a schema whose own key is `key`: one for itself, unless it is a plain block, and those below it. */
function rowsAt(key: string, schema: z.ZodType): Row[] {
  const { leaf, inner, standard, meaning } = bare(schema);
  const below = rowsBelow(key, inner);
  const own = { key, expects: expectationOf(leaf, inner), standard, only: "", meaning };
  if (key.endsWith("[]")) return below;
  if (below.length === 0) return [own];
  const entry = key.endsWith(">") || (meaning === "" && !hasForms(inner));
  return entry ? below : [own, ...below];
}

function rowsBelow(key: string, inner: z.ZodType): Row[] {
  const forms = everyForm(inner);
  if (forms !== undefined) return formRows(key, forms);
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape).flatMap(([name, part]) => rowsAt(joined(key, name), part as z.ZodType));
  }
  if (inner instanceof z.ZodRecord) {
    return rowsAt(joined(key, `<${namesOf(inner.def.keyType as z.ZodType)}>`), inner.def.valueType as z.ZodType);
  }
  if (inner instanceof z.ZodArray) return rowsAt(`${key}[]`, inner.def.element as z.ZodType);
  return [];
}

/** The rows of all forms of a block; what every form has alike is told once. */
function formRows(key: string, forms: NonNullable<ReturnType<typeof everyForm>>): Row[] {
  const each = forms.map(({ label, parts }) => ({
    label: label ?? "",
    rows: parts.flatMap((part) => rowsBelow(key, bare(part).inner)),
  }));
  const same = (row: Row) => (other: Row) => JSON.stringify(other) === JSON.stringify(row);
  const shared = (row: Row): boolean => each.length > 1 && each.every(({ rows }) => rows.some(same(row)));
  const common = (each[0]?.rows ?? []).filter(shared);
  const own = each.flatMap(({ label, rows }) =>
    rows
      .filter((row) => !shared(row))
      .map((row) => ({ ...row, only: row.only === "" ? label : `${label}, ${row.only}` })),
  );
  return [...common, ...own];
}

/** Every key that may stand in a section of a file, in the order of its schema. */
export function rowsOf(name: string, schema: z.ZodType): Row[] {
  return rowsAt(name, schema);
}
