import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storeOf } from "./instance.ts";
import type { Gauge } from "./oracle.ts";
import { until } from "./until.ts";

const root = join(import.meta.dirname, "../..");
const program = join(root, "dist/cli/main.js");

/** How long a busy machine may take to start a process, or to answer, ms. */
const patience = 90_000;

/** The processes of a replay that can be killed. */
export const victims = ["replay", "hub", "store"] as const;
export type Victim = (typeof victims)[number];

/** How a replay ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running `homeostat replay` of the built program. */
export class ReplayInstance {
  readonly data: string;
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;

  constructor(map: string, data: string, speed: number | "max", ...more: readonly string[]) {
    if (!existsSync(program)) throw new Error(`${program} is missing: run \`npm run build\` first`);
    this.data = data;
    const words = ["replay", map, "--data", data, "--speed", String(speed), "--json", ...more];
    const child = spawn(process.execPath, [program, ...words], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    const said = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => {
      said.stdout += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      said.stderr += chunk.toString();
    });
    this.ended = new Promise((resolve) => child.once("close", (code) => resolve({ code, ...said })));
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** 0 when it does not run. */
  pid(victim: Victim): number {
    if (victim === "store") return storeOf(this.pid("hub"));
    const pid = this.#running()?.pids[victim] ?? 0;
    return existsSync(`/proc/${pid}`) ? pid : 0;
  }

  /** Kills a process; answers the process id it had. */
  kill(victim: Victim): number {
    const pid = this.pid(victim);
    if (pid === 0) throw new Error(`${victim} does not run`);
    process.kill(pid, "SIGKILL");
    return pid;
  }

  /** Numbered readings that are not durable, as the hub's books have them; undefined while it does not answer. */
  async outstanding(): Promise<number | undefined> {
    try {
      const { token } = JSON.parse(readFileSync(join(this.data, "secrets.json"), "utf8")).admin;
      const headers = { authorization: `Bearer ${token}` };
      const signal = AbortSignal.timeout(patience);
      const response = await fetch(`${this.#running()?.http}/api/v1/books`, { headers, signal });
      const books = (await response.json()) as readonly { boots: readonly { inFlight: number }[] }[];
      return books.flatMap(({ boots }) => boots).reduce((sum, { inFlight }) => sum + inFlight, 0);
    } catch {
      return undefined;
    }
  }

  #running(): { readonly http: string; readonly pids: Readonly<Record<string, number>> } | undefined {
    try {
      return JSON.parse(readFileSync(join(this.data, "running.json"), "utf8"));
    } catch {
      return undefined;
    }
  }

  /** Ctrl-C, and waits for the end. */
  stop(): Promise<Ended> {
    if (!this.hasEnded) this.#child.kill("SIGINT");
    return this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** Kills a process while readings are outstanding, and waits for its successor. Answers how many were. */
export async function killUnderLoad(replay: ReplayInstance, victim: Victim): Promise<number> {
  let outstanding = 0;
  let pid = 0;
  await until(
    `readings are outstanding and ${victim} runs`,
    async () => {
      if (replay.hasEnded) throw new Error(`the replay ended before ${victim} could be killed`);
      outstanding = (await replay.outstanding()) ?? 0;
      if (outstanding === 0 || replay.pid(victim) === 0) return false;
      pid = replay.kill(victim);
      return true;
    },
    patience,
  );
  await until(`${victim} is started again`, () => replay.hasEnded || ![0, pid].includes(replay.pid(victim)), patience);
  return outstanding;
}

/** A recording of our own: gauges beside each other, one row every 15 minutes of the same year. */
export interface Recording {
  readonly folder: string;
  readonly map: string;
  /** Each has a file of its own. */
  readonly gauges: readonly (Gauge & { readonly file: string })[];
}

const quarter = 900_000;
const start = Date.UTC(2025, 0, 1);

/**
 * Writes CSV files and their map. Each gauge's value is a wave of its own, often the same as before, so that nothing can be told
 * from the values alone, and now and then a blank. The first gauge has none, and an alarm `hi` of 0.8 with a deadband of 0.2.
 */
export function makeRecording(gaugeCount: number, rowCount: number): Recording {
  const folder = mkdtempSync(join(tmpdir(), "homeostat-recording-"));
  const names = Array.from({ length: gaugeCount }, (_, index) => `gauge-${index + 1}`);
  const gauges = names.map((device, gauge) => {
    const file = join(folder, `${device}.csv`);
    const rows = Array.from({ length: rowCount }, (_, row) => {
      const value = Math.sin((row + 7 * gauge) / 20).toFixed(1);
      const isBlank = gauge > 0 && (row + gauge) % 97 === 0;
      return `${new Date(start + row * quarter).toISOString()},${isBlank ? "" : value}`;
    });
    writeFileSync(file, `time,level\n${rows.join("\n")}\n`);
    return { file, time: "time", value: "level", tags: { ...place, device, variable: "level" } };
  });
  const map = join(folder, "map.yaml");
  writeFileSync(map, mapOf(names));
  return { folder, map, gauges };
}

const place = { region: "test-region", site: "test-site" };

function mapOf(names: readonly string[]): string {
  return [
    "homeostat: 1",
    "kind: replay",
    `site: ${place.site}`,
    `region: ${place.region}`,
    "files:",
    ...names.map((name) => {
      return `  - { file: ${name}.csv, time: { column: time, zone: UTC }, columns: { level: ${name}/level } }`;
    }),
    "variables:",
    ...names.map((name) => `  ${name}/level: { commons: water, unit: m, datum: none }`),
    "alarms:",
    "  high:",
    `    variable: ${names[0]}/level`,
    "    type: hi",
    "    limit: 0.8",
    "    deadband: 0.2",
    "    priority: high",
    "    cause: The wave",
    "    consequence: None",
    "    response: Count it",
    "    timeToRespond: 1h",
    "",
  ].join("\n");
}

/** Raises and clears of the first gauge, worked out from its file: above the limit, then below it by the deadband. */
export function expectedTransitions({ gauges }: Recording): string[] {
  let high = false;
  const lines = readFileSync(gauges[0]?.file ?? "", "utf8")
    .trim()
    .split("\n")
    .slice(1);
  return lines.flatMap((line) => {
    const [time = "", text = ""] = line.split(",");
    const before = high;
    if (Number(text) > 0.8) high = true;
    else if (Number(text) < 0.8 - 0.2) high = false;
    return high === before ? [] : [`${time} ${high ? "raised" : "cleared"}`];
  });
}

/** A stored alarm event in the words of `expectedTransitions`. */
export function transitionOf(at: number, body: string): string {
  const { transition } = JSON.parse(body) as { transition: string };
  return `${new Date(at).toISOString()} ${transition === "clear" ? "cleared" : "raised"}`;
}

/** Removes a recording. */
export function removeRecording({ folder }: Recording): void {
  rmSync(folder, { recursive: true, force: true });
}
