import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Finished, polderSite, program, Running, root } from "./running.ts";
import { until } from "./until.ts";

/** How an instance under test is started. */
export interface InstanceOptions {
  /** An earlier instance's directory; a fresh one by default. */
  readonly data?: string;
  /** The polder alone by default. */
  readonly config?: string;
  readonly speed?: number;
}

/** What `up --json` prints once the first reading is on the console. */
export interface Ready {
  readonly event: "ready";
  readonly http: string;
  readonly mqtt: string;
  readonly admin: { readonly username: string; readonly password: string; readonly token: string };
  readonly mqttUser: { readonly username: string; readonly password: string };
}

/** A process of `homeostat up` that a test can kill. */
export type ProcessName = "world" | "gateway" | "hub" | "store";

/** A fresh data directory of a test. */
export function freshDirectory(): string {
  return join(mkdtempSync(join(tmpdir(), "homeostat-up-")), "data");
}

/** Where the polder's world says how to reach it. */
export function worldFile(data: string): string {
  return join(data, "world", polderSite, "world.json");
}

/** A copy of the demo's configuration with some words replaced; each must be there. */
export function polderWith(...changes: readonly (readonly [string, string])[]): string {
  const directory = mkdtempSync(join(tmpdir(), "homeostat-polder-"));
  cpSync(join(root, "examples/polder"), directory, { recursive: true });
  const file = join(directory, "site.yaml");
  let text = readFileSync(file, "utf8");
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`examples/polder/site.yaml has no \`${from}\``);
    text = text.replace(from, to);
  }
  writeFileSync(file, text);
  return directory;
}

/** A running `homeostat up` of the built program, with everything a test asks of it. */
export class Instance extends Running {
  readonly ready: Ready;
  readonly #up: ChildProcess;
  readonly #log: () => string;
  #killing: NodeJS.Timeout | undefined;

  constructor(data: string, ready: Ready, up: ChildProcess, log: () => string) {
    super(data, worldFile(data));
    this.ready = ready;
    this.#up = up;
    this.#log = log;
  }

  /** Everything the processes have printed on stderr. */
  get log(): string {
    return this.#log();
  }

  /** The process that keeps the others running. */
  get supervisor(): number {
    return this.#up.pid ?? 0;
  }

  get http(): string {
    return this.ready.http;
  }

  get token(): string {
    return this.ready.admin.token;
  }

  /** Presses a fault button. */
  async fault(device: string, kind: string): Promise<void> {
    const { status, body } = await this.post(`/api/v1/simulator/${polderSite}/${device}/fault`, { kind });
    if (status !== 200) throw new Error(`fault ${kind} on ${device} gave ${status}: ${JSON.stringify(body)}`);
  }

  pid(name: ProcessName): number {
    if (name === "store") return storeOf(this.pid("hub"));
    const { pids } = JSON.parse(readFileSync(join(this.data, "running.json"), "utf8"));
    return pids[name === "hub" ? name : `${name}/${polderSite}`] ?? 0;
  }

  /** Sends a signal to one process; answers the process id it had. */
  signal(name: ProcessName, signal: NodeJS.Signals): number {
    const pid = this.pid(name);
    if (pid === 0) throw new Error(`${name} does not run`);
    process.kill(pid, signal);
    return pid;
  }

  /** Kills a process and waits until its successor runs. */
  async restart(name: ProcessName): Promise<void> {
    const before = this.signal(name, "SIGKILL");
    await until(`${name} is started again`, () => ![0, before].includes(this.pid(name)));
  }

  /**
   * Kills a process, and whatever is started in its place before it can do anything, until `revive`. The supervisor goes on: it
   * keeps the time of a world that runs faster than life, which without it would not wait for a busy machine.
   */
  keepDead(name: "gateway" | "hub"): void {
    let killed = this.signal(name, "SIGKILL");
    this.#killing = setInterval(() => {
      const pid = this.pid(name);
      if (pid === 0 || pid === killed) return;
      killed = pid;
      process.kill(pid, "SIGKILL");
    }, 20);
  }

  revive(): void {
    clearInterval(this.#killing);
  }

  askStopped(...words: readonly string[]): Promise<Finished> {
    return this.cli(...words);
  }

  /** Ctrl-C, and waits for the end. Answers the exit code. */
  stop(signal: NodeJS.Signals = "SIGINT"): Promise<number | null> {
    this.revive();
    const up = this.#up;
    if (up.exitCode !== null || up.signalCode !== null) return Promise.resolve(up.exitCode);
    return new Promise((resolve) => {
      up.once("exit", (code) => resolve(code));
      up.kill(signal);
    });
  }

  /** Stops it and removes its data. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(join(this.data, ".."), { recursive: true, force: true });
  }
}

/** Starts `homeostat up` on free ports and waits until it says ready. */
export async function startInstance(options: InstanceOptions = {}): Promise<Instance> {
  if (!existsSync(program)) throw new Error(`${program} is missing: run \`npm run build\` first`);
  const data = options.data ?? freshDirectory();
  const words = ["up", "--data", data, "--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", "--json"];
  words.push("--config", options.config ?? join(root, "examples/polder"));
  if (options.speed !== undefined) words.push("--speed", String(options.speed));
  const up = spawn(process.execPath, [program, ...words], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let log = "";
  up.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  up.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  try {
    await until(
      "up says ready",
      () => {
        if (up.exitCode !== null) throw new Error(`up ended with ${up.exitCode}: ${log}`);
        return out.includes("\n");
      },
      60_000,
    );
  } catch (error) {
    up.kill("SIGTERM");
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${log}`);
  }
  return new Instance(data, JSON.parse(out) as Ready, up, () => log);
}

/**
 * The store's process that a hub has started; 0 while there is none. A child that is not yet the store's program is not taken
 * for it: until then the hub stands still and waits for it, and one that were stopped would stop the hub with it.
 */
export function storeOf(hub: number): number {
  return childrenOf(hub).find((pid) => commandOf(pid).includes("stores/duckdb/io/main")) ?? 0;
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/** The processes this one has started that still run. */
export function childrenOf(parent: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => parentOf(pid) === parent)
    .map(Number);
}

function parentOf(pid: string): number | undefined {
  try {
    // The name in parentheses may hold anything, so fields are counted from its end.
    const after = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1) ?? "";
    const [state, parent] = after.split(" ");
    return state === "Z" ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}
