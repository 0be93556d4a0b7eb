import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { mqttLink } from "../../core/io/link.ts";
import type { LinkSession } from "../../core/ports/link.ts";
import type { Influxd } from "../../test/support/influxd.ts";
import { type RunningMosquitto, startMosquitto, stopped } from "../../test/support/mosquitto.ts";
import { freePort } from "../../test/support/ports.ts";
import { until } from "../../test/support/until.ts";

/** Installed once, in a temporary directory: no dependency of ours. */
const installed = join(tmpdir(), "homeostat-bench-node-red");
const packages = ["node-red@5", "node-red-contrib-influxdb", "node@24"];

const database = "nodered";
/** Messages under way at the most. */
const window = 500;
const lookEvery = 25;
const longestStart = 120_000;

interface Parts {
  readonly influxd: Influxd;
  readonly mosquitto: RunningMosquitto;
  readonly session: LinkSession;
  readonly child: ChildProcess;
  /** Its user directory. */
  readonly user: string;
}

/**
 * Node-RED with node-red-contrib-influxdb, as favourable to it as it gets: mosquitto, messages that already are what its batch
 * node wants, and no other node between.
 */
export class NodeRed implements AsyncDisposable {
  readonly version: string;
  readonly #parts: Parts;
  readonly #perMessage: number;
  #messages = 0;
  #moment = Date.now();

  private constructor(parts: Parts, perMessage: number) {
    this.#parts = parts;
    this.#perMessage = perMessage;
    this.version = JSON.parse(readFileSync(join(installed, "node_modules/node-red/package.json"), "utf8")).version;
  }

  static async start(influxd: Influxd, perMessage: number): Promise<NodeRed> {
    install();
    await influxd.createDatabase(database);
    const mosquitto = await startMosquitto();
    const user = mkdtempSync(join(tmpdir(), "homeostat-node-red-"));
    writeFileSync(join(user, "flows.json"), JSON.stringify(flow(mosquitto.port, influxd.url)));
    const words = ["-u", user, "-p", String(await freePort()), "-D", "uiHost=127.0.0.1", "flows.json"];
    const program = join(installed, "node_modules/node-red/red.js");
    const child = spawn(join(installed, "node_modules/.bin/node"), [program, ...words], { stdio: "ignore" });
    const link = mqttLink({ url: `mqtt://127.0.0.1:${mosquitto.port}`, username: "bench", password: "none" });
    const session = await link.connect({ clientId: "bench", onMessage: () => undefined, onClose: () => undefined });
    const nodeRed = new NodeRed({ influxd, mosquitto, session, child, user }, perMessage);
    const hears = async (): Promise<boolean> => {
      await session.publish("bench/hello", bytesOf([point("hello", 0)]), { qos: 0, retain: false });
      await pause(200);
      return (await nodeRed.#stored("hello")) > 0;
    };
    await until("Node-RED stores what it hears", hears, longestStart);
    return nodeRed;
  }

  /** Sends so many readings as fast as they are stored; readings a second until the last one is. */
  async run(readings: number): Promise<number> {
    const payloads = this.#payloads(Math.ceil(readings / this.#perMessage));
    const before = this.#messages;
    const started = performance.now();
    let arrived = before;
    for (const payload of payloads) {
      while (this.#messages - arrived >= window) arrived = await this.#look();
      await this.#parts.session.publish("bench/readings", payload, { qos: 0, retain: false });
      this.#messages += 1;
    }
    while (arrived < this.#messages) arrived = await this.#look();
    return (((this.#messages - before) * this.#perMessage) / (performance.now() - started)) * 1000;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { mosquitto, session, child, user } = this.#parts;
    await session.close("clean").catch(() => undefined);
    await stopped(child);
    await mosquitto.stop();
    rmSync(user, { recursive: true, force: true });
  }

  async #look(): Promise<number> {
    await pause(lookEvery);
    return (await this.#stored("reading")) / this.#perMessage;
  }

  async #stored(measurement: string): Promise<number> {
    const [result] = await this.#parts.influxd.query(database, `SELECT count(value) FROM ${measurement}`);
    return Number(result?.series?.[0]?.values[0]?.[1] ?? 0);
  }

  #payloads(count: number): Uint8Array[] {
    return Array.from({ length: count }, (_, message) => {
      const device = message % 100;
      if (device === 0) this.#moment += 1;
      const points = Array.from({ length: this.#perMessage }, (__, row) =>
        point("reading", ((message * this.#perMessage + row * 31) % 1000) / 8, {
          ...{ region: "bench", site: `site-${(device >> 5) + 1}`, device: `device-${device + 1}` },
          ...{ variable: `variable-${row + 1}`, commons: "water" },
          at: this.#moment,
        }),
      );
      return bytesOf(points);
    });
  }
}

function point(
  measurement: string,
  value: number,
  { at = Date.now(), ...tags }: { at?: number; [tag: string]: unknown } = {},
) {
  return { measurement, fields: { value }, tags, timestamp: at };
}

function bytesOf(points: readonly object[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(points));
}

function install(): void {
  if (existsSync(join(installed, "node_modules/node-red/red.js"))) return;
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, "package.json"), "{}\n");
  console.error(`installing ${packages.join(", ")} in ${installed}`);
  execFileSync("npm", ["install", "--no-audit", "--no-fund", ...packages], { cwd: installed, stdio: "ignore" });
}

function flow(mqttPort: number, influx: string): readonly object[] {
  const { hostname, port } = new URL(influx);
  return [
    { id: "tab", type: "tab", label: "bench" },
    {
      ...{ id: "broker", type: "mqtt-broker", broker: "127.0.0.1", port: String(mqttPort), clientid: "node-red" },
      ...{ autoConnect: true, protocolVersion: "4", keepalive: "60", cleansession: true },
    },
    {
      ...{ id: "influx", type: "influxdb", hostname, port, protocol: "http", database, usetls: false },
      influxdbVersion: "1.x",
    },
    {
      ...{ id: "in", type: "mqtt in", z: "tab", topic: "bench/#", qos: "0", datatype: "json", broker: "broker" },
      ...{ nl: false, rap: true, rh: 0, inputs: 0, wires: [["out"]] },
    },
    {
      id: "out",
      type: "influxdb batch",
      z: "tab",
      influxdb: "influx",
      precision: "ms",
      retentionPolicy: "",
      wires: [],
    },
  ];
}
