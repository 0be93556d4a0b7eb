import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { composeFile, mountsOf, NativeCompose, type Service } from "../support/compose.ts";
import { type Influxd, startInfluxd } from "../support/influxd.ts";
import { type RunningMosquitto, runMosquitto } from "../support/mosquitto.ts";
import { freePort } from "../support/ports.ts";
import { RoleProcess } from "../support/role-process.ts";
import { program } from "../support/running.ts";
import { until } from "../support/until.ts";

const { services } = composeFile();
const service = (name: string): Service => {
  const found = services[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
};

/** What an InfluxDB 1.6 is called by in the files of an InfluxDB 2: the one difference from what containers run. */
const influx2 =
  'influx2: { url: "http://influxdb:8086", org: homeostat, bucket: homeostat, credentialFile: /secrets/influx.json }';

describe("the services of docker-compose.yml, each by its own command, as processes beside mosquitto and InfluxDB 1.6", () => {
  const folder = mkdtempSync(join(tmpdir(), "homeostat-compose-"));
  const roles = ["gateway", "world", "ingest", "region", "console"];
  const children = new Map<string, RoleProcess>();
  let ports: Readonly<Record<"broker" | "console" | "ingest", number>>;
  let influxd: Influxd;
  let mosquitto: RunningMosquitto;
  let compose: NativeCompose;

  const words = (name: string, list: readonly string[] = []): readonly string[] =>
    list.map((word) => compose.native(name, mountsOf(service(name)), word));

  beforeAll(async () => {
    ports = { broker: await freePort(), console: await freePort(), ingest: await freePort() };
    influxd = await startInfluxd();
    compose = new NativeCompose(folder, [
      // Before the paths in it are those of this machine, the line of the store names them.
      [influx2.replace("/secrets/", `${folder}/volumes/ingest-secrets/`), `influx1: { url: "${influxd.url}" }`],
      ["http://influxdb:8086", influxd.url],
      ["mqtts://mosquitto:8883", `mqtts://localhost:${ports.broker}`],
      ["listener 8883", `listener ${ports.broker}\nuser root`],
      ["0.0.0.0:8420", `0.0.0.0:${ports.console}`],
      ["127.0.0.1:8421", `127.0.0.1:${ports.ingest}`],
    ]);
    prepare();
    const [, , conf = ""] = words("mosquitto", service("mosquitto").command);
    mosquitto = await runMosquitto(folder, conf, ports.broker);
    for (const name of roles) children.set(name, new RoleProcess(words(name, service(name).command)));
  }, 120_000);

  afterAll(async () => {
    for (const child of children.values()) await child.kill();
    await mosquitto?.stop();
    await influxd?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The init service: its command, with a folder for each of its volumes. */
  function prepare(): void {
    const own = service("prepare");
    for (const { source, target } of mountsOf(own))
      if (target.startsWith("/out/")) expect(target).toBe(`/out/${source}`);
    const [shell = "", script = ""] = words("prepare", own.entrypoint);
    const [out = "", authority = ""] = own.command ?? [];
    expect(out).toBe("/out");
    const env = { ...process.env, HOMEOSTAT: `${process.execPath} ${program}` };
    execFileSync(shell, [script, join(folder, "volumes"), compose.native("prepare", mountsOf(own), authority)], {
      env,
    });
  }

  const logs = (): string => [...children].map(([name, { log }]) => `${name}: ${log}`).join("\n");

  test("what is measured comes to the store", async () => {
    const count = async (): Promise<number> => {
      const query = "SELECT count(value) FROM reading WHERE site = 'peilmeter' AND variable = 'level'";
      const [result] = await influxd.query("homeostat", query).catch(() => []);
      return Number(result?.series?.[0]?.values[0]?.[1] ?? 0);
    };
    await until(`five readings are stored; ${logs()}`, async () => (await count()) >= 5, 60_000).catch((error) => {
      throw new Error(`${error}\n${logs()}`);
    });
  });

  test("the console is ready and shows it", async () => {
    const { admin } = JSON.parse(readFileSync(join(compose.volume("console-data"), "secrets.json"), "utf8"));
    const ask = (path: string) =>
      fetch(`http://127.0.0.1:${ports.console}${path}`, { headers: { authorization: `Bearer ${admin.token}` } });
    await until("it is ready", async () => (await ask("/readyz")).status === 200, 60_000).catch(async (error) => {
      throw new Error(`${error}\n${await (await ask("/readyz")).text()}\n${logs()}`);
    });
    await until(
      "the level is good",
      async () => /"quality":"good"/.test(await (await ask("/api/v1/sites")).text()),
      60_000,
    );
  });

  test.each(["console", "ingest"] as const)("the health check of %s succeeds", async (name) => {
    const [, node = "", option = "", script = ""] = service(name).healthcheck?.test ?? [];
    expect([node, option]).toEqual(["node", "-e"]);
    const own = script.replace(/:84\d\d/, `:${ports[name]}`);
    const code = await new Promise((resolve) => spawn(process.execPath, [option, own]).once("exit", resolve));
    expect(code).toBe(0);
  });

  test("prepared again, nothing that is there is made anew", () => {
    const secret = join(compose.volume("influx-secrets"), "token");
    const key = join(compose.volume("gateway-data"), "keys/peilmeter.pem");
    const before = [secret, key].map((path) => readFileSync(path, "utf8"));
    prepare();
    expect([secret, key].map((path) => readFileSync(path, "utf8"))).toEqual(before);
  });

  test("the embedded Grafana finds token and password in the secrets of the instance beside it", () => {
    const [shell = "", option = "", script = ""] = service("embedded-grafana").entrypoint ?? [];
    const place = join(folder, "grafana");
    mkdirSync(place);
    writeFileSync(join(place, "run.sh"), 'printf "%s" "$GF_SECURITY_ADMIN_PASSWORD"\n', { mode: 0o755 });
    const own = script
      .replaceAll("$$", "$")
      .replaceAll("/embedded/", `${compose.volume("console-data")}/`)
      .replaceAll("/run/secrets/", `${place}/`)
      .replaceAll("/run.sh", `sh ${place}/run.sh`);
    const password = execFileSync(shell, [option, own], { encoding: "utf8" });
    const { admin } = JSON.parse(readFileSync(join(compose.volume("console-data"), "secrets.json"), "utf8"));
    expect(password).toBe(admin.password);
    expect(readFileSync(join(place, "homeostat-token"), "utf8").trim()).toBe(admin.token);
    expect(existsSync(join(compose.volume("grafana-secrets"), "influxdb-token"))).toBe(true);
  });
});
