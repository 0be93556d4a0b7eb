import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./ports.ts";
import { until } from "./until.ts";

/** Who may come in and what for; without it everybody may do everything. */
export interface MosquittoDoors {
  /** A folder of `makeCertificates`, and the name of the broker's own certificate in it. Who comes in is who its own names. */
  readonly tls: { readonly secrets: string; readonly name: string };
  /** The text of its `acl_file`. */
  readonly acl: string;
}

/** A mosquitto of our own. */
export interface RunningMosquitto {
  readonly port: number;
  /** Ends it as a power cut of its process does. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same port. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts Debian's `mosquitto` in a folder by its file, which names the port. */
export async function runMosquitto(folder: string, file: string, port: number): Promise<RunningMosquitto> {
  const start = async (): Promise<ChildProcess> => {
    const started = spawn("mosquitto", ["-c", file], { cwd: folder, stdio: "ignore" });
    await until(`mosquitto listens on ${port}`, () => listens(port));
    return started;
  };
  let child = await start();
  return {
    port,
    kill: () => stopped(child),
    restart: async () => {
      await stopped(child);
      child = await start();
    },
    stop: () => stopped(child),
  };
}

/** Starts a mosquitto on a free loopback port, without persistence; `more` are lines for its file. */
export async function startMosquitto(doors?: MosquittoDoors, more: readonly string[] = []): Promise<RunningMosquitto> {
  const directory = mkdtempSync(join(tmpdir(), "mosquitto-"));
  const port = await freePort();
  const file = join(directory, "mosquitto.conf");
  const shared = [`listener ${port} 127.0.0.1`, "persistence false", "user root", ...more, ""].join("\n");
  writeFileSync(file, `${shared}${doors === undefined ? "allow_anonymous true" : doorsIn(directory, doors)}\n`);
  const running = await runMosquitto(directory, file, port);
  return { ...running, stop: () => running.stop().finally(() => rmSync(directory, { recursive: true, force: true })) };
}

function doorsIn(directory: string, { tls, acl }: MosquittoDoors): string {
  const aclFile = join(directory, "acl");
  writeFileSync(aclFile, acl, { mode: 0o600 });
  const file = (name: string): string => join(tls.secrets, name);
  return [
    `cafile ${file("ca.crt")}`,
    `certfile ${file(`${tls.name}.crt`)}`,
    `keyfile ${file(`${tls.name}.key`)}`,
    "require_certificate true",
    "use_identity_as_username true",
    "allow_anonymous false",
    `acl_file ${aclFile}`,
  ].join("\n");
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
function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
