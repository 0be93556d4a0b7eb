import { z } from "zod";
import { formsOf, hasForms } from "./forms.ts";

/** What a schema asks of one key: the schema below its wrappers, and the default as it would be written. */
function unwrap(schema: z.ZodType): { readonly inner: z.ZodType; readonly standard: unknown } {
  let inner = schema;
  let standard: unknown;
  for (;;) {
    if (inner instanceof z.ZodPrefault || inner instanceof z.ZodDefault) {
      standard ??= inner.def.defaultValue;
      inner = inner.def.innerType as z.ZodType;
    } else if (inner instanceof z.ZodOptional) {
      inner = inner.def.innerType as z.ZodType;
    } else if (inner instanceof z.ZodPipe && !hasForms(inner)) {
      inner = inner.def.in as z.ZodType;
    } else {
      return { inner, standard };
    }
  }
}

type Block = Readonly<Record<string, unknown>>;
const isBlock = (value: unknown): value is Block =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function fillObject(schema: z.ZodObject, value: Block): Block {
  const filled: Record<string, unknown> = { ...value };
  for (const [key, part] of Object.entries(schema.shape)) {
    const { standard } = unwrap(part as z.ZodType);
    const held = Object.hasOwn(value, key) ? value[key] : standard;
    if (held !== undefined) filled[key] = withDefaults(part as z.ZodType, held);
  }
  return filled;
}

/** The values as written, with every default filled in as somebody would write it. The value must fit the schema. */
export function withDefaults(schema: z.ZodType, value: unknown): unknown {
  const { inner } = unwrap(schema);
  const forms = formsOf(inner, value);
  if (forms !== undefined) return forms.reduce((held, form) => withDefaults(form, held), value);
  if (inner instanceof z.ZodObject && isBlock(value)) return fillObject(inner, value);
  if (inner instanceof z.ZodRecord && isBlock(value)) {
    const entry = inner.def.valueType as z.ZodType;
    return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, withDefaults(entry, held)]));
  }
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    const item = inner.def.element as z.ZodType;
    return value.map((held: unknown) => withDefaults(item, held));
  }
  return value;
}
