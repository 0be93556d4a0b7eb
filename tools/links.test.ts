import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesEnding, root, textOf } from "./docs/files.ts";
import { anchorOf } from "./docs/table.ts";

const pages = filesEnding(".md");

/** The text without its code blocks, where brackets are not links. */
const prose = (text: string): string => text.replaceAll(/^```.*?^```/gms, "");

const links = (page: string): string[] =>
  [...prose(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target ?? "")
    .filter((target) => !/^[a-z]+:/.test(target));

const anchors = (page: string): string[] =>
  [...prose(textOf(page)).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? ""));

function broken(page: string, target: string): boolean {
  const [file = "", anchor] = target.split("#");
  const path = file === "" ? page : join(dirname(page), file);
  if (!existsSync(join(root, path))) return true;
  const isPage = path.endsWith(".md") && statSync(join(root, path)).isFile();
  return anchor !== undefined && !(isPage && anchors(path).includes(anchor));
}

/** Files and folders of ours that a page names in code marks; patterns and `<names>` are left out. */
const tops = "core|rules|gateway|broker|ingest|dashboards|simulators|cli|test|bench|tools|docs|examples";
const named = (page: string): string[] =>
  [...prose(textOf(page)).matchAll(new RegExp(`\`((?:${tops})/[\\w./-]+)\``, "g"))].map(([, path]) => path ?? "");

describe("links", () => {
  it("are looked for in every page", () => {
    expect(pages).toEqual(expect.arrayContaining(["README.md", "CONTRIBUTING.md", "docs/ARCHITECTURE.md"]));
    expect(links("README.md").length).toBeGreaterThan(5);
  });

  it.each(pages)("of %s point to something that is there", (page) => {
    expect(links(page).filter((target) => broken(page, target))).toEqual([]);
  });

  it.each(pages)("%s names only files that are there", (page) => {
    expect(named(page).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
