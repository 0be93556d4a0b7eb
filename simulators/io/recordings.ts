import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { AppError, messageOf } from "../../core/errors.ts";

/**
 * The texts of those of these files that are in the folder, plain or as `.gz`; none without a folder. Throws AppError
 * `recording-invalid` for one that cannot be read.
 */
export function readRecordings(files: readonly string[], folder: string | undefined): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const file of folder === undefined ? [] : files) {
    const path = join(folder ?? "", file);
    const place = [path, `${path}.gz`].find((candidate) => existsSync(candidate));
    if (place !== undefined) texts.set(file, textOf(place));
  }
  return texts;
}

function textOf(place: string): string {
  try {
    const bytes = readFileSync(place);
    return (place.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  } catch (error) {
    throw new AppError("recording-invalid", `${place} cannot be read: ${messageOf(error)}`, error);
  }
}
