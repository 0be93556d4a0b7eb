import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import type { DoorFacts } from "../doctor/facts.ts";
import type { DoctorOptions, DoctorPorts } from "../doctor/io/gather.ts";
import { examine } from "./doctor.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An installation of these files, by path; `mode` is that of each. */
function installation(files: Readonly<Record<string, string>>, mode = 0o600): string {
  const folder = mkdtempSync(join(tmpdir(), "doctor-"));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { mode });
  }
  return folder;
}

const roomy = { free: 5e9, total: 1e10 };

/** A world that answers, unless told otherwise; `says` is in all that it says. */
function ports({
  says = "fine",
  door = "free",
  ...given
}: Partial<DoctorPorts> & { says?: string; door?: DoorFacts["state"] } = {}): DoctorPorts {
  return {
    now: Date.now(),
    space: () => roomy,
    reach: {
      door: async (of, address) => ({ of, address, state: door }),
      broker: async (_file, { url }) => ({ what: url, trouble: `refused: ${says}` }),
      server: async (what) => ({ what, trouble: `status 500: ${says}` }),
      running: async () => ({
        parts: [{ part: "store", ok: false, detail: `it says ${says}` }],
        events: [{ text: says, [says]: true }],
        metrics: [`broken{why="${says}"} 1`],
      }),
    },
    ...given,
  };
}

const options = (folder: string, more: Partial<DoctorOptions> = {}): DoctorOptions => ({
  data: join(folder, "data"),
  config: [],
  http: "127.0.0.1:8420",
  mqtt: "127.0.0.1:1883",
  ...more,
});

const site = (broker: string): string => `homeostat: 1
kind: site
site: { id: gemaal, region: lage-landen, name: Gemaal, commons: [water], timeZone: Europe/Amsterdam }
uplink: { brokers: [{ url: ${broker}, credentialFile: secrets/gemaal.json }] }
buses: { line: { port: sim:polder/drives } }
devices: { gauge: { driver: modbus, bus: line, unitId: 11, map: keller-level } }
variables: {}
charter: { version: 1, ranges: {}, reflexes: {}, alarms: {} }
`;

describe("the bundle holds no secret", () => {
  const secret = fc
    .string({ minLength: 8, maxLength: 40 })
    .filter((text) => text.trim() === text && /[^a-z ]/i.test(text));
  const hex = fc.string({ unit: fc.constantFrom(..."0123456789abcdef".split("")), minLength: 48, maxLength: 48 });

  test("whatever the secrets are, wherever they lie, sound or broken, and whoever repeats them", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(secret, secret, secret, secret, secret, secret, secret, secret),
        fc.tuple(hex, hex, hex, hex),
        fc.boolean(),
        async (texts, hexes, broken) => {
          const [password, token, pem, key, authority, yamlPassword, inAddress, control] = texts;
          const [admin, adminToken, mqtt, world] = hexes;
          const secrets = JSON.stringify({
            admin: { username: "admin", password: admin, token: adminToken },
            mqttUser: { username: "reader", password: mqtt },
            mqtt: { ingest: mqtt },
            world,
          });
          const cut = (text: string): string => (broken ? text.slice(0, -1) : text);
          const folder = installation({
            "data/secrets.json": cut(secrets),
            "data/keys/gemaal.pem": `-----BEGIN PRIVATE KEY-----\n${pem}\n-----END PRIVATE KEY-----\n`,
            "data/hub/access.json": JSON.stringify({ links: [{ digest: admin, until: 1 }], sessions: [] }),
            "data/users.json": JSON.stringify({ users: [{ name: "anna", hash: control }], tokens: [] }),
            "data/world/gemaal/control.token": control,
            "site.yaml": broken
              ? `${site(JSON.stringify(`mqtt://user:${inAddress}@host`))}password: ${JSON.stringify(yamlPassword)}\n`
              : site("mqtt://broker.example:1883"),
            "ingest.yaml": `homeostat: 1
kind: ingest
ingest: { regions: [lage-landen] }
broker: { url: "mqtts://broker.example", credentialFile: secrets/gemaal.json }
store: { influx2: { url: "http://127.0.0.1:8086", org: o, bucket: b, credentialFile: secrets/store.json } }
`,
            "secrets/gemaal.json": cut(
              JSON.stringify({ username: "gemaal", password, certFile: "g.crt", keyFile: "g.key" }),
            ),
            "secrets/store.json": cut(JSON.stringify({ token })),
            "secrets/g.key": `-----BEGIN EC PRIVATE KEY-----\n${key}\n`,
            "secrets/g.crt": "no certificate",
            "secrets/ca.key": authority,
          });
          const said = [password, token, pem, key, authority, control, ...hexes].join(" ");
          const { bundle, words } = await examine(options(folder, { config: [folder] }), ports({ says: said }));
          const told = `${JSON.stringify(bundle)}${words}`;
          for (const planted of [...texts, ...hexes]) {
            expect(told).not.toContain(planted);
            expect(told).not.toContain(JSON.stringify(planted).slice(1, -1));
          }
          expect(told).toContain("(secret)");
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
  });
});

describe("what is wrong is said, with what to do", () => {
  /** The faults and notes of an installation, each as its words. */
  const complaints = async (given: DoctorOptions, world: DoctorPorts): Promise<string> => {
    const { words } = await examine(given, world);
    return words.split("\n✓")[0] ?? "";
  };

  test("nothing, when all is well", async () => {
    const folder = installation({ "data/keys/ingest.pem": "a key" });
    const { words, sound } = await examine(options(folder), ports());
    expect(sound).toBe(true);
    expect(words).toMatch(/^(✓ .*\n)+$/);
  });

  test("a secret that others may read", async () => {
    const folder = installation({ "data/keys/ingest.pem": "a key" }, 0o644);
    const said = await complaints(options(folder), ports());
    expect(said).toContain("ingest.pem has mode 0644: others than its owner may use it");
    expect(said).toContain(`chmod 600 ${folder}/data/keys/ingest.pem`);
  });

  test("a full disk", async () => {
    const folder = installation({ "data/keys/ingest.pem": "a key" });
    const said = await complaints(options(folder), ports({ space: () => ({ free: 3e7, total: 1e10 }) }));
    expect(said).toContain("✕ disk: 30 MB of 10000 MB are free");
    expect(said).toContain("make room");
  });

  test.each([["behind the files it wrote itself", Date.now() - 3 * 86_400_000, /it is behind\n.*set the clock/]])(
    "a clock that is %s",
    async (_how, at, expected) => {
      const folder = installation({ "data/keys/ingest.pem": "a key" });
      expect(await complaints(options(folder), ports({ now: at }))).toMatch(expected);
    },
  );

  test("a clock that is far from that of the store", async () => {
    const folder = installation({
      "ingest.yaml": `homeostat: 1
kind: ingest
ingest: { regions: [lage-landen] }
broker: { url: "mqtts://broker.example", credentialFile: ingest.json }
store: { influx1: { url: "http://influx.example:8086" } }
`,
    });
    const world = ports();
    const reach = { ...world.reach, server: async (what: string) => ({ what, ahead: 90_000 }) };
    const said = await complaints(options(folder, { config: [folder] }), { ...world, reach });
    expect(said).toContain("it is 90 s behind the clock of http://influx.example:8086");
  });

  test("a busy port, unless it is our own", async () => {
    const folder = installation({ "data/keys/ingest.pem": "a key" });
    const said = await complaints(options(folder), ports({ door: "foreign" }));
    expect(said).toContain("127.0.0.1:8420 (--http) is used by another program");
    expect(said).toContain("choose another address for --http");
    expect(await complaints(options(folder), ports({ door: "homeostat" }))).toContain("used by another homeostat");
  });

  test("a configuration with faults, a serial port that is not there, a credential that is none", async () => {
    const folder = installation({
      "site.yaml": site("mqtt://broker.example").replace("sim:polder/drives", "/dev/serial/by-id/none"),
      "region.yaml": "kind: region\nhomeostat: 1\n",
      "secrets/gemaal.json": "{",
    });
    const said = await complaints(options(folder, { config: [folder] }), ports());
    expect(said).toContain("bus line: there is no /dev/serial/by-id/none");
    expect(said).toMatch(/region\.yaml has \d+ faults, the first in line 1\n.*homeostat check .*region\.yaml/);
    expect(said).toContain("gemaal.json is not a credential in JSON");
  });

  test("a file of users that others may read, wherever the console's file names it", async () => {
    const users = join(installation({ "users.json": "{}" }, 0o640), "users.json");
    const folder = installation({
      "console.yaml": `homeostat: 1
kind: console
console: { region: lage-landen, usersFile: ${users} }
broker: { url: "mqtts://broker.example", credentialFile: console.json }
store: { url: "http://influx.example:8086" }
sites: {}
`,
    });
    const said = await complaints(options(folder, { config: [folder] }), ports());
    expect(said).toContain(`${users} has mode 0640`);
  });

  test("addresses and names of secret files do not travel with the effective configuration", async () => {
    const folder = installation({ "site.yaml": site("mqtt://broker.example"), "secrets/gemaal.json": "{}" });
    const { bundle } = await examine(options(folder, { config: [join(folder, "site.yaml")] }), ports());
    const { configuration } = bundle as { configuration: readonly { effective: { uplink: object; spool: object } }[] };
    expect(configuration[0]?.effective.uplink).toMatchObject({
      brokers: [{ url: "(redacted)", credentialFile: "(redacted)" }],
    });
    expect(configuration[0]?.effective.spool).toMatchObject({ commit: "1s" });
  });
});

describe("what runs", () => {
  test("is known by its own addresses, at which nobody knocks", async () => {
    const running = { pid: process.pid, http: "http://127.0.0.1:9999", mqtt: "mqtt://127.0.0.1:9998" };
    const folder = installation({ "data/running.json": JSON.stringify(running) });
    const { words } = await examine(options(folder), ports({ door: "foreign" }));
    expect(words).toContain("✓ port: 127.0.0.1:9999 (--http) is used by the homeostat that runs");
    expect(words).toContain("✓ port: 127.0.0.1:9998 (--mqtt) is used by the homeostat that runs");
    expect(words).not.toContain(":8420");
    expect(words).toContain("store is not ready");
  });

  test("on another data directory is not asked how it is", async () => {
    const { words } = await examine(options(installation({ "data/x": "" })), ports({ door: "homeostat" }));
    expect(words).toContain("✕ port: 127.0.0.1:8420 (--http) is used by another homeostat");
    expect(words).not.toContain("running:");
  });
});
