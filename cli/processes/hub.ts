import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type RunningBroker, startBroker } from "../../broker/io/aedes.ts";
import type { Role } from "../../broker/policy.ts";
import { ioClock } from "../../core/io/clock.ts";
import { fileDisk } from "../../core/io/disk.ts";
import { makeFolder } from "../../core/io/folders.ts";
import { sha256 } from "../../core/io/hash.ts";
import { commandKeys, loadSigner, verifierOf } from "../../core/io/keys.ts";
import { mqttLink } from "../../core/io/link.ts";
import { systemRng } from "../../core/io/rng.ts";
import type { Link } from "../../core/ports/link.ts";
import type { Store } from "../../core/ports/store.ts";
import type { Verifier } from "../../core/wire/envelope.ts";
import { regionItself } from "../../core/wire/topics.ts";
import { start as startIngest } from "../../ingest/app.ts";
import { ingestConfigSchema } from "../../ingest/config.ts";
import { ingestMetrics } from "../../ingest/metrics.ts";
import { openDuckdb } from "../../ingest/stores/duckdb/io/open.ts";
import { start as startRegion } from "../../rules/region/app.ts";
import { regionMetrics } from "../../rules/region/metrics.ts";
import { openJournal } from "../../rules/region/people/journal.ts";
import type { Region } from "../../rules/region/ports.ts";
import { type ProcessSpec, type ReplaySpec, runProcess } from "../io/child.ts";
import { Closing } from "../io/closing.ts";
import { startConsole } from "../io/console.ts";
import { type DataDirectory, dataDirectory } from "../io/data-directory.ts";
import { openOuterStore } from "../io/outer-store.ts";
import { processMetrics } from "../io/process-metrics.ts";
import { type Scene, sceneOf } from "../io/scene.ts";
import { loadSecrets, type Secrets } from "../io/secrets.ts";
import { storeTrouble } from "../io/store-trouble.ts";
import { logLine } from "../io/streams.ts";
import { watchTrouble } from "../io/watch-trouble.ts";
import type { OuterStore } from "../outer-store.ts";
import { readiness } from "../readiness.ts";

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
  const broker = parts.use(await openBroker(spec, { region: scene.region, roles, secrets }));
  const link = (name: string): Link =>
    mqttLink({ url: `mqtt://${spec.mqtt.host}:${broker.port}`, username: name, password: secrets.mqtt[name] ?? "" });
  const hub: Hub = { spec, scene, data, secrets, parts, link };
  const { ingest, store } = await openIngest(hub);
  const region = await openRegion(hub);
  const server = parts.use(
    await startConsole({
      id: "console",
      http: spec.http,
      region: scene.region,
      link: link("console"),
      clocks: scene.clocks,
      store,
      secrets,
      operator: await loadSigner(join(data.keys, "operator.pem")),
      answerers: new Map([
        ...siteKeys(hub),
        ...(region === undefined ? [] : [[regionItself, verifierOf([publicKey(data, "region")])] as const]),
      ]),
      accessFile: data.access,
      usersFile: data.users,
      ...(spec.kind === "up" ? { publicUrl: spec.publicUrl, frames: spec.frames } : {}),
      worldFiles: scene.worldFiles,
      books: (name) => ingest.books(name),
      ready: async () => readiness(ingest.status(), await storeTrouble(store, scene.clocks), region?.status()),
      metrics: () => [
        ...processMetrics(),
        ...broker.metrics(),
        ...ingestMetrics(ingest),
        ...(region === undefined ? [] : regionMetrics(region.status())),
      ],
    }),
  );
  report({ kind: "ready", details: { http: server.port, mqtt: broker.port, loginPath: server.loginLink() } });
  void server.firstReading.then(() => report({ kind: "first-reading" }));
  return parts;
});

type Roles = readonly (readonly [string, Role])[];

function rolesOf({ sites, regionFile }: Scene): Roles {
  const always: Roles = [...sites.map((site) => [site, "site"] as const), ["ingest", "ingest"], ["console", "console"]];
  return regionFile === undefined ? always : [...always, ["region", "region"]];
}

/** Who may log in at the broker: every role of the region, and its reader. */
interface Members {
  readonly region: string;
  readonly roles: Roles;
  readonly secrets: Secrets;
}

function openBroker(spec: ProcessSpec, { region, roles, secrets }: Members): Promise<RunningBroker> {
  const { username, password } = secrets.mqttUser;
  const reader = { identity: { role: "reader" as const, name: username, region }, password };
  const credentials = roles.map(([name, role]) => ({
    identity: { role, name, region },
    password: secrets.mqtt[name] ?? "",
  }));
  return startBroker({ ...spec.mqtt, credentials: [...credentials, reader], onRefused: say });
}

async function openIngest({ spec, scene, data, parts, link }: Hub) {
  const directory = join(data.hub, "ingest");
  makeFolder(directory);
  const store = storeOf(spec, data);
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
  // Nobody but ingest hears from a store that is not a process of ours.
  if (isOuter(spec))
    parts.use(
      watchTrouble(
        () => ingest.status().trouble,
        (detail) => say("ingest", detail),
      ),
    );
  return { ingest, store };
}

function isOuter(spec: ProcessSpec): spec is ReplaySpec & { readonly store: OuterStore } {
  return spec.kind === "replay" && spec.store !== undefined;
}

function storeOf(spec: ProcessSpec, data: DataDirectory): Store {
  if (isOuter(spec)) return openOuterStore(spec.store, data);
  return openDuckdb({ path: data.store }, ioClock, {
    onRestart: (reason) => say("store", reason),
    onSetAside: (detail) => say("store", detail),
  });
}

async function openRegion({ scene, data, parts, link }: Hub): Promise<Region | undefined> {
  if (scene.regionFile === undefined) return undefined;
  makeFolder(data.region);
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
        commandKeys: commandKeys(publicKey(data, "operator"), publicKey(data, "region")),
        siteKeys: siteKeys({ scene, data }),
        signer: await loadSigner(join(data.keys, "region.pem")),
        notify: await openJournal(disk),
      },
    ),
  );
}

/** Every site's gateway runs here, and its public key lies where it made it: nobody had to hand it over. */
function siteKeys({ scene, data }: Pick<Hub, "scene" | "data">): ReadonlyMap<string, Verifier> {
  return new Map(scene.sites.map((site) => [site, verifierOf([publicKey(data, site)])]));
}

function publicKey(data: DataDirectory, owner: string): string {
  return readFileSync(join(data.keys, `${owner}.pem.pub`), "utf8");
}

function say(what: string, detail: string): void {
  logLine("hub", what, detail);
}
