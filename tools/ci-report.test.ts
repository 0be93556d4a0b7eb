import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "homeostat-ci-report-"));
  mkdirSync(join(folder, "test-output"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const passing = { status: "passed", fullName: "rain falls", failureMessages: [] };

function leave(name: string, files: readonly object[]): void {
  const tests = files.flatMap((file) => (file as { assertionResults: readonly { status: string }[] }).assertionResults);
  const report = {
    numTotalTests: tests.length,
    numPassedTests: tests.filter((one) => one.status === "passed").length,
    testResults: files.map((file) => ({ status: "passed", message: "", startTime: 0, ...file })),
  };
  writeFileSync(join(folder, "test-output", `${name}.json`), JSON.stringify(report));
}

function report(...failedSteps: readonly string[]) {
  const { stdout, status } = spawnSync(process.execPath, [join(process.cwd(), ".ci/report.mjs"), ...failedSteps], {
    cwd: folder,
    encoding: "utf8",
  });
  return { lines: stdout.trimEnd().split("\n"), status };
}

describe("the end of a CI run", () => {
  test("adds up all runs and names the slowest file first", () => {
    leave("unit", [{ name: "/a.test.ts", endTime: 1200, assertionResults: [passing, passing] }]);
    leave("e2e", [{ name: "/b.test.ts", endTime: 61_000, assertionResults: [passing] }]);
    const { lines, status } = report();
    expect(status).toBe(0);
    expect(lines.at(-1)).toBe("3 passed, 0 failed");
    expect(lines[1]).toMatch(/61\.0 s {2}e2e .*b\.test\.ts/);
    expect(lines[2]).toMatch(/1\.2 s {2}unit .*a\.test\.ts/);
  });

  test("names what failed, with the first five lines of why, and what was left out", () => {
    const failing = { status: "failed", fullName: "it is dry", failureMessages: ["1\n2\n3\n4\n5\n6"] };
    const leftOut = { status: "skipped", fullName: "it is warm", failureMessages: [] };
    leave("unit", [
      { name: "/a.test.ts", endTime: 1, status: "failed", assertionResults: [passing, failing, leftOut] },
    ]);
    const { lines, status } = report("all tests");
    const text = lines.join("\n");
    expect(status).toBe(1);
    expect(lines.at(-1)).toBe("1 passed, 3 failed");
    expect(text).toMatch(
      /FAILED unit .*a\.test\.ts: it is dry\n {4}1\n {4}2\n {4}3\n {4}4\n {4}5\nSKIPPED .*it is warm/,
    );
    expect(text).toContain("FAILED step: all tests");
    expect(text).not.toContain("rain falls");
  });

  test("tells of a file that could not be loaded", () => {
    const broken = { name: "/a.test.ts", endTime: 1, status: "failed", message: "no such module" };
    leave("unit", [{ ...broken, assertionResults: [] }]);
    const { lines } = report("all tests");
    expect(lines.join("\n")).toMatch(/FAILED unit .*a\.test\.ts\n {4}no such module/);
  });

  test("a run in which nothing passed has failed", () => {
    rmSync(join(folder, "test-output"), { recursive: true });
    expect(report()).toEqual({ lines: expect.arrayContaining(["0 passed, 1 failed"]), status: 1 });
  });
});
