import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { AppError, messageOf } from "../../core/errors.ts";
import { makeFolder } from "../../core/io/folders.ts";

const runningSchema = z.object({
  pid: z.number().int(),
  http: z.string().default(""),
  mqtt: z.string().default(""),
  pids: z.record(z.string(), z.number()).default({}),
  /** Which life of that process id it was. */
  life: z.string().optional(),
});
/** What `running.json` says of the instance on its data directory. */
export type Running = z.infer<typeof runningSchema>;

/** What runs on a data directory; undefined when nothing does (a file left by a crash counts as nothing). */
export function readRunning(path: string): Running | undefined {
  try {
    const running = runningSchema.parse(JSON.parse(readFileSync(path, "utf8")));
    return lives(running) && running.http !== "" ? running : undefined;
  } catch {
    return undefined;
  }
}

/** Tells whether a living process has this data directory, be it reached over HTTP or not. */
export function isTaken(path: string): boolean {
  const owner = ownerOf(path);
  return owner !== undefined && lives(owner);
}

/**
 * Takes a data directory for this process. Throws `data-locked` when another living process has it, `disk-failed` when it
 * cannot be written.
 */
export function takeDirectory(path: string): void {
  try {
    makeFolder(dirname(path), 0o700);
    if (claimed(path)) return;
    const owner = ownerOf(path);
    if (owner !== undefined && lives(owner)) {
      throw new AppError(
        "data-locked",
        `${dirname(path)} is used by the homeostat with process id ${owner.pid}; stop it or choose another --data DIR`,
      );
    }
    rmSync(path, { force: true });
    claimed(path);
  } catch (error) {
    if (error instanceof AppError && error.code === "data-locked") throw error;
    const reason = messageOf(error);
    throw new AppError(
      "disk-failed",
      `${dirname(path)} cannot hold the data (${reason}); choose another --data DIR`,
      error,
    );
  }
}

/** Writes this process into a file that is not there yet; false when it is there. */
function claimed(path: string): boolean {
  try {
    const text = JSON.stringify({ pid: process.pid, life: lifeOf(process.pid) });
    writeFileSync(path, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Writes where this instance can be reached. */
export function writeRunning(path: string, running: Omit<Running, "life">): void {
  const text = JSON.stringify({ ...running, life: lifeOf(running.pid) }, null, 2);
  writeFileSync(`${path}.new`, `${text}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Gives a data directory back. */
export function leaveDirectory(path: string): void {
  if (ownerOf(path)?.pid === process.pid) rmSync(path, { force: true });
}

function ownerOf(path: string): Running | undefined {
  try {
    return runningSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return undefined;
  }
}

/** Tells whether that very process lives, not one that was given its id after a crash or a power cut. */
function lives({ pid, life }: Running): boolean {
  if (life !== undefined && life !== lifeOf(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * Which life of a process id this is: the machine's boot and the moment of the process's start in it. Undefined where no
 * such process is, or the system does not tell.
 * Source: Linux proc(5), /proc/sys/kernel/random/boot_id and field 22 (starttime) of /proc/pid/stat, whose field 2 may hold
 * anything but ends with the last parenthesis.
 */
export function lifeOf(pid: number): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return `${boot} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  } catch {
    return undefined;
  }
}
