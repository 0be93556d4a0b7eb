import type { z } from "zod";
import { err, ok, type Result } from "../result.ts";
import { checkShape, openConfig } from "./check.ts";
import { type Fault, fileFault, sortFaults } from "./fault.ts";
import type { ReadText } from "./reader.ts";

/** Checks a text by a schema alone: its values, or every fault with its place. */
export function checkText<S extends z.ZodType>(
  file: string,
  text: string,
  schema: S,
): Result<z.output<S>, readonly Fault[]> {
  const { opened, faults } = openConfig(file, text);
  if (opened === undefined) return err(faults);
  const shape = checkShape(opened, schema);
  const all = [...faults, ...shape.faults];
  return all.length > 0 || shape.value === undefined ? err(sortFaults(all)) : ok(shape.value);
}

/** Loads a file that its schema alone judges, as `checkText` does. */
export function loadText<S extends z.ZodType>(
  file: string,
  read: ReadText,
  schema: S,
): Result<z.output<S>, readonly Fault[]> {
  const text = read(file);
  return text.ok ? checkText(file, text.value, schema) : err([fileFault(file, { message: text.error })]);
}
