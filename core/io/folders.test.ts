import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeFolder } from "./folders.ts";

const root = mkdtempSync(join(tmpdir(), "folders-"));
afterAll(() => rmSync(root, { recursive: true }));

test("what is missing is made, all of it with the mode that was asked for", () => {
  makeFolder(join(root, "a/b/c"), 0o700);
  makeFolder(join(root, "a/b/c"), 0o755);
  for (const made of ["a", "a/b", "a/b/c"]) expect(statSync(join(root, made)).mode & 0o777).toBe(0o700);
});

test.runIf(process.platform === "linux")("where nothing can be made it ends and names the place", () => {
  expect(() => makeFolder("/proc/nowhere/below")).toThrow(
    expect.objectContaining({
      code: "disk-failed",
      message: expect.stringMatching(/^\/proc takes no new directory: ENOENT/),
    }),
  );
});

test("a file in the way is named, at the end and in the middle", () => {
  const file = join(root, "file");
  writeFileSync(file, "");
  for (const path of [file, join(file, "x/y")])
    expect(() => makeFolder(path)).toThrow(`${file} is a file, not a directory`);
});

test("links that lead nowhere or back to themselves are no folders", () => {
  symlinkSync(join(root, "gone"), join(root, "dangling"));
  symlinkSync("loop", join(root, "loop"));
  expect(() => makeFolder(join(root, "dangling"))).toThrow(/takes no new directory: EEXIST/);
  expect(() => makeFolder(join(root, "loop/x"))).toThrow(/cannot be looked into: ELOOP/);
});
