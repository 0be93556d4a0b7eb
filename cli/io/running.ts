import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { AppError } from "../../core/errors.ts";

const runningSchema = z.object({
  pid: z.number().int(),
  http: z.string().default(""),
  mqtt: z.string().default(""),
  pids: z.record(z.string(), z.number()).default({}),
});
export type Running = z.infer<typeof runningSchema>;

/** What runs on a data directory; undefined when nothing does (a file left by a crash counts as nothing). */
export function readRunning(path: string): Running | undefined {
  try {
    const running = runningSchema.parse(JSON.parse(readFileSync(path, "utf8")));
    return alive(running.pid) && running.http !== "" ? running : undefined;
  } catch {
    return undefined;
  }
}

/** Takes a data directory for this process. Throws `data-locked` when another living process has it. */
export function takeDirectory(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const descriptor = openSync(path, "wx", 0o600);
      writeSync(descriptor, JSON.stringify({ pid: process.pid }));
      closeSync(descriptor);
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
      const owner = ownerOf(path);
      if (owner !== undefined && alive(owner)) {
        throw new AppError(
          "data-locked",
          `${dirname(path)} is used by the homeostat with process id ${owner}; stop it or choose another --data DIR`,
        );
      }
      rmSync(path, { force: true });
    }
  }
}

/** Writes where this instance can be reached. */
export function writeRunning(path: string, running: Running): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(running, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Gives a data directory back. */
export function leaveDirectory(path: string): void {
  if (ownerOf(path) === process.pid) rmSync(path, { force: true });
}

function ownerOf(path: string): number | undefined {
  try {
    return runningSchema.parse(JSON.parse(readFileSync(path, "utf8"))).pid;
  } catch {
    return undefined;
  }
}

function alive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
