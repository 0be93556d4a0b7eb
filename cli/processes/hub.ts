import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startBroker } from "../../broker/io/aedes.ts";
import type { Role } from "../../broker/policy.ts";
import { acceleratedClock, ioClock } from "../../core/io/clock.ts";
import { fileDisk } from "../../core/io/disk.ts";
import { sha256 } from "../../core/io/hash.ts";
import { loadSigner, verifierOf } from "../../core/io/keys.ts";
import { mqttLink } from "../../core/io/link.ts";
import { systemRng } from "../../core/io/rng.ts";
import { start as startIngest } from "../../ingest/app.ts";
import { ingestConfigSchema } from "../../ingest/config.ts";
import { openDuckdb } from "../../ingest/stores/duckdb/io/open.ts";
import { start as startRegion } from "../../rules/region/app.ts";
import { openJournal } from "../../rules/region/journal.ts";
import { runProcess } from "../io/child.ts";
import { Closing } from "../io/closing.ts";
import { startConsole } from "../io/console.ts";
import { dataDirectory } from "../io/data-directory.ts";
import { loadBoth } from "../io/load-both.ts";
import { loadSecrets } from "../io/secrets.ts";

/** Broker, ingest, region and HTTP in one process: everything of `up` that no site needs to stay alive. */
runProcess(async (spec, report) => {
  const data = dataDirectory(spec.data);
  const { site, region } = loadBoth(spec.config);
  const siteId = site.file.site.id;
  const roles: readonly (readonly [string, Role])[] = [
    [siteId, "site"],
    ["ingest", "ingest"],
    ["region", "region"],
    ["console", "console"],
  ];
  const secrets = loadSecrets(
    data.secrets,
    roles.map(([name]) => name),
  );
  const publicKey = (name: string): string => readFileSync(join(data.keys, `${name}.pem.pub`), "utf8");
  const clocks = { io: ioClock, world: acceleratedClock(spec.time) };
  const parts = new Closing();
  const reader = {
    identity: { role: "reader" as const, name: secrets.mqttUser.username, region: region.file.region.id },
    password: secrets.mqttUser.password,
  };
  const credentials = roles.map(([name, role]) => ({
    identity: { role, name, region: region.file.region.id },
    password: secrets.mqtt[name] ?? "",
  }));
  const broker = parts.use(await startBroker({ ...spec.mqtt, credentials: [...credentials, reader], onRefused: say }));
  const link = (name: string) =>
    mqttLink({ url: `mqtt://${spec.mqtt.host}:${broker.port}`, username: name, password: secrets.mqtt[name] ?? "" });
  for (const directory of [data.hub, data.region, join(data.hub, "ingest")]) mkdirSync(directory, { recursive: true });
  const store = openDuckdb({ path: data.store }, ioClock, {
    onRestart: (reason) => say("store", reason),
    onSetAside: (detail) => say("store", detail),
  });
  const ingest = parts.use(
    await startIngest(ingestConfigSchema.parse({ regions: [region.file.region.id] }), {
      link: link("ingest"),
      store,
      clocks,
      rng: systemRng,
      disk: fileDisk(join(data.hub, "ingest")),
      signer: await loadSigner(join(data.keys, "ingest.pem")),
      sha256,
    }),
  );
  const regionDisk = fileDisk(data.region);
  const regionHost = parts.use(
    await startRegion(
      { hostId: "region", file: region.file },
      {
        link: link("region"),
        disk: regionDisk,
        clocks,
        rng: systemRng,
        ingestKeys: verifierOf([publicKey("ingest")]),
        notify: await openJournal(regionDisk),
      },
    ),
  );
  const server = parts.use(
    await startConsole({
      spec,
      region: region.file.region.id,
      link: link("console"),
      clocks,
      store,
      secrets,
      operator: await loadSigner(join(data.keys, "operator.pem")),
      sites: verifierOf([publicKey(siteId)]),
      worldFile: data.worldFile,
      books: (name) => ingest.books(name),
      ready: () => [
        { part: "broker", ok: true, detail: `${broker.connections} connections` },
        { part: "store", ok: ingest.status().store === "open", detail: ingest.status().trouble ?? "open" },
        {
          part: "region",
          ok: regionHost.status().link === "connected",
          detail: regionHost.status().trouble ?? "connected",
        },
      ],
    }),
  );
  report({ kind: "ready", details: { http: server.port, mqtt: broker.port, loginPath: server.loginLink() } });
  void server.firstReading.then(() => report({ kind: "first-reading" }));
  return parts;
});

function say(what: string, detail: string): void {
  process.stderr.write(`homeostat hub: ${what}: ${detail}\n`);
}
