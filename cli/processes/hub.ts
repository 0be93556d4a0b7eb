import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type RunningBroker, startBroker } from "../../broker/io/aedes.ts";
import type { Role } from "../../broker/policy.ts";
import { ioClock } from "../../core/io/clock.ts";
import { fileDisk } from "../../core/io/disk.ts";
import { sha256 } from "../../core/io/hash.ts";
import { loadSigner, verifierOf } from "../../core/io/keys.ts";
import { mqttLink } from "../../core/io/link.ts";
import { systemRng } from "../../core/io/rng.ts";
import type { Link } from "../../core/ports/link.ts";
import { type Ingest, start as startIngest } from "../../ingest/app.ts";
import { ingestConfigSchema } from "../../ingest/config.ts";
import { openDuckdb } from "../../ingest/stores/duckdb/io/open.ts";
import { type Region, start as startRegion } from "../../rules/region/app.ts";
import { openJournal } from "../../rules/region/journal.ts";
import { type ProcessSpec, runProcess } from "../io/child.ts";
import { Closing } from "../io/closing.ts";
import { startConsole } from "../io/console.ts";
import { type DataDirectory, dataDirectory } from "../io/data-directory.ts";
import { type Scene, sceneOf } from "../io/scene.ts";
import { loadSecrets, type Secrets } from "../io/secrets.ts";

/** What every part of a hub is made from. */
interface Hub {
  readonly spec: ProcessSpec;
  readonly scene: Scene;
  readonly data: DataDirectory;
  readonly secrets: Secrets;
  readonly parts: Closing;
  readonly link: (name: string) => Link;
}

/** Broker, ingest, region and HTTP in one process: everything of an instance that no site needs to stay alive. */
runProcess<ProcessSpec>(async (spec, report) => {
  const scene = sceneOf(spec);
  const data = dataDirectory(spec.data);
  const parts = new Closing();
  const roles = rolesOf(scene);
  const secrets = loadSecrets(
    data.secrets,
    roles.map(([name]) => name),
  );
  const broker = parts.use(await openBroker(spec, scene, roles, secrets));
  const link = (name: string): Link =>
    mqttLink({ url: `mqtt://${spec.mqtt.host}:${broker.port}`, username: name, password: secrets.mqtt[name] ?? "" });
  const hub: Hub = { spec, scene, data, secrets, parts, link };
  const { ingest, store } = await openIngest(hub);
  const region = await openRegion(hub);
  const server = parts.use(
    await startConsole({
      spec,
      region: scene.region,
      link: link("console"),
      clocks: scene.clocks,
      store,
      secrets,
      operator: await loadSigner(join(data.keys, "operator.pem")),
      sites: verifierOf([publicKey(data, scene.site)]),
      accessFile: data.access,
      worldFile: scene.worldFile,
      books: (name) => ingest.books(name),
      ready: () => readiness(broker, ingest, region),
    }),
  );
  report({ kind: "ready", details: { http: server.port, mqtt: broker.port, loginPath: server.loginLink() } });
  void server.firstReading.then(() => report({ kind: "first-reading" }));
  return parts;
});

type Roles = readonly (readonly [string, Role])[];

function rolesOf({ site, regionFile }: Scene): Roles {
  const always: Roles = [
    [site, "site"],
    ["ingest", "ingest"],
    ["console", "console"],
  ];
  return regionFile === undefined ? always : [...always, ["region", "region"]];
}

function openBroker(spec: ProcessSpec, { region }: Scene, roles: Roles, secrets: Secrets): Promise<RunningBroker> {
  const { username, password } = secrets.mqttUser;
  const reader = { identity: { role: "reader" as const, name: username, region }, password };
  const credentials = roles.map(([name, role]) => ({
    identity: { role, name, region },
    password: secrets.mqtt[name] ?? "",
  }));
  return startBroker({ ...spec.mqtt, credentials: [...credentials, reader], onRefused: say });
}

async function openIngest({ scene, data, parts, link }: Hub) {
  const directory = join(data.hub, "ingest");
  mkdirSync(directory, { recursive: true });
  const store = openDuckdb({ path: data.store }, ioClock, {
    onRestart: (reason) => say("store", reason),
    onSetAside: (detail) => say("store", detail),
  });
  const ingest = parts.use(
    await startIngest(ingestConfigSchema.parse({ regions: [scene.region] }), {
      link: scene.heard(link("ingest")),
      store,
      clocks: scene.clocks,
      rng: systemRng,
      disk: fileDisk(directory),
      signer: await loadSigner(join(data.keys, "ingest.pem")),
      sha256,
    }),
  );
  return { ingest, store };
}

async function openRegion({ scene, data, parts, link }: Hub): Promise<Region | undefined> {
  if (scene.regionFile === undefined) return undefined;
  mkdirSync(data.region, { recursive: true });
  const disk = fileDisk(data.region);
  return parts.use(
    await startRegion(
      { hostId: "region", file: scene.regionFile },
      {
        link: link("region"),
        disk,
        clocks: scene.clocks,
        rng: systemRng,
        ingestKeys: verifierOf([publicKey(data, "ingest")]),
        notify: await openJournal(disk),
      },
    ),
  );
}

function readiness(broker: RunningBroker, ingest: Ingest, region: Region | undefined) {
  const { store, trouble } = ingest.status();
  const always = [
    { part: "broker", ok: true, detail: `${broker.connections} connections` },
    { part: "store", ok: store === "open", detail: trouble ?? "open" },
  ];
  if (region === undefined) return always;
  const { link, trouble: detail = "connected" } = region.status();
  return [...always, { part: "region", ok: link === "connected", detail }];
}

function publicKey(data: DataDirectory, owner: string): string {
  return readFileSync(join(data.keys, `${owner}.pem.pub`), "utf8");
}

function say(what: string, detail: string): void {
  process.stderr.write(`homeostat hub: ${what}: ${detail}\n`);
}
