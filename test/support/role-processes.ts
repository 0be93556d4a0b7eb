import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../../core/errors.ts";
import { makeCertificates } from "./certificates.ts";
import { type RunningMosquitto, runMosquitto } from "./mosquitto.ts";
import type { Waits } from "./polder-story.ts";
import { freePort } from "./ports.ts";
import { RoleProcess } from "./role-process.ts";
import { type Finished, homeostat, polderSite, Running, root } from "./running.ts";
import { until } from "./until.ts";

const roles = ["ingest", "region", "console", "gateway", "world"] as const;
/** A role that runs as a process of its own. */
export type RoleName = (typeof roles)[number];

const fileOf: Readonly<Record<RoleName, string>> = {
  ingest: "ingest.yaml",
  region: "region.yaml",
  console: "console.yaml",
  gateway: "polder.yaml",
  world: "polder.yaml",
};

/** What is waited for in real time is shortened: that the example's own times are kept, `homeostat up` shows. */
const shorter = {
  "polder.yaml": [
    ["minOn: 2min", "minOn: 5s"],
    ["minOff: 1min", "minOff: 4s"],
    ["stagger: 20s", "stagger: 3s"],
    ["for: 10s }                # before", "for: 2s } # before"],
    ["onDelay: 20s", "onDelay: 4s"],
  ],
  "region.yaml": [["medium: 30s", "medium: 8s"]],
} as const;
/** What is waited for with the shortened files. */
export const shortWaits: Waits = {
  takeover: (15 + 3 + 2) * 1_000,
  pumpFailed: 4_000,
  acknowledgeWithin: 8_000,
};

/** A folder with the example Lage Landen, set up as its page says, on free ports: each role with a data directory of its own. */
export class RoleFolder {
  readonly path: string;
  readonly port: number;

  constructor(path: string, port: number) {
    this.path = path;
    this.port = port;
  }

  data(role: RoleName): string {
    return join(this.path, "data", role);
  }

  /** What a role is started with. */
  words(role: RoleName): readonly string[] {
    const world = join(this.data("world"), "world", polderSite, "world.json");
    const more = role === "gateway" ? ["--world", world] : [];
    return [role, join(this.path, fileOf[role]), "--data", this.data(role), ...more];
  }

  broker(): Promise<RunningMosquitto> {
    return runMosquitto(this.path, "mosquitto.conf", this.port);
  }
}

/** Copies the example, makes certificates and the access list, and carries every public key where it belongs. */
export async function setUpRoles(): Promise<RoleFolder> {
  const path = mkdtempSync(join(tmpdir(), "homeostat-roles-"));
  cpSync(join(root, "examples/lage-landen"), path, { recursive: true, dereference: true });
  const ports = { "8883": await freePort(), "8420": await freePort(), "8421": await freePort() };
  for (const file of [...new Set(Object.values(fileOf)), "mosquitto.conf"])
    rewrite(join(path, file), Object.entries(ports));
  for (const [file, changes] of Object.entries(shorter)) rewrite(join(path, file), changes);
  rewrite(join(path, "ingest.yaml"), [["file: store.duckdb", "file: hub/store.duckdb"]]);
  mkdirSync(join(path, "data/ingest/hub"), { recursive: true });
  makeCertificates(["broker=localhost,127.0.0.1", polderSite, "ingest", "region", "console"], { folder: path });
  // As root, mosquitto would become a user who may read nothing here.
  appendFileSync(join(path, "mosquitto.conf"), "user root\n");
  writeFileSync(join(path, "secrets/acl"), (await homeostat("config", "acl", join(path, "region.yaml"))).stdout);
  const folder = new RoleFolder(path, ports["8883"]);
  await carryKeys(folder);
  return folder;
}

function rewrite(file: string, changes: readonly (readonly [string, string | number])[]): void {
  const text = changes.reduce((old, [from, to]) => old.replaceAll(from, String(to)), readFileSync(file, "utf8"));
  writeFileSync(file, text);
}

/** Every role makes its key at its first start and ends for want of the others', but ingest, which needs nobody's. */
async function carryKeys(folder: RoleFolder): Promise<void> {
  const { path } = folder;
  const ingest = new RoleProcess(folder.words("ingest"));
  try {
    const secrets = join(folder.data("ingest"), "secrets.json");
    await until("ingest has made its key", () => existsSync(secrets), 30_000);
    const { admin } = JSON.parse(readFileSync(secrets, "utf8"));
    writeFileSync(join(path, "secrets/store.json"), JSON.stringify({ token: admin.token }));
    const wanting = (["region", "console", "gateway"] as const).map((role) => homeostat(...folder.words(role)));
    for (const { code, stderr } of await Promise.all(wanting)) {
      if (code !== 1 || !/missing|public key of/.test(stderr)) throw new Error(`exit ${code}: ${stderr}`);
    }
  } finally {
    await ingest.end("SIGINT");
  }
  const key = (role: RoleName, owner: string): string => join(folder.data(role), "keys", `${owner}.pem.pub`);
  copyFileSync(key("ingest", "ingest"), key("region", "ingest"));
  copyFileSync(key("ingest", "ingest"), key("gateway", "ingest"));
  copyFileSync(key("region", "region"), key("gateway", "region"));
  for (const role of ["gateway", "region"] as const) copyFileSync(key("console", "operator"), key(role, "operator"));
  mkdirSync(join(path, "keys"));
  copyFileSync(key("region", "region"), join(path, "keys/region.pub"));
  // Of the sites that do not run, any key will do.
  for (const site of [polderSite, "buurtaccu-de-meent", "school-de-linde"]) {
    copyFileSync(key("gateway", polderSite), join(path, "keys", `${site}.pub`));
  }
}

/** The polder kept by processes of their own, which meet over a mosquitto with TLS and the store. */
export class RoleProcesses extends Running {
  readonly folder: RoleFolder;
  readonly http: string;
  readonly token: string;
  readonly #children: Map<RoleName, RoleProcess>;
  readonly #broker: RunningMosquitto;

  constructor(folder: RoleFolder, children: Map<RoleName, RoleProcess>, broker: RunningMosquitto) {
    super(folder.data("console"), join(folder.data("world"), "world", polderSite, "world.json"));
    this.folder = folder;
    this.#children = children;
    this.#broker = broker;
    this.http = JSON.parse(readFileSync(join(this.data, "running.json"), "utf8")).http;
    this.token = JSON.parse(readFileSync(join(this.data, "secrets.json"), "utf8")).admin.token;
  }

  /** The console knows no simulated world: somebody goes to the plant. */
  fault(device: string, kind: string): Promise<void> {
    return this.breakDevice(device, kind);
  }

  /** The store of ingest lies where `homeostat query --data` looks for one. */
  askStopped(...words: readonly string[]): Promise<Finished> {
    return homeostat(...words, "--data", this.folder.data("ingest"));
  }

  /** kill -9 of the broker, which comes back as it was once it is missed. */
  async restartBroker(): Promise<void> {
    await this.#broker.kill();
    await until("the console misses it", async () => (await this.request("GET", "/readyz")).status === 503);
    await this.#broker.restart();
  }

  /** kill -9 of a role, which is started again. */
  async restart(role: RoleName): Promise<void> {
    await this.#child(role).kill();
    this.#children.set(role, new RoleProcess(this.folder.words(role)));
  }

  #child(role: RoleName): RoleProcess {
    const child = this.#children.get(role);
    if (child === undefined) throw new Error(`${role} was never started`);
    return child;
  }

  async stop(signal: NodeJS.Signals = "SIGINT"): Promise<number | null> {
    const codes = await Promise.all([...this.#children.values()].map((child) => child.end(signal)));
    await this.#broker.stop();
    return codes.find((code) => code !== 0) ?? 0;
  }
}

/** Starts the broker and all roles at once, and waits until the console has a good level. */
export async function startRoles(folder: RoleFolder): Promise<RoleProcesses> {
  const broker = await folder.broker();
  const children = new Map(roles.map((role) => [role, new RoleProcess(folder.words(role))]));
  const running = join(folder.data("console"), "running.json");
  try {
    await until(
      "the console says where it is",
      () => existsSync(running) && readFileSync(running, "utf8").includes("http"),
      30_000,
    );
    const all = new RoleProcesses(folder, children, broker);
    await until(
      "the first level is on the console, and what it needs is ready",
      async () =>
        (await all.values())["site/level-inside"]?.quality === "good" &&
        (await all.request("GET", "/readyz")).status === 200,
      30_000,
    );
    return all;
  } catch (error) {
    for (const child of children.values()) await child.kill();
    await broker.stop();
    const said = [...children].map(([role, { log }]) => `${role}: ${log}`);
    throw new Error(`${messageOf(error)}\n${said.join("\n")}`);
  }
}
