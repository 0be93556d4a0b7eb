import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The repository's top folder. */
export const root = join(import.meta.dirname, "../..");

/** Made by npm, the build, the tests or a run; not written by us. */
const made = new Set(["node_modules", "dist", "test-output", "coverage", "homeostat-data", ".git"]);

/** Every file below a folder whose name ends so, as paths from the top folder with `/`. */
export function filesEnding(ending: string, folder = ""): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return made.has(entry.name) ? [] : filesEnding(ending, path);
    return entry.name.endsWith(ending) ? [path] : [];
  });
}

/** The text of a file of the repository. */
export const textOf = (path: string): string => readFileSync(join(root, path), "utf8");
