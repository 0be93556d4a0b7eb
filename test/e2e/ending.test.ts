import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freshDirectory } from "../support/instance.ts";
import { until } from "../support/until.ts";

test("a service manager that ends all processes at once sees none started again", async () => {
  const data = freshDirectory();
  const words = ["up", "--config", "examples/polder", "--data", data, "--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"];
  // A process group of its own, as a service has.
  const up = spawn(process.execPath, ["dist/cli/main.js", ...words], { detached: true, stdio: "pipe" });
  let out = "";
  let log = "";
  up.stdout.on("data", (text) => {
    out += text;
  });
  up.stderr.on("data", (text) => {
    log += text;
  });
  const ended = new Promise<number | null>((resolve) => up.once("exit", resolve));
  await until("it is kept", () => out.includes("is being kept"), 60_000);
  process.kill(-(up.pid ?? 0), "SIGTERM");
  expect(await ended).toBe(0);
  expect(log).not.toContain("started again");
  expect(existsSync(join(data, "running.json"))).toBe(false);
});
