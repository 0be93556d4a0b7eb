import { join } from "node:path";
import { type Configuration, configurationAt } from "../../cli/io/load-files.ts";
import { siteWorld } from "../../cli/io/site-world.ts";
import { VirtualInstance } from "../../cli/simulate/instance.ts";
import type { ReadText } from "../../core/config/reader.ts";
import { readTextFile } from "../../core/io/files.ts";
import { seededSigner } from "../../core/io/keys.ts";
import { SimDisk } from "../../core/sim/disk.ts";
import { seededRng } from "../../core/sim/rng.ts";
import type { DurationMs, EpochMs } from "../../core/time.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { loadSite } from "../../gateway/site/load-site.ts";
import type { SiteConfig } from "../../gateway/site/schema.ts";
import { type MeasurementName, measurements } from "../../ingest/measurements.ts";
import { MemoryContent, MemoryStore } from "../../ingest/stores/memory/store.ts";
import type { RegionFile } from "../../rules/region/file/schema.ts";
import type { MeasuredRow } from "./influxd.ts";
import { Operator } from "./operator.ts";
import { SimPolder, siteId } from "./sim-polder.ts";
import { symmetricKey } from "./symmetric-key.ts";

const exampleFolder = join(import.meta.dirname, "../../examples/lage-landen");
const names = Object.keys(measurements) as MeasurementName[];
const key = (digit: number) => seededSigner(new Uint8Array(32).fill(digit));
const ingestKey = symmetricKey(key(3), "of the simulated ingest");

/** How often devices are read and sites scan, and what of their files is written otherwise so that they live by it. */
interface Pace {
  readonly scanEvery: DurationMs;
  readonly commitAfterMs: DurationMs;
  readonly site: (text: string) => string;
}

const usualPace: Pace = { scanEvery: 1_000, commitAfterMs: 100, site: (text) => text };

/**
 * A day would take minutes to simulate as it is: everything is read each minute, ages and dead times are longer by as much, and
 * the home whose meter speaks each second has moved out.
 */
export const minutePace: Pace = {
  scanEvery: 60_000,
  commitAfterMs: 60_000,
  site: (text) =>
    text
      .replaceAll(/\bpoll: \d+m?s/g, "poll: 60s")
      .replaceAll(/\bstale: \d+s/g, "stale: 4min")
      .replaceAll(/\bdutyCycle: \dmin/g, "dutyCycle: 15min")
      .replace(/^ +home-01:.*\n/m, ""),
};

/** A stretch of the example's three commons as it is stored, with things that go wrong. */
export interface SimulatedCommons {
  readonly rows: readonly MeasuredRow[];
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * Water, energy and air of one region for so long, on virtual time, through the real gateways and the real ingest. The polder
 * loses its mains, then a gauge, then its gateway for a while, and its operator sets a pump; at the end the school falls silent.
 */
export async function simulatedCommons(lasts: DurationMs, pace: Pace = usualPace): Promise<SimulatedCommons> {
  const from = Date.UTC(2026, 5, 1, 6);
  const water = await polderRows(from, lasts, pace);
  const others = await otherRows(from, lasts, pace);
  return { rows: [...water, ...others], from, to: from + lasts };
}

function stored(content: MemoryContent): readonly MeasuredRow[] {
  return names.flatMap((measurement) => content.rows(measurement).map((row) => ({ measurement, ...row })));
}

async function polderRows(begin: EpochMs, lasts: DurationMs, pace: Pace): Promise<readonly MeasuredRow[]> {
  const polder = new SimPolder(5, { begin, ...pace, ingestKey });
  await polder.during(polder.begin());
  const operator = new Operator(polder);
  await operator.begin();
  await polder.pass(lasts * 0.15);
  polder.world.fault("io", { kind: "mains", until: polder.scheduler.now + 0.1 * lasts });
  await polder.pass(lasts * 0.25);
  polder.world.fault("gauge-in-a", { kind: "unplug", until: polder.scheduler.now + 0.1 * lasts });
  await polder.pass(lasts * 0.15);
  await operator.order({
    purpose: "override",
    actuator: "pump-1",
    value: 80,
    leaseMs: 0.02 * lasts,
    reason: "trial run",
  });
  await polder.pass(lasts * 0.15);
  await polder.endGateway("power cut");
  await polder.pass(lasts * 0.1);
  await polder.startGateway();
  await polder.pass(lasts * 0.1);
  polder.world.fault("vfd-1", { kind: "stop", until: polder.scheduler.now + 0.05 * lasts });
  await polder.pass(lasts * 0.1);
  return stored(polder.content);
}

/** The example's other two sites as they live by a pace. */
function otherSites({ sites }: Configuration, { site: change }: Pace): readonly SiteConfig[] {
  const read: ReadText = (file) => {
    const text = readTextFile(file);
    return text.ok ? { ok: true, value: change(text.value) } : text;
  };
  return sites
    .filter(({ engine }) => engine.site !== siteId)
    .map(({ path }) => {
      const loaded = loadSite(path, { read, drivers });
      if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
      return loaded.value;
    });
}

/** Their region knows them alone: the polder has its own, and here it would be silent for ever. */
function regionOfOthers({ region: { file } }: Configuration): RegionFile {
  const { [siteId]: _polder, ...sites } = file.sites;
  return { ...file, sites };
}

async function otherRows(start: EpochMs, lasts: DurationMs, pace: Pace): Promise<readonly MeasuredRow[]> {
  const example = configurationAt(exampleFolder);
  const content = new MemoryContent();
  const instance = await VirtualInstance.open({
    start,
    scanEvery: pace.scanEvery,
    regionFile: regionOfOthers(example),
    sites: (clocks) =>
      otherSites(example, pace).flatMap((site, index) => {
        const make = siteWorld(site, start);
        if (make === undefined) return [];
        const world = make(clocks.io.now(), () => undefined);
        return [{ site, world, disk: new SimDisk().mount(), signer: key(10 + index) }];
      }),
    store: new MemoryStore(content),
    ingestDisk: new SimDisk().mount(),
    regionDisk: new SimDisk().mount(),
    notify: { send: async () => undefined },
    keys: { operator: key(1), region: key(2), ingest: ingestKey.signer, ingestVerifier: ingestKey.verifier },
    rng: seededRng(5),
    log: () => undefined,
  });
  await using _ = instance;
  await instance.liveUntil(start + lasts * 0.8);
  const school = instance.gateways.get("school-de-linde");
  instance.gateways.delete("school-de-linde");
  const ended = school?.abandon();
  await instance.liveUntil(start + lasts);
  await ended;
  await instance.endSites();
  return stored(content);
}
