import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { AppError, messageOf } from "../errors.ts";

/**
 * Makes a folder with those above it, as far as they are missing; `mode` is that of each new one. Throws AppError
 * `disk-failed` that names the place where it cannot go on. Node 20's own recursive mkdir never ends where a folder
 * that is there takes no new one and says ENOENT, as /proc does.
 */
export function makeFolder(path: string, mode = 0o777): void {
  const missing: string[] = [];
  let at = resolve(path);
  for (let there = isFolder(at); there !== true; there = isFolder(at)) {
    if (there === false) throw new AppError("disk-failed", `${at} is a file, not a directory`);
    missing.unshift(at);
    at = dirname(at);
  }
  for (const folder of missing) make(folder, mode);
}

/** Whether a folder is there; undefined where nothing is. */
function isFolder(path: string): boolean | undefined {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw new AppError("disk-failed", `${path} cannot be looked into: ${messageOf(error)}`, error);
  }
}

function make(folder: string, mode: number): void {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Another process may have made it since.
    if (codeOf(error) === "EEXIST" && isFolder(folder) === true) return;
    throw new AppError("disk-failed", `${dirname(folder)} takes no new directory: ${messageOf(error)}`, error);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
