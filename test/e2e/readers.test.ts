import { execFile, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freshDirectory } from "../support/instance.ts";
import { until } from "../support/until.ts";

const program = "dist/cli/main.js";

/** A command line in a shell; what it left on stdout and stderr, ended or not. */
function shell(line: string): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    execFile("bash", ["-c", line], (_error, stdout, stderr) => resolve({ stdout, stderr }));
  });
}

test("a reader that has seen enough is no fault of a command", async () => {
  const { stdout, stderr } = await shell(`node ${program} check examples/polder | true; echo $\{PIPESTATUS[0]}`);
  expect([stdout, stderr]).toEqual(["0\n", ""]);
});

test("a log that nobody reads changes no exit code", async () => {
  const { stdout } = await shell(`node ${program} nonsense 2>&1 >/dev/null | true; echo $\{PIPESTATUS[0]}`);
  expect(stdout).toBe("2\n");
});

test("output that a full disk swallowed is told", async () => {
  const { stdout, stderr } = await shell(`node ${program} check examples/polder > /dev/full; echo $?`);
  expect([stdout, stderr]).toEqual(["1\n", expect.stringContaining("the output is not complete")]);
  expect(stderr).not.toContain("    at ");
});

test("what is kept goes on when its log is gone, and is still mended", async () => {
  const data = freshDirectory();
  const words = ["up", "--config", "examples/polder", "--data", data, "--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"];
  const up = spawn(process.execPath, [program, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  const world = (): number | undefined => {
    const file = join(data, "running.json");
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).pids?.["world/gemaal-oostpolder"] : undefined;
  };
  try {
    up.stdout.destroy();
    up.stderr.destroy();
    await until("the world is written down", () => world() !== undefined);
    const first = world() ?? 0;
    process.kill(first, "SIGKILL");
    await until("another world is written down", () => world() !== first);
    expect(up.exitCode).toBeNull();
  } finally {
    up.kill("SIGTERM");
  }
});
