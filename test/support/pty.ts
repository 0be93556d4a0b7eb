import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./until.ts";

/** Two serial ports joined by a cable: what is written to one is read from the other. */
export interface PtyPair {
  readonly near: string;
  readonly far: string;
  /** Kills the cable: both ends hang up and their names are gone. */
  unplug(): Promise<void>;
  plug(): Promise<void>;
  close(): Promise<void>;
}

/** A pair of ptys made by socat under stable names. */
export async function ptyPair(): Promise<PtyPair> {
  const directory = await mkdtemp(join(tmpdir(), "homeostat-pty-"));
  const near = join(directory, "near");
  const far = join(directory, "far");
  let cable: ChildProcess | undefined;
  const plug = async (): Promise<void> => {
    cable = spawn("socat", [`pty,raw,echo=0,link=${near}`, `pty,raw,echo=0,link=${far}`], { stdio: "ignore" });
    await until("socat makes the pair", () => existsSync(near) && existsSync(far));
  };
  const unplug = async (): Promise<void> => {
    const running = cable;
    cable = undefined;
    if (running === undefined) return;
    await new Promise<void>((resolve) => {
      running.once("exit", () => resolve());
      running.kill("SIGKILL");
    });
    await Promise.all([rm(near, { force: true }), rm(far, { force: true })]);
  };
  await plug();
  return {
    near,
    far,
    plug,
    unplug,
    async close() {
      await unplug();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
