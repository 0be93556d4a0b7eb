import { checkShape, openConfig } from "../core/config/check.ts";
import { type Fault, fileFault, sortFaults } from "../core/config/fault.ts";
import type { ReadText } from "../core/config/reader.ts";
import { err, ok, type Result } from "../core/result.ts";
import { type IngestFile, ingestFileSchema } from "./file-schema.ts";

/** Checks the text of an ingest file. */
export function checkIngest(file: string, text: string): Result<IngestFile, readonly Fault[]> {
  const { opened, faults } = openConfig(file, text);
  if (opened === undefined) return err(faults);
  const shape = checkShape(opened, ingestFileSchema);
  const all = [...faults, ...shape.faults];
  return all.length > 0 || shape.value === undefined ? err(sortFaults(all)) : ok(shape.value);
}

/** Loads an ingest file; `check` and `ingest` both come through here. */
export function loadIngest(file: string, read: ReadText): Result<IngestFile, readonly Fault[]> {
  const text = read(file);
  return text.ok ? checkIngest(file, text.value) : err([fileFault(file, { message: text.error })]);
}
