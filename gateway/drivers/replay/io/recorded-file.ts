import { createReadStream } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { AppError } from "../../../../core/errors.ts";
import type { ReadRecorded } from "../rows.ts";

/** Reads recorded files from disk, unpacking those that end in .gz. Rejects with AppError `recording-invalid`. */
export const readRecordedFile: ReadRecorded = async function* (file) {
  const source = createReadStream(file);
  const stream: Readable = file.endsWith(".gz") ? pipeline(source, createGunzip(), () => undefined) : source;
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    throw new AppError("recording-invalid", `${file}: ${(error as Error).message}`, error);
  }
};
