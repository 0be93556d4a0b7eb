import { readdirSync, readFileSync, statSync } from "node:fs";
import type { ReadText } from "../config/reader.ts";
import { err, ok } from "../result.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "reading it is not permitted",
  EISDIR: "this is a directory",
  ENOTDIR: "a part of its path is not a directory",
  ELOOP: "its links lead back to themselves",
};

/** Reads a UTF-8 file from the disk; bytes that are not UTF-8 are an error, never replaced. */
export const readTextFile: ReadText = (file) => {
  try {
    const kind = statSync(file);
    // Reading a pipe or a device may never end.
    if (!kind.isFile() && !kind.isDirectory()) return err("this is a pipe or a device, not a regular file");
    return ok(new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file)));
  } catch (error) {
    if (error instanceof TypeError) return err("it is not UTF-8 text");
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return err(reasons[code] ?? String(error));
  }
};

/**
 * The configuration files a path stands for: itself, or the YAML files directly in it when it is a directory. What cannot be
 * looked into stands for itself: reading it tells why.
 */
export function configFiles(path: string): readonly string[] {
  const folder = path.endsWith("/") ? path : `${path}/`;
  try {
    const names = readdirSync(path).filter((name) => /\.ya?ml$/.test(name));
    return names.sort().map((name) => folder + name);
  } catch {
    return [path];
  }
}

/** The folders right below a directory; none below a file, and none where it cannot be looked into. */
export function foldersIn(path: string): readonly string[] {
  const folder = path.endsWith("/") ? path : `${path}/`;
  try {
    const below = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return below.map(({ name }) => folder + name).sort();
  } catch {
    return [];
  }
}
