import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { root } from "../support/running.ts";

const stages = readFileSync(join(root, "Dockerfile"), "utf8").split(/^FROM .*$/m);
/** What a stage copies from the context or from the stage before it: each source with its place. */
function copies(stage: string, from: RegExp): readonly (readonly [source: string, place: string])[] {
  return [...stage.matchAll(from)].flatMap(([, words = ""]) => {
    const sources = words.split(" ");
    const target = sources.pop() ?? "";
    return sources.map((source) => [source, target === "./" ? basename(source) : target] as const);
  });
}
const fromContext = /^COPY (?!--from)(.*)$/gm;
const fromBuild = /^COPY --from=build (.*)$/gm;

/** Copies as Docker would; the installed packages are linked. */
function copyTo(folder: string, source: string, place: string): void {
  const to = join(folder, place);
  mkdirSync(dirname(to), { recursive: true });
  if (basename(source) === "node_modules") symlinkSync(join(root, "node_modules"), to);
  else cpSync(source, to, { recursive: true });
}

describe("the images of the Dockerfile, without Docker", () => {
  const folder = mkdtempSync(join(tmpdir(), "homeostat-image-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("what is copied is enough to build the program and to run it", { timeout: 300_000 }, () => {
    const [, build = "", image = ""] = stages;
    const src = join(folder, "src");
    for (const [source, place] of copies(build, fromContext)) copyTo(src, join(root, source), place);
    symlinkSync(join(root, "node_modules"), join(src, "node_modules"));
    execFileSync("npm", ["run", "build"], { cwd: src, stdio: "pipe" });
    const opt = join(folder, "opt/homeostat");
    for (const [source, place] of copies(image, fromBuild)) copyTo(opt, join(folder, source), place);
    for (const [source, place] of copies(image, fromContext)) copyTo(opt, join(root, source), place);
    const run = (...words: readonly string[]): string =>
      execFileSync(process.execPath, [join(opt, "dist/cli/main.js"), ...words], { cwd: folder, encoding: "utf8" });
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(run("--version").trim()).toBe(version);
    expect(run("check", join(opt, "examples/gauge"))).toContain("site, no faults");
  });
});

describe("docker-compose", () => {
  test.each([[[]], [["--profile", "embedded"]]])("takes the file, with %j", (words) => {
    execFileSync("docker-compose", [...words, "config", "-q"], { cwd: root, stdio: "pipe" });
  });
});
