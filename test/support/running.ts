import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import modbusSerial from "modbus-serial";
import type { StandingAlarm } from "../../core/wire/alarm-digest.ts";

/** The repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));
/** The built program. */
export const program = join(root, "dist/cli/main.js");

/** No question stays unanswered for longer, ms: a store that hangs is told of after 30 s. */
const longestAnswer = 45_000;

/** The site of the demo. */
export const polderSite = "gemaal-oostpolder";

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

/** Runs the built command once. */
export function homeostat(...words: readonly string[]): Promise<Finished> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...words], { cwd: root, maxBuffer: 64e6 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : 70, stdout, stderr });
    });
  });
}

/** How a request differs from a plain GET as the administrator. */
export interface RequestOptions {
  readonly body?: unknown;
  /** null sends none; the instance's own by default. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The polder while it runs, however many processes do: with everything a test asks of its console and its world. */
export abstract class Running {
  /** The data directory that commands which ask an instance are given. */
  readonly data: string;
  /** Where the polder's world says how to reach it. */
  readonly worldFile: string;

  constructor(data: string, worldFile: string) {
    this.data = data;
    this.worldFile = worldFile;
  }

  /** Address of the console. */
  abstract get http(): string;
  /** What opens it. */
  abstract get token(): string;
  /** Breaks a device in the way the people have who look at this console. */
  abstract fault(device: string, kind: string): Promise<void>;
  /** Ctrl-C, and waits for the end. Answers the exit code. */
  abstract stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Asks the store while nothing runs. */
  abstract askStopped(...words: readonly string[]): Promise<Finished>;

  async request(method: string, path: string, options: RequestOptions = {}): Promise<Reply> {
    const headers: Record<string, string> = { ...options.headers };
    if (options.token !== null) headers["authorization"] = `Bearer ${options.token ?? this.token}`;
    if (options.body !== undefined) headers["content-type"] = "application/json";
    const body = options.body === undefined ? {} : { body: JSON.stringify(options.body) };
    const signal = AbortSignal.timeout(longestAnswer);
    const response = await fetch(new URL(path, this.http), { method, headers, signal, ...body });
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

  /** World time now and the plant at this moment, from the world's own control port. */
  async world(): Promise<PlantLine> {
    return (await this.#askWorld("/truth/latest")) as PlantLine;
  }

  /** Breaks a device at the world's own control port: it works with the hub dead too. */
  async breakDevice(device: string, kind: string, amount?: number): Promise<void> {
    await this.#askWorld("/fault", { device, kind, amount });
  }

  async #askWorld(path: string, body?: unknown): Promise<unknown> {
    const { control } = JSON.parse(readFileSync(this.worldFile, "utf8"));
    const authorization = `Bearer ${readFileSync(control.tokenFile, "utf8").trim()}`;
    const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const signal = AbortSignal.timeout(longestAnswer);
    const response = await fetch(`${control.url}${path}`, { ...sent, signal, headers: { authorization } });
    if (!response.ok) throw new Error(`the world answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  /** What the plant was really like, by its own process; the newest line last. */
  plant(): readonly PlantLine[] {
    return this.truth().flatMap(({ plant }) => (plant === undefined ? [] : [plant as PlantLine]));
  }

  /** All whole lines of the truth file. */
  truth(): readonly Readonly<Record<string, unknown>>[] {
    const lines = readFileSync(join(this.worldFile, "../truth.jsonl"), "utf8").split("\n");
    return lines.slice(0, -1).map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** World time at which a drive was last broken, or mended, by the truth file. */
  faultAt(drive: string): number {
    return Number(this.truth().findLast(({ device, fault }) => device === drive && fault !== undefined)?.["at"]);
  }

  /** World time at which a drive first showed itself running after a moment, by the truth file. */
  runningAfter(drive: string, moment: number): number {
    const line = this.truth().find(({ device, at, shown }) => {
      const { status } = (shown ?? {}) as { status?: number };
      return device === drive && Number(at) >= moment && ((status ?? 0) & 4) !== 0;
    });
    return Number(line?.["at"] ?? Number.NaN);
  }

  /** How long after one drive was broken another one ran, ms of world time. */
  tookOver(broken: string, other: string): number {
    const moment = this.faultAt(broken);
    return this.runningAfter(other, moment) - moment;
  }

  /** An independent Modbus client on a bus of the world, as a person with a laptop would have it. */
  async modbus(bus: "drives" | "sensors", unitId: number) {
    const { buses } = JSON.parse(readFileSync(this.worldFile, "utf8"));
    const [host = "", port = ""] = String(buses[bus]).split(":");
    const client = new modbusSerial.default();
    await client.connectTCP(host, { port: Number(port) });
    client.setTimeout(2_000);
    client.setID(unitId);
    return client;
  }

  cli(...words: readonly string[]): Promise<Finished> {
    return homeostat(...words, "--data", this.data);
  }
}
