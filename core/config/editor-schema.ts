import { z } from "zod";
import { bareForm, everyForm, type Form } from "./forms.ts";

/** A JSON Schema, or a part of one. */
export type EditorSchema = { [keyword: string]: unknown };

const isSchema = (value: unknown): value is EditorSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * What an editor needs to complete and check a file while it is written: JSON Schema draft-7, which is what YAML editors read.
 * It never refuses what `check` takes; what only `check` can know (references, units, order of bounds) it does not say.
 */
export function editorSchema(schema: z.ZodType, title: string): EditorSchema {
  return { $schema: "http://json-schema.org/draft-07/schema#", title, ...finished(draft(schema)) };
}

function draft(schema: z.ZodType): EditorSchema {
  const made: EditorSchema = z.toJSONSchema(schema, {
    target: "draft-7",
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => refine(zodSchema as unknown as z.ZodType, jsonSchema),
  });
  delete made["$schema"];
  return made;
}

/** Puts in what the schema itself cannot show, the forms of a block; takes out bounds that are none. */
function refine(schema: z.ZodType, shown: EditorSchema): void {
  const forms = everyForm(schema);
  if (forms !== undefined) shown["anyOf"] = alternatives(forms, bareForm(schema));
  const { maximum, minimum } = shown;
  if (maximum === Number.MAX_SAFE_INTEGER) delete shown["maximum"];
  if (minimum === Number.MIN_SAFE_INTEGER) delete shown["minimum"];
}

/** A form without a label has keys that are there in every case; those with one exclude each other. */
function alternatives(forms: readonly Form[], bare: z.ZodType | undefined): readonly EditorSchema[] {
  const parts = (chosen: readonly Form[]) => chosen.flatMap((form) => form.parts.map(draft));
  const common = parts(forms.filter(({ label }) => label === undefined));
  const labelled = forms.filter(({ label }) => label !== undefined);
  const blocks =
    labelled.length === 0 ? common : labelled.map((form) => joined(labelOf(form), [...common, ...parts([form])]));
  return bare === undefined ? blocks : [draft(bare), ...blocks];
}

/** The key and value that a form `kind: staged` is told apart by. */
function labelOf({ label = "" }: Form): EditorSchema {
  const [key = "", value] = label.split(": ");
  return value === undefined ? {} : { [key]: { const: value } };
}

/** One block with the keys of several. */
function joined(told: EditorSchema, blocks: readonly EditorSchema[]): EditorSchema {
  const properties: EditorSchema = {};
  for (const block of blocks) Object.assign(properties, block["properties"]);
  for (const [key, value] of Object.entries(told)) {
    const own = properties[key];
    properties[key] =
      isSchema(own) && "description" in own ? { ...(value as object), description: own["description"] } : value;
  }
  const required = new Set(blocks.flatMap((block) => (block["required"] ?? []) as readonly string[]));
  return { type: "object", properties, required: [...required], additionalProperties: false };
}

/**
 * Tells what a field expects beside what it means, and lets every entry of a block of named entries copy another by `like`,
 * leaving out what it copies.
 */
function finished(schema: EditorSchema): EditorSchema {
  const { expected, ...shown } = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, walk(value)]));
  const { description, additionalProperties: entry } = shown;
  if (typeof expected === "string")
    shown["description"] = typeof description === "string" ? `${description} (${expected})` : expected;
  else if (expected !== undefined) shown["expected"] = expected;
  return "propertyNames" in shown && isSchema(entry) ? { ...shown, additionalProperties: copying(entry) } : shown;
}

function walk(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(walk);
  return isSchema(value) ? finished(value) : value;
}

const like = {
  type: "string",
  description: "copies the entry of this name in the same block; keys beside it replace its",
};

function copying(entry: EditorSchema): EditorSchema {
  const { anyOf, properties, required, ...rest } = entry;
  if (Array.isArray(anyOf)) return { ...entry, anyOf: anyOf.map((form) => copying(form as EditorSchema)) };
  if (!isSchema(properties)) return entry;
  const choice = Array.isArray(required) ? { anyOf: [{ required: ["like"] }, { required }] } : {};
  return { ...rest, properties: { ...properties, like }, ...choice };
}
