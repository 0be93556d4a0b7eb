import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ioClock, systemClocks } from "../../../core/io/clock.ts";
import { fileDisk } from "../../../core/io/disk.ts";
import { sha256 } from "../../../core/io/hash.ts";
import { generateKey, verifierOf } from "../../../core/io/keys.ts";
import { mqttLink } from "../../../core/io/link.ts";
import { systemRng } from "../../../core/io/rng.ts";
import type { Link } from "../../../core/ports/link.ts";
import { start } from "../../../ingest/app.ts";
import { ingestConfigSchema } from "../../../ingest/config.ts";
import type { Ingest } from "../../../ingest/ports.ts";
import { openDuckdb } from "../../../ingest/stores/duckdb/io/open.ts";
import { openInflux1 } from "../../../ingest/stores/influx1/io/open.ts";
import { passwordOf, region } from "../load.ts";
import type { HubStart } from "../orders.ts";
import { audit, watchStored } from "./audit.ts";
import type { Subscriber } from "./subscriber.ts";

/** ms between two looks. */
const lookEvery = 5;

/** Ingest with its defaults, its store in another process, everything durable before it counts. */
export async function startStoring({ directory, influx }: HubStart, port: number): Promise<Subscriber> {
  const link = (name: string): Link =>
    mqttLink({ url: `mqtt://127.0.0.1:${port}`, username: name, password: passwordOf(name) });
  mkdirSync(join(directory, "ingest"));
  const disk = fileDisk(join(directory, "ingest"));
  const store =
    influx === undefined
      ? openDuckdb({ path: join(directory, "store.duckdb") }, ioClock)
      : openInflux1(
          { id: "ingest", url: influx, database: "homeostat" },
          { disk, rng: systemRng, world: systemClocks.world },
        );
  const signer = await generateKey(join(directory, "ingest.pem"));
  const said = await watchStored(link("reader"), verifierOf([signer.publicPem]));
  const ingest = await start(ingestConfigSchema.parse({ regions: [region] }), {
    link: link("ingest"),
    store,
    clocks: systemClocks,
    rng: systemRng,
    disk,
    signer,
    sha256,
  });
  while (ingest.status().link !== "connected") await pause(lookEvery);
  return {
    arrived: () => arrived(ingest),
    audit: (readings) => audit(store, said, readings),
  };
}

/** What is durable by the register, as long as nothing was dropped or refused. */
function arrived(ingest: Ingest): number {
  const { dropped, quarantined, trouble } = ingest.status();
  if (dropped + quarantined > 0) throw new Error(`${dropped} messages dropped, ${quarantined} quarantined`);
  if (trouble !== undefined) throw new Error(trouble);
  const boots = ingest.books().flatMap((site) => site.boots);
  return boots.reduce((sum, boot) => sum + boot.stored, 0);
}
