import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { systemClocks } from "../../core/io/clock.ts";
import { fileDisk } from "../../core/io/disk.ts";
import { sha256 } from "../../core/io/hash.ts";
import { verifierOf } from "../../core/io/keys.ts";
import { mqttLink } from "../../core/io/link.ts";
import { systemRng } from "../../core/io/rng.ts";
import type { Reading } from "../../core/reading.ts";
import { definitionHash } from "../../core/wire/canonical.ts";
import type { Definition } from "../../core/wire/definition.ts";
import { openEnvelope } from "../../core/wire/envelope.ts";
import { storedSchema } from "../../core/wire/stored.ts";
import { type Delivery, openDelivery } from "../../gateway/session/delivery.ts";
import { dictionaryOf } from "../../gateway/spool/dictionary.ts";
import { BenchChild } from "../child.ts";
import { deadPort } from "../gateway/prepare.ts";
import { passwordOf, region, siteIds } from "../ingest/load.ts";
import type { HubAnswer, HubOrder, HubStart } from "../ingest/orders.ts";
import { type Figure, inTurn } from "../result.ts";

const runs = 3;
const devices = 10;
const perDevice = 50;

/** Seconds of an outage in which every variable is read once a second. */
const outage = 600;
const readings = outage * devices * perDevice;

/** The devices of one site, each with as many variables. */
function definitionOf(site: string): Definition {
  const variables = Array.from({ length: devices * perDevice }, (_, index) => {
    const device = `device-${Math.floor(index / perDevice) + 1}`;
    return {
      device,
      variable: `variable-${(index % perDevice) + 1}`,
      type: "Double",
      unit: "m",
      commons: "water",
    } as const;
  });
  return { site, variables };
}

/** A gateway's delivery that finds its spool full and the broker back: readings a second until ingest has them durable. */
export async function spoolDrain(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), "homeostat-bench-"));
  try {
    await using hub = new BenchChild<HubAnswer>("./ingest/hub/main", {
      subscriber: "ingest",
      directory,
      perMessage: perDevice,
    } satisfies HubStart);
    const { port } = await hub.next("ready");
    const ingestKey = readFileSync(join(directory, "ingest.pem.pub"), "utf8");
    const dead = await deadPort();
    let round = 0;
    let folder = "";
    const ours = async (): Promise<number> => {
      const site = siteIds[round % siteIds.length] ?? siteIds[0];
      folder = join(directory, `gateway-${round}`);
      round += 1;
      mkdirSync(folder);
      const filling = await open({ site, folder, port: dead, ingestKey });
      await fill(filling, site);
      await filling.close("clean");
      const started = performance.now();
      const draining = await open({ site, folder, port, ingestKey });
      await hub.next("arrived", (answer) => answer.readings === round * readings);
      const took = performance.now() - started;
      await draining.close("clean");
      return (readings / took) * 1_000;
    };
    const peer = async (): Promise<number> => rawRead(join(folder, "spool"));
    const words = { name: "spool/drain", unit: "readings/s", peer: "raw read of the same files" };
    const figure = await inTurn({ ...words, lowerIsBetter: false }, runs, { ours, peer });
    hub.order({ kind: "audit", readings: round * readings } satisfies HubOrder);
    await hub.next("audited");
    return [figure];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Opening {
  readonly site: string;
  readonly folder: string;
  readonly port: number;
  /** The public key of ingest. */
  readonly ingestKey: string;
}

function open({ site, folder, port, ingestKey }: Opening): Promise<Delivery> {
  const link = () => mqttLink({ url: `mqtt://127.0.0.1:${port}`, username: site, password: passwordOf(site) });
  const definition = definitionOf(site);
  const verifier = verifierOf([ingestKey]);
  return openDelivery({
    config: {
      region,
      site,
      clientName: site,
      spool: { size: 4e9, commit: 50, reserve: 0.05, whenFull: "drop-oldest" },
      publish: "at-once",
      deadbands: new Map(),
      silentAfter: 30_000,
      restartGap: false,
    },
    ports: { disk: fileDisk(folder), sparkplugLink: link(), ownLink: link(), clocks: systemClocks, rng: systemRng },
    dictionary: () => dictionaryOf(definition, definitionHash(definition, sha256)),
    properties: () => new Map(),
    openStored: (payload) => {
      const opened = openEnvelope(payload, { type: "stored", schema: storedSchema, verifier });
      return opened.ok ? opened.value.message : undefined;
    },
    onCommand: () => undefined,
    onNonce: () => undefined,
  });
}

/** An outage's readings, ending now. */
async function fill(delivery: Delivery, site: string): Promise<void> {
  const paths = definitionOf(site).variables.map(({ device, variable }) => `${device}/${variable}`);
  const from = Date.now() - outage * 1_000;
  for (let second = 0; second < outage; second += 1) {
    const measuredAt = from + second * 1_000;
    delivery.record(
      paths.map((path, index): Reading => {
        const value = ((second + index * 31) % 1_000) / 8;
        return { path, measuredAt, value, quality: "good", reasons: [], origin: "measured" };
      }),
    );
    await turn();
  }
}

function rawRead(folder: string): number {
  const started = performance.now();
  for (const name of readdirSync(folder)) readFileSync(join(folder, name));
  return (readings / (performance.now() - started)) * 1_000;
}
