import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const planted: string[] = [];
afterAll(() => {
  for (const file of planted) rmSync(file, { force: true });
});

/** Lints one planted file with the project's own configuration and returns what was said. */
function lint(path: string, source: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, source);
  planted.push(file);
  try {
    const arguments_ = ["lint", "--vcs-enabled=false", "--reporter=github", path];
    execFileSync(join(root, "node_modules/.bin/biome"), arguments_, { cwd: root, encoding: "utf8", stdio: "pipe" });
    return "";
  } catch (error) {
    return String((error as { stdout: string }).stdout);
  } finally {
    rmSync(file, { force: true });
  }
}

describe("the walls", () => {
  it.each([
    [
      "core may not import rules",
      "core/planted-1.ts",
      'import { x } from "../rules/engine/types.ts";\nexport const y = x;\n',
      "noRestrictedImports",
    ],
    [
      "pure rules may not import the region host",
      "rules/engine/planted-2.ts",
      'import { x } from "../region/app.ts";\nexport const y = x;\n',
      "noRestrictedImports",
    ],
    [
      "gateway may not import ingest",
      "gateway/planted-3.ts",
      'import { x } from "../ingest/app.ts";\nexport const y = x;\n',
      "noRestrictedImports",
    ],
    [
      "the region host may not import gateway",
      "rules/region/planted-4.ts",
      'import { x } from "../../gateway/app.ts";\nexport const y = x;\n',
      "noRestrictedImports",
    ],
    [
      "ingest may not import rules",
      "ingest/planted-5.ts",
      'import { x } from "../rules/engine/types.ts";\nexport const y = x;\n',
      "noRestrictedImports",
    ],
    [
      "a pure file may not read the clock",
      "rules/engine/planted-6.ts",
      "export const now = (): number => Date.now();\n",
      "plugin",
    ],
    [
      "a pure file may not roll dice",
      "core/planted-7.ts",
      "export const dice = (): number => Math.random();\n",
      "plugin",
    ],
    [
      "a pure file may not start a timer",
      "gateway/planted-8.ts",
      "export const wait = (): unknown => setTimeout(() => undefined, 1);\n",
      "plugin",
    ],
    [
      "a pure file may not touch the machine",
      "ingest/planted-9.ts",
      'import { readFileSync } from "node:fs";\nexport const read = readFileSync;\n',
      "noNodejsModules",
    ],
  ])("%s", (_name, path, source, rule) => {
    expect(lint(path, source)).toContain(rule);
  });

  it("let an adapter touch the machine and the clock", () => {
    const source =
      'import { readFileSync } from "node:fs";\nexport const read = readFileSync;\nexport const now = (): number => Date.now();\n';
    expect(lint("core/io/planted-10.ts", source)).toBe("");
  });
});
