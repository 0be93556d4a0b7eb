import { describe, expect, it } from "vitest";
import { kinds } from "../cli/configuration.ts";
import { errorTable } from "../core/errors.ts";
import { sectionsOf } from "./docs/config-page.ts";
import { filesEnding, textOf } from "./docs/files.ts";
import { pages } from "./docs/pages.ts";

describe("generated pages", () => {
  it.each(Object.keys(pages))("%s is what the code says now (npm run generate writes it)", (path) => {
    expect(textOf(path)).toBe(pages[path]?.());
  });

  it.each(kinds)("every key of a %s file has a meaning", (kind) => {
    const rows = sectionsOf(kind).flatMap((section) => section.rows);
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter(({ meaning }) => meaning === "").map(({ key, only }) => `${key} ${only}`)).toEqual([]);
  });

  it("docs/errors.md has no code that nothing throws", () => {
    const folders = ["core", "gateway", "rules", "broker", "ingest", "dashboards", "cli"];
    const sources = folders.flatMap((folder) => filesEnding(".ts", folder));
    const code = sources
      .filter((path) => !path.endsWith(".test.ts") && path !== "core/errors.ts")
      .map(textOf)
      .join("\n");
    expect(Object.keys(errorTable).filter((name) => !code.includes(`"${name}"`))).toEqual([]);
  });
});
