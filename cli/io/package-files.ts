import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The package's own folder, both from sources and from what is built into dist. */
const packageRoot = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "../../" : "../../../", import.meta.url));

/** A directory of the examples that come with the package. */
export function exampleDirectory(name: string): string {
  return `${packageRoot}examples/${name}`;
}

/** The built console. */
export const consoleAssets = `${packageRoot}dist/dashboards/console`;

/** package.json. */
export const packageFile = `${packageRoot}package.json`;

/** The version in package.json. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(packageFile, "utf8")) as { version: string };
  return manifest.version;
}
