import { describe, expect, it } from "vitest";
import { commandLines, objection } from "./docs/command-lines.ts";
import { filesEnding, textOf } from "./docs/files.ts";

const sources = [...filesEnding(".md"), ...filesEnding(".yaml", "examples")];
const shown = sources
  .map((path) => ({ path, lines: commandLines(path, textOf(path)) }))
  .filter(({ lines }) => lines.length > 0);
const scripts = Object.keys((JSON.parse(textOf("package.json")) as { scripts: object }).scripts);

describe("command lines shown to people", () => {
  it.each(shown)("$path shows only what the program takes", ({ lines }) => {
    const wrong = lines.map((line) => ({ line, objection: objection(line) })).filter((found) => found.objection);
    expect(wrong).toEqual([]);
  });

  it("are found in pages and examples", () => {
    expect(shown.find(({ path }) => path === "README.md")?.lines.length).toBeGreaterThan(5);
    expect(shown.find(({ path }) => path === "examples/polder/site.yaml")?.lines).toEqual([
      "homeostat check examples/polder",
    ]);
  });

  it.each(sources)("%s names only scripts that package.json has", (path) => {
    const named = [...textOf(path).matchAll(/npm run ([a-z:]+)/g)].map(([, script]) => script ?? "");
    expect(named.filter((script) => !scripts.includes(script))).toEqual([]);
  });

  it.each([
    ["homeostat gatway site.yaml", "no command gatway"],
    ["homeostat up --confg x", "no option --confg"],
    ["npx homeostat why a b", "too many words"],
    ["homeostat up --data", "error: option '--data <dir>' argument missing"],
    ['npx homeostat query "SELECT a FROM b" | sort', undefined],
    ['homeostat query "SELECT a FROM b WHERE time > now() - 1h" > rows.txt', undefined],
    ["homeostat --version", undefined],
  ])("%s: %s", (line, expected) => {
    expect(objection(line)).toBe(expected);
  });
});
