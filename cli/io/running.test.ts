import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { leaveDirectory, readRunning, takeDirectory, writeRunning } from "./running.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "running-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (): string => join(folder, "running.json");
const left = (running: object): void => writeFileSync(file(), JSON.stringify(running));
const held = (): { pid: number } => JSON.parse(readFileSync(file(), "utf8"));
/** Lives as long as the machine does, and is not this program. */
const other = process.ppid;

describe("a data directory", () => {
  it("is refused while another process lives that took it", () => {
    left({ pid: other });
    expect(() => takeDirectory(file())).toThrow(`process id ${other}`);
  });

  it("is taken when its process died and another program was given the id, as after a power cut", () => {
    left({ pid: other, life: "another-boot 77", http: "http://127.0.0.1:1" });
    expect(readRunning(file())).toBeUndefined();
    takeDirectory(file());
    expect(held().pid).toBe(process.pid);
  });

  it("is taken by a program that comes back under the id it had, as in a container", () => {
    left({ pid: process.pid, life: "another-boot 77" });
    takeDirectory(file());
    leaveDirectory(file());
    expect(existsSync(file())).toBe(false);
  });

  it("says that it cannot be one, and which option names another", () => {
    left({});
    expect(() => takeDirectory(join(file(), "running.json"))).toThrow(/cannot hold the data.*--data DIR/);
  });
});

it("an instance is found where it wrote itself down", () => {
  writeRunning(file(), { pid: process.pid, http: "http://127.0.0.1:1", mqtt: "", pids: {} });
  expect(readRunning(file())?.http).toBe("http://127.0.0.1:1");
});
