import { type ChildProcess, execFile, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import modbusSerial from "modbus-serial";
import type { StandingAlarm } from "../../core/wire/messages.ts";
import { until } from "./until.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = join(root, "dist/cli/main.js");

/** How an instance under test is started. */
export interface InstanceOptions {
  /** An earlier instance's directory; a fresh one by default. */
  readonly data?: string;
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

/** The plant as the world's own truth file has it. */
export interface PlantLine {
  readonly at: number;
  readonly levelInside: number;
  readonly levelOutside: number;
  readonly pumps: readonly { readonly speed: number; readonly discharge: number }[];
  readonly siren: boolean;
}

/** A standing alarm as the API lists it. */
export interface ShownAlarm extends StandingAlarm {
  readonly site: string;
}

/** An answer of the API. */
export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of what it asked for
  readonly body: any;
}

/** What a finished command left. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type ProcessName = "world" | "gateway" | "hub" | "store";

/** A fresh data directory of a test. */
export function freshDirectory(): string {
  return join(mkdtempSync(join(tmpdir(), "homeostat-up-")), "data");
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

/** Runs the built command once. */
export function homeostat(...words: readonly string[]): Promise<Finished> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...words], { cwd: root, maxBuffer: 64e6 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : 70, stdout, stderr });
    });
  });
}

/** A running `homeostat up` of the built program, with everything a test asks of it. */
export class Instance {
  readonly data: string;
  readonly ready: Ready;
  readonly #up: ChildProcess;
  readonly #log: () => string;

  constructor(data: string, ready: Ready, up: ChildProcess, log: () => string) {
    this.data = data;
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

  async request(method: string, path: string, options: RequestOptions = {}): Promise<Reply> {
    const headers: Record<string, string> = { ...options.headers };
    if (options.token !== null) headers["authorization"] = `Bearer ${options.token ?? this.ready.admin.token}`;
    if (options.body !== undefined) headers["content-type"] = "application/json";
    const body = options.body === undefined ? {} : { body: JSON.stringify(options.body) };
    const response = await fetch(new URL(path, this.ready.http), { method, headers, ...body });
    const text = await response.text();
    return { status: response.status, body: text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text };
  }

  async get(path: string): Promise<Reply["body"]> {
    const { status, body } = await this.request("GET", path);
    if (status !== 200) throw new Error(`GET ${path} gave ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  post(path: string, body: unknown): Promise<Reply> {
    return this.request("POST", path, { body });
  }

  /** The newest readings of the polder by path. */
  async values(): Promise<Readonly<Record<string, { value: number | null; quality: string; measuredAt: number }>>> {
    const { sites } = await this.get("/api/v1/sites");
    const polder = sites.find(({ site }: { site: string }) => site === polderSite);
    return Object.fromEntries((polder?.values ?? []).map((value: { path: string }) => [value.path, value]));
  }

  /** The standing alarms: of the site by its name, of the region as `-`. */
  async alarm(site: string, key: string): Promise<ShownAlarm | undefined> {
    const alarms: readonly ShownAlarm[] = await this.get("/api/v1/alarms");
    return alarms.find((alarm) => alarm.site === site && alarm.key === key);
  }

  /** Presses a fault button. */
  async fault(device: string, kind: string): Promise<void> {
    const { status, body } = await this.post(`/api/v1/simulator/${polderSite}/${device}/fault`, { kind });
    if (status !== 200) throw new Error(`fault ${kind} on ${device} gave ${status}: ${JSON.stringify(body)}`);
  }

  /** World time now and the plant at this moment, from the world's own control port. */
  async world(): Promise<PlantLine> {
    return (await this.#askWorld("/truth/latest")) as PlantLine;
  }

  /** Breaks a device at the world's own control port: it works with the hub dead too. */
  async breakDevice(device: string, kind: string, amount?: number): Promise<void> {
    await this.#askWorld("/fault", { device, kind, amount });
  }

  async #askWorld(path: string, body?: unknown): Promise<unknown> {
    const { control } = JSON.parse(readFileSync(join(this.data, "world/world.json"), "utf8"));
    const authorization = `Bearer ${readFileSync(control.tokenFile, "utf8").trim()}`;
    const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${control.url}${path}`, { ...sent, headers: { authorization } });
    if (!response.ok) throw new Error(`the world answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  /** What the plant was really like, by its own process; the newest line last. */
  plant(): readonly PlantLine[] {
    return this.truth().flatMap(({ plant }) => (plant === undefined ? [] : [plant as PlantLine]));
  }

  /** All whole lines of the truth file. */
  truth(): readonly Readonly<Record<string, unknown>>[] {
    const lines = readFileSync(join(this.data, "world/truth.jsonl"), "utf8").split("\n");
    return lines.slice(0, -1).map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** An independent Modbus client on a bus of the world, as a person with a laptop would have it. */
  async modbus(bus: "drives" | "sensors", unitId: number) {
    const { buses } = JSON.parse(readFileSync(join(this.data, "world/world.json"), "utf8"));
    const [host = "", port = ""] = String(buses[bus]).split(":");
    const client = new modbusSerial.default();
    await client.connectTCP(host, { port: Number(port) });
    client.setTimeout(2_000);
    client.setID(unitId);
    return client;
  }

  pid(name: ProcessName): number {
    if (name === "store") return childrenOf(this.pid("hub"))[0] ?? 0;
    const { pids } = JSON.parse(readFileSync(join(this.data, "running.json"), "utf8"));
    return pids[name] ?? 0;
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

  /** Kills a process that nobody starts again, until `revive`. */
  keepDead(name: "gateway" | "hub"): void {
    process.kill(this.supervisor, "SIGSTOP");
    this.signal(name, "SIGKILL");
  }

  revive(): void {
    process.kill(this.supervisor, "SIGCONT");
  }

  cli(...words: readonly string[]): Promise<Finished> {
    return homeostat(...words, "--data", this.data);
  }

  /** Ctrl-C, and waits for the end. Answers the exit code. */
  stop(signal: NodeJS.Signals = "SIGINT"): Promise<number | null> {
    const up = this.#up;
    if (up.exitCode !== null || up.signalCode !== null) return Promise.resolve(up.exitCode);
    return new Promise((resolve) => {
      up.once("exit", (code) => resolve(code));
      up.kill("SIGCONT");
      up.kill(signal);
    });
  }

  /** Stops it and removes its data. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(join(this.data, ".."), { recursive: true, force: true });
  }
}

export interface RequestOptions {
  readonly body?: unknown;
  /** null sends none; the instance's own by default. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The site of the demo. */
export const polderSite = "gemaal-oostpolder";

/** Starts `homeostat up` on free ports and waits until it says ready. */
export async function startInstance(options: InstanceOptions = {}): Promise<Instance> {
  if (!existsSync(program)) throw new Error(`${program} is missing: run \`npm run build\` first`);
  const data = options.data ?? freshDirectory();
  const words = ["up", "--data", data, "--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", "--json"];
  if (options.config !== undefined) words.push("--config", options.config);
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
