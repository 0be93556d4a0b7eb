import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCertificates } from "../support/certificates.ts";
import { freshDirectory, type Instance, startInstance } from "../support/instance.ts";
import { type RunningMosquitto, startMosquitto } from "../support/mosquitto.ts";
import { homeostat } from "../support/running.ts";

describe("`homeostat doctor` of a running instance", () => {
  let instance: Instance;
  let report: string;
  beforeAll(async () => {
    instance = await startInstance({ data: freshDirectory() });
    report = join(instance.data, "../report.json");
  });
  afterAll(async () => {
    await instance?.stop();
    rmSync(join(instance.data, ".."), { recursive: true, force: true });
  });

  test("finds it well, and writes a report for its owner alone without one of its secrets", async () => {
    const { code, stdout, stderr } = await homeostat(
      ...["doctor", "--data", instance.data, "--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", "--out", report],
    );
    expect(stdout).toContain("✓ running: store is ready: open");
    expect(stdout).toContain("✓ secrets: ");
    expect(`${stdout}${stderr}`).not.toContain("✕");
    expect(code).toBe(0);
    expect(statSync(report).mode & 0o777).toBe(0o600);
    const text = readFileSync(report, "utf8");
    const { admin, mqttUser, mqtt, world } = JSON.parse(readFileSync(join(instance.data, "secrets.json"), "utf8"));
    const secrets = [admin.password, admin.token, mqttUser.password, ...Object.values<string>(mqtt), world];
    expect(secrets.filter((secret) => text.includes(secret) || stdout.includes(secret))).toEqual([]);
    const { spools, metrics, versions } = JSON.parse(text);
    expect(spools[0]).toMatchObject({ site: "gemaal-oostpolder" });
    expect(metrics.length).toBeGreaterThan(10);
    expect(versions.node).toBe(process.version);
  });

  test("names a secret that others may read, a port that somebody else has, and ends with 1", async () => {
    const key = join(instance.data, "keys/ingest.pem");
    chmodSync(key, 0o644);
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as { port: number };
    const empty = join(instance.data, "../empty");
    const words = ["doctor", "--http", `127.0.0.1:${port}`, "--mqtt", "127.0.0.1:0"];
    const [own, fresh] = await Promise.all([
      homeostat(...words, "--data", instance.data),
      homeostat(...words, "--data", empty),
    ]);
    other.close();
    chmodSync(key, 0o600);
    expect(own.code).toBe(1);
    expect(own.stdout).toContain(`✕ secrets: ${key} has mode 0644`);
    expect(fresh.code).toBe(1);
    expect(fresh.stdout).toContain(`✕ port: 127.0.0.1:${port} (--http) is used by another program`);
  });
});

describe("`homeostat doctor` of a process beside a broker with TLS", () => {
  let folder: string;
  let mosquitto: RunningMosquitto;
  beforeAll(async () => {
    folder = makeCertificates(["broker=localhost,127.0.0.1", "ingest"]);
    makeCertificates(["late"], { folder, days: -1 });
    const secrets = join(folder, "secrets");
    mosquitto = await startMosquitto({ tls: { secrets, name: "broker" }, acl: "user ingest\ntopic read #\n" });
  });
  afterAll(async () => {
    await mosquitto?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What is said of an ingest that shows the certificate of `name`. */
  async function said(name: string) {
    const place = mkdtempSync(join(tmpdir(), "homeostat-doctor-"));
    mkdirSync(join(place, "data"), { mode: 0o700 });
    const file = join(place, "ingest.yaml");
    const broker = `{ url: "mqtts://localhost:${mosquitto.port}", credentialFile: ${folder}/secrets/${name}.json }`;
    writeFileSync(file, `homeostat: 1\nkind: ingest\ningest: { regions: [r] }\nbroker: ${broker}\n`);
    const finished = await homeostat("doctor", "--data", join(place, "data"), "--config", file);
    rmSync(place, { recursive: true });
    return finished;
  }

  test("comes in with a certificate that is valid", async () => {
    const { code, stdout } = await said("ingest");
    expect(stdout).toContain(`✓ broker: mqtts://localhost:${mosquitto.port} answers`);
    expect(stdout).toMatch(/certificate: .*ingest\.crt expires at/);
    expect(code).toBe(0);
  });

  test("says of an expired one that it is, and that the broker does not take it", async () => {
    const { code, stdout } = await said("late");
    expect(stdout).toMatch(/✕ certificate: .*late\.crt has expired at .*\n {4}have a new one made in its place/);
    expect(stdout).toMatch(/✕ broker: mqtts:.*: the broker says that our certificate has expired/);
    expect(code).toBe(1);
  });
});
