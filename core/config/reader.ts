import type { Result } from "../result.ts";

/** Reads a text file; the error says in words why it could not be read. */
export type ReadText = (file: string) => Result<string, string>;
