import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const text = readFileSync(join(root, "docs/ARCHITECTURE.md"), "utf8");
const named = [...text.matchAll(/`([a-z][A-Za-z0-9-]*(?:\/[A-Za-z0-9._-]+)*(?:\.[a-z]+)?)`/g)].map(
  ([, path]) => path ?? "",
);
const paths = named.filter((path) => path.includes("/") || existsSync(join(root, path)));

const folders = (path: string): string[] =>
  readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && !entry.name.startsWith("_"))
    .map(({ name }) => name);

/** Not source: made by the build, the tests or npm. */
const made = new Set(["node_modules", "dist", "coverage", "test-output", "homeostat-data", "docs"]);

describe("docs/ARCHITECTURE.md", () => {
  it("names only paths that exist", () => {
    expect(paths.length).toBeGreaterThan(30);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("names every top folder", () => {
    const missing = folders(".").filter(
      (folder) => !made.has(folder) && !paths.some((path) => path === folder || path.startsWith(`${folder}/`)),
    );
    expect(missing).toEqual([]);
  });

  it("names every driver", () => {
    const missing = folders("gateway/drivers").filter((driver) => !paths.includes(`gateway/drivers/${driver}`));
    expect(missing).toEqual([]);
  });
});
