import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./ports.ts";
import { until } from "./until.ts";

/** A mosquitto of our own on a free loopback port, without persistence. */
export async function startMosquitto(): Promise<{ port: number; stop: () => Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), "mosquitto-"));
  const port = await freePort();
  const file = join(directory, "mosquitto.conf");
  writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nuser root\n`);
  const child = spawn("mosquitto", ["-c", file], { stdio: "ignore" });
  await until(`mosquitto listens on ${port}`, () => listens(port));
  return { port, stop: () => stopped(child).finally(() => rmSync(directory, { recursive: true, force: true })) };
}

/** Kills a child process and waits until it is gone. */
export function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

/** Tells whether something accepts connections on this loopback port. */
export function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
