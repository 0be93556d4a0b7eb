import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dataDirectory } from "../../cli/io/data-directory.ts";
import { prepareInstance } from "../../cli/io/prepare.ts";
import type { Secrets } from "../../cli/io/secrets.ts";
import { type Influxd, startInfluxd } from "./influxd.ts";
import { type RunningMosquitto, startMosquitto } from "./mosquitto.ts";
import { freePort } from "./ports.ts";
import { RoleProcess } from "./role-process.ts";
import { until } from "./until.ts";

/** What an ingest process tells of itself at `/metrics`: figures by name, those of several sites added up. */
export type Figures = Readonly<Record<string, number>>;

/** InfluxDB, mosquitto and `homeostat ingest`, each a process of its own, and a data directory with the keys of some sites. */
export class SeparateProcesses {
  readonly folder: string;
  readonly data: string;
  readonly secrets: Secrets;
  readonly influxd: Influxd;
  readonly mosquitto: RunningMosquitto;
  /** Of ingest: `/query`, `/metrics`. */
  readonly http: string;
  ingest: RoleProcess;

  private constructor(
    parts: Pick<SeparateProcesses, "folder" | "data" | "secrets" | "influxd" | "mosquitto" | "http">,
  ) {
    this.folder = parts.folder;
    this.data = parts.data;
    this.secrets = parts.secrets;
    this.influxd = parts.influxd;
    this.mosquitto = parts.mosquitto;
    this.http = parts.http;
    this.ingest = this.#startIngest();
  }

  static async start(region: string, sites: readonly string[]): Promise<SeparateProcesses> {
    const folder = mkdtempSync(join(tmpdir(), "homeostat-separate-"));
    const data = join(folder, "data");
    mkdirSync(data);
    const [influxd, mosquitto] = await Promise.all([startInfluxd(), startMosquitto()]);
    const secrets = await prepareInstance(dataDirectory(data), sites);
    const address = `127.0.0.1:${await freePort()}`;
    writeFileSync(
      join(folder, "ingest.yaml"),
      [
        "homeostat: 1",
        "kind: ingest",
        `ingest: { regions: [${region}] }`,
        `broker: { url: "mqtt://127.0.0.1:${mosquitto.port}", credentialFile: ingest.json }`,
        `store: { influx1: { url: "${influxd.url}", timeout: 5s } }`,
        `http: ${address}`,
        "",
      ].join("\n"),
    );
    const parts = { folder, data, secrets, influxd, mosquitto, http: `http://${address}` };
    for (const name of [...sites, "ingest"]) credential(folder, name, secrets);
    const all = new SeparateProcesses(parts);
    await all.#ingestAnswers();
    return all;
  }

  /** Figures of ingest; undefined while it does not answer. */
  async figures(): Promise<Figures | undefined> {
    try {
      const answer = await fetch(`${this.http}/metrics`, { signal: AbortSignal.timeout(30_000) });
      const lines = (await answer.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
      const figures: Record<string, number> = {};
      for (const line of lines) {
        const [, name = "", value = ""] = /^(\w+)(?:\{.*\})? (\S+)$/.exec(line) ?? [];
        figures[name] = (figures[name] ?? 0) + Number(value);
      }
      return figures;
    } catch {
      return undefined;
    }
  }

  /** The `results` of ingest's own `/query`. */
  async query(text: string): Promise<readonly { readonly series?: readonly { readonly values: unknown[][] }[] }[]> {
    const address = new URL(`${this.http}/query`);
    address.search = new URLSearchParams({ db: "homeostat", epoch: "ms", q: text }).toString();
    const headers = { authorization: `Bearer ${this.secrets.admin.token}` };
    const answer = (await (await fetch(address, { headers })).json()) as { results?: [] };
    if (answer.results === undefined) throw new Error(`${text}: ${JSON.stringify(answer)}`);
    return answer.results;
  }

  /** Starts ingest anew, after it was killed. */
  async restartIngest(): Promise<void> {
    await this.ingest.kill();
    this.ingest = this.#startIngest();
    await this.#ingestAnswers();
  }

  #ingestAnswers(): Promise<void> {
    return until(
      `ingest answers, which says ${this.ingest.log}`,
      async () => (await this.figures()) !== undefined,
      90_000,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ingest.kill();
    await Promise.all([this.influxd.stop(), this.mosquitto.stop()]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #startIngest(): RoleProcess {
    return new RoleProcess(["ingest", join(this.folder, "ingest.yaml"), "--data", this.data]);
  }
}

function credential(folder: string, name: string, secrets: Secrets): void {
  const login = { username: name, password: secrets.mqtt[name] };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(login), { mode: 0o600 });
}
