import { z } from "zod";
import { explain, mistaken } from "./explain.ts";
import { type Note, packNote } from "./note.ts";
import { didYouMean } from "./suggest.ts";

type Context = z.core.$RefinementCtx;
type Block = Readonly<Record<string, unknown>>;
type Forms = Readonly<Record<string, z.ZodType>>;
type Chosen<F extends Forms> = { [K in keyof F & string]: z.output<F[K]> & { readonly form: K } }[keyof F & string];

/** Reports a note about the value at hand, or about what stands under `path` in it. */
export function complain(context: Context, note: Note, path: readonly string[] = []): void {
  context.addIssue({ code: "custom", path: [...path], message: packNote(note) });
}

/** Hands on the issues of an inner schema as if they were found here. */
export function adopt(context: Context, issues: readonly z.core.$ZodIssue[], input: unknown): void {
  for (const issue of issues) context.addIssue({ ...issue, input } as Parameters<Context["addIssue"]>[0]);
}

/** The value as a block of keys; otherwise complains. */
export function asBlock(value: unknown, context: Context): Block | undefined {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Block;
  const message = value === undefined ? "missing" : mistaken(value);
  complain(context, { message, expected: "a block of keys" });
  return undefined;
}

/** One form that a block may take. */
export interface Form {
  /** How it is told apart, as written: `port`, `kind: staged`; absent where its keys are there in every case. */
  readonly label?: string;
  /** The schemas that read it, each its own keys. */
  readonly parts: readonly z.ZodType[];
}

type Choose = (value: unknown) => readonly z.ZodType[];
// By definition, which a schema shares with the copies that `describe` makes of it.
const choosers = new WeakMap<
  object,
  { readonly choose: Choose; readonly every: readonly Form[]; readonly bare: z.ZodType | undefined }
>();

/**
 * Remembers which schemas a block of several forms is read by, so that its defaults and its keys can be shown; `bare` reads
 * what may stand instead of a block.
 */
export function withForms<S extends z.ZodType>(schema: S, choose: Choose, every: readonly Form[], bare?: z.ZodType): S {
  choosers.set(schema.def, { choose, every, bare });
  return schema;
}

/** Whether a schema only chooses among others. */
export function hasForms(schema: z.ZodType): boolean {
  return choosers.has(schema.def);
}

/** Every form that a schema chooses among; undefined where it does not choose. */
export function everyForm(schema: z.ZodType): readonly Form[] | undefined {
  return choosers.get(schema.def)?.every;
}

/** What reads a value that is no block of keys, where a schema takes one; undefined where it takes blocks alone. */
export function bareForm(schema: z.ZodType): z.ZodType | undefined {
  return choosers.get(schema.def)?.bare;
}

/** The schemas that read this value, where `schema` only chooses among them. */
export function formsOf(schema: z.ZodType, value: unknown): readonly z.ZodType[] | undefined {
  return choosers.get(schema.def)?.choose(value);
}

const one = (schema: z.ZodType | undefined): readonly z.ZodType[] => (schema === undefined ? [] : [schema]);

function keyIn(value: unknown, names: readonly string[]): string | undefined {
  return typeof value === "object" && value !== null ? names.find((name) => Object.hasOwn(value, name)) : undefined;
}

function read<S extends z.ZodType>(schema: S, value: unknown, context: Context): z.output<S> {
  const result = schema.safeParse(value, { error: explain });
  if (result.success) return result.data;
  adopt(context, result.error.issues, value);
  return z.NEVER;
}

function hinted(note: Note, hint: string | undefined): Note {
  return hint === undefined ? note : { ...note, hint };
}

/** A block that may take several forms, told apart by the one key that only that form has; adds `form`. */
export function byKey<F extends Forms>(forms: F) {
  const names = Object.keys(forms);
  const schema = z.unknown().transform((value, context): Chosen<F> => {
    const block = asBlock(value, context);
    if (block === undefined) return z.NEVER;
    const present = names.filter((name) => Object.hasOwn(block, name));
    const [form] = present;
    const chosen = form === undefined ? undefined : forms[form];
    if (chosen !== undefined && present.length === 1) {
      const inner = read(chosen, value, context);
      return (typeof inner === "object" ? { form, ...inner } : inner) as Chosen<F>;
    }
    const message = form === undefined ? "incomplete" : `${present.join(" and ")} exclude each other`;
    const hint = Object.keys(block).map((key) => didYouMean(key, names));
    const meant = form === undefined ? hint.find((help) => help !== undefined) : undefined;
    complain(context, hinted({ message, expected: `one of the keys ${names.join(", ")}` }, meant));
    return z.NEVER;
  });
  const every = Object.entries(forms).map(([label, part]) => ({ label, parts: [part] }));
  return withForms(schema, (value) => one(forms[keyIn(value, names) ?? ""]), every);
}

/** A block that may take several forms, told apart by the value of its key `key`. */
export function byValue<F extends Forms>(key: string, forms: F) {
  const names = Object.keys(forms);
  type Output = z.output<F[keyof F & string]>;
  const schemaFor = (held: unknown) =>
    typeof held === "string" && Object.hasOwn(forms, held) ? forms[held] : undefined;
  const schema = z.unknown().transform((value, context): Output => {
    const block = asBlock(value, context);
    if (block === undefined) return z.NEVER;
    const held = block[key];
    const chosen = schemaFor(held);
    if (chosen !== undefined) return read(chosen, value, context) as Output;
    const message =
      held === undefined
        ? "missing"
        : typeof held === "string"
          ? `\`${held}\` is not one of the choices`
          : mistaken(held);
    const hint = typeof held === "string" ? didYouMean(held, names) : undefined;
    complain(context, hinted({ message, expected: names.join(", ") }, hint), [key]);
    return z.NEVER;
  });
  const every = Object.entries(forms).map(([name, part]) => ({ label: `${key}: ${name}`, parts: [part] }));
  return withForms(schema, (value) => one(schemaFor((value as Block)[key])), every);
}

/** A value that is either one word or a block. */
export function wordOr<W extends string, S extends z.ZodType>(word: W, block: S) {
  const schema = z.unknown().transform((value, context): W | z.output<S> => {
    if (value === word) return word;
    if (typeof value === "object" && value !== null) return read(block, value, context);
    const message = value === undefined ? "missing" : mistaken(value);
    complain(context, { message, expected: `${word}, or a block of keys` });
    return z.NEVER;
  });
  return withForms(schema, (value) => (value === word ? [] : [block]), [{ parts: [block] }], z.literal(word));
}

/** A value that is either a bare number or a block. */
export function numberOr<S extends z.ZodType>(block: S) {
  const schema = z.unknown().transform((value, context): number | z.output<S> => {
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (typeof value === "object" && value !== null) return read(block, value, context);
    complain(context, {
      message: value === undefined ? "missing" : mistaken(value),
      expected: `a ${typeof value === "number" ? "finite " : ""}number or a block of keys`,
    });
    return z.NEVER;
  });
  return withForms(schema, (value) => (typeof value === "number" ? [] : [block]), [{ parts: [block] }], z.number());
}
