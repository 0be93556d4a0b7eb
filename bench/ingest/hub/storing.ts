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
import { type Ingest, start } from "../../../ingest/app.ts";
import { ingestConfigSchema } from "../../../ingest/config.ts";
import { openDuckdb } from "../../../ingest/stores/duckdb/io/open.ts";
import { passwordOf, region } from "../load.ts";
import { type HubStart, tell } from "../orders.ts";
import { audit, watchStored } from "./audit.ts";
import type { Subscriber } from "./subscriber.ts";

/** ms between two looks. */
const lookEvery = 5;

/** The load waits while more than this share of ingest's queue is before the store: beyond the whole of it, ingest drops. */
const mostOfQueue = 0.5;

/** Ingest as `up` starts it: its defaults, its store in a child process, everything durable before it counts. */
export async function startStoring({ directory }: HubStart, port: number): Promise<Subscriber> {
  const link = (name: string): Link =>
    mqttLink({ url: `mqtt://127.0.0.1:${port}`, username: name, password: passwordOf(name) });
  const config = ingestConfigSchema.parse({ regions: [region] });
  const store = openDuckdb({ path: join(directory, "store.duckdb") }, ioClock);
  const signer = await generateKey(join(directory, "ingest.pem"));
  mkdirSync(join(directory, "ingest"));
  const said = await watchStored(link("reader"), verifierOf([signer.publicPem]));
  const ingest = await start(config, {
    link: link("ingest"),
    store,
    clocks: systemClocks,
    rng: systemRng,
    disk: fileDisk(join(directory, "ingest")),
    signer,
    sha256,
  });
  while (ingest.status().link !== "connected") await pause(lookEvery);
  keepPace(ingest, config.queueRows * mostOfQueue);
  return {
    arrived: (readings) => arrived(ingest, readings),
    audit: (readings) => audit(store, said, readings),
  };
}

function keepPace(ingest: Ingest, most: number): void {
  let paused = false;
  setInterval(() => {
    const tooMuch = ingest.status().waiting > most;
    if (tooMuch !== paused) tell({ kind: "pace", paused: tooMuch });
    paused = tooMuch;
  }, lookEvery);
}

/** All of them durable by the register, and none dropped or refused. */
async function arrived(ingest: Ingest, readings: number): Promise<void> {
  for (;;) {
    const { dropped, quarantined, trouble } = ingest.status();
    if (dropped + quarantined > 0) throw new Error(`${dropped} messages dropped, ${quarantined} quarantined`);
    if (trouble !== undefined) throw new Error(trouble);
    const boots = ingest.books().flatMap((site) => site.boots);
    const stored = boots.reduce((sum, boot) => sum + boot.stored, 0);
    if (stored > readings) throw new Error(`${stored} readings stored and ${readings} sent`);
    if (stored === readings) return;
    await pause(lookEvery);
  }
}
