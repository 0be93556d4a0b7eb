import { join } from "node:path";
import type { ReadText } from "../../core/config/reader.ts";
import { readTextFile } from "../../core/io/files.ts";
import { sha256 } from "../../core/io/hash.ts";
import { commandKeys, seededSigner, verifierOf } from "../../core/io/keys.ts";
import { settled } from "../../core/io/turn.ts";
import type { Bus } from "../../core/ports/bus.ts";
import { simLine } from "../../core/sim/bus.ts";
import { SimDisk } from "../../core/sim/disk.ts";
import { SimNetwork } from "../../core/sim/network.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { SimScheduler } from "../../core/sim/scheduler.ts";
import type { DurationMs, EpochMs } from "../../core/time.ts";
import type { Signer, Verifier } from "../../core/wire/envelope.ts";
import { type Gateway, start as startGateway } from "../../gateway/app.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { deliveryOf } from "../../gateway/host/delivery-config.ts";
import { loadSite } from "../../gateway/site/load-site.ts";
import type { SiteConfig } from "../../gateway/site/schema.ts";
import { start as startIngest } from "../../ingest/app.ts";
import { ingestConfigSchema } from "../../ingest/config.ts";
import type { Ingest } from "../../ingest/ports.ts";
import { MemoryContent, MemoryStore } from "../../ingest/stores/memory/store.ts";
import { start as startRegion } from "../../rules/region/app.ts";
import { loadRegion } from "../../rules/region/file/load.ts";
import type { Region } from "../../rules/region/ports.ts";
import { type RunningWorld, start as startWorld } from "../../simulators/app.ts";
import { polder } from "../../simulators/worlds/index.ts";
import type { DeviceLine } from "../../simulators/worlds/world.ts";
import type { SymmetricKey } from "./symmetric-key.ts";

const examples = join(import.meta.dirname, "../../examples/polder");
const usualBegin = Date.UTC(2026, 5, 1, 6);
const key = (digit: number) => seededSigner(new Uint8Array(32).fill(digit));
/** Whose keys are whose. */
export const keys = { operator: key(1), region: key(2), ingest: key(3), site: key(4) };

const trusted = commandKeys(keys.operator.publicPem, keys.region.publicPem);

function sound<T>(loaded: { ok: true; value: T } | { ok: false; error: readonly unknown[] }): T {
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}
/** The demo's site, with its text changed. */
function siteWith(change: (text: string) => string): SiteConfig {
  const read: ReadText = (file) => {
    const text = readTextFile(file);
    return text.ok && file.endsWith("site.yaml") ? { ok: true, value: change(text.value) } : text;
  };
  return sound(loadSite(join(examples, "site.yaml"), { read, drivers }));
}
const region = sound(loadRegion(join(examples, "region.yaml"), { read: readTextFile }));
/** The id of the polder's site. */
export const siteId = "gemaal-oostpolder";

/** What a test changes in the demo: the text of its site file, when it begins, how seldom it scans at the least. */
export interface PolderChanges {
  readonly site?: (text: string) => string;
  readonly begin?: EpochMs;
  readonly scanEvery?: DurationMs;
  /** How long ingest may keep readings before it commits them. */
  readonly commitAfterMs?: DurationMs;
  /** What ingest signs with, and who knows it. */
  readonly ingestKey?: SymmetricKey;
}

/** The demo's polder, its gateway, ingest and region: the real ones, on simulated clocks, lines, disks, network and store. */
export class SimPolder {
  readonly scheduler: SimScheduler;
  readonly network: SimNetwork;
  readonly content = new MemoryContent();
  readonly truth: string[] = [];
  readonly gatewayDisk = new SimDisk();
  readonly #hubDisk = new SimDisk();
  readonly #regionDisk = new SimDisk();
  readonly #seed: number;
  readonly #site: SiteConfig;
  readonly #begin: EpochMs;
  readonly #scanEvery: DurationMs;
  readonly #ingestChanges: Readonly<Record<string, DurationMs>>;
  readonly #ingestKey: { readonly signer: Signer; readonly verifier: Verifier };
  readonly #lines = new Map<string, (say: (bytes: Uint8Array) => void) => DeviceLine>();
  #starts = 0;
  #machineRuns = 1;
  world!: RunningWorld;
  gateway: Gateway | undefined;
  ingest!: Ingest;
  region!: Region;

  constructor(seed: number, changes: PolderChanges = {}) {
    const { site = (text) => text, begin = usualBegin, scanEvery = 1_000, commitAfterMs } = changes;
    this.#seed = seed;
    this.#begin = begin;
    this.#scanEvery = scanEvery;
    this.#ingestKey = changes.ingestKey ?? { signer: keys.ingest, verifier: verifierOf([keys.ingest.publicPem]) };
    this.#ingestChanges = commitAfterMs === undefined ? {} : { commitAfterMs };
    this.scheduler = new SimScheduler(begin, settled);
    this.network = new SimNetwork(this.scheduler);
    this.#site = siteWith(site);
  }

  async begin(): Promise<void> {
    const clocks = this.scheduler.clocks();
    this.world = await startWorld(polder.make({ seed: this.#seed, start: this.#begin }), {
      clocks,
      truth: (line) => this.truth.push(line),
      lines: {
        framing: "tcp",
        serve: async (bus, connect) => {
          this.#lines.set(bus, connect);
          return { address: bus, close: async () => undefined };
        },
      },
    });
    await this.startIngest();
    this.region = await startRegion(
      { hostId: "region", file: region.file },
      {
        link: this.network.link("hub"),
        disk: this.#regionDisk.mount(),
        clocks,
        rng: this.#rng(),
        ingestKeys: this.#ingestKey.verifier,
        commandKeys: trusted,
        siteKeys: new Map([[siteId, verifierOf([keys.site.publicPem])]]),
        signer: keys.region,
        notify: { send: async () => undefined },
      },
    );
    await this.startGateway();
  }

  /** Starts ingest, or starts it again with what its store and its disk hold. */
  async startIngest(): Promise<void> {
    const clocks = this.scheduler.clocks();
    this.ingest = await startIngest(
      ingestConfigSchema.parse({ regions: [this.#site.engine.region], ...this.#ingestChanges }),
      {
        link: this.network.link("hub"),
        store: new MemoryStore(this.content),
        clocks,
        rng: this.#rng(),
        disk: this.#hubDisk.mount(),
        signer: this.#ingestKey.signer,
        sha256,
      },
    );
  }

  async startGateway(): Promise<void> {
    const site = this.#site;
    const opening = startGateway(
      { engine: site.engine, file: site.file, delivery: deliveryOf(site, siteId), scanEvery: this.#scanEvery },
      {
        clocks: this.scheduler.clocks(),
        rng: this.#rng(),
        disk: this.gatewayDisk.mount(),
        sparkplugLink: this.network.link("site"),
        ownLink: this.network.link("site"),
        signer: keys.site,
        sha256,
        commandKeys: trusted,
        ingestKeys: this.#ingestKey.verifier,
        machineRun: `run ${this.#machineRuns}`,
        log: () => undefined,
        buses: (_id, config) => ({
          bus: this.#bus(config.form === "port" ? config.port.replace("sim:polder/", "") : ""),
          kind: "tcp",
        }),
        drivers,
      },
    );
    this.gateway = await this.during(opening);
  }

  /** Ends the gateway as `kill -9` does; with a power cut the disk also forgets what was not synced. */
  async endGateway(how: "kill" | "power cut"): Promise<void> {
    const { gateway } = this;
    this.gateway = undefined;
    this.network.kill("site");
    if (how === "kill") this.gatewayDisk.kill();
    else {
      this.#machineRuns += 1;
      this.gatewayDisk.crash(this.#rng());
    }
    await this.during(gateway?.abandon() ?? Promise.resolve());
  }

  /** Lets virtual time pass until a promise has settled. */
  async during<T>(promise: Promise<T>): Promise<T> {
    let done = false;
    const mark = (): void => {
      done = true;
    };
    promise.then(mark, mark);
    for (let step = 0; !done && step < 100_000; step += 1) await this.scheduler.advance(1);
    return promise;
  }

  async pass(time: DurationMs): Promise<void> {
    await this.scheduler.advance(time);
  }

  /** A generator of its own for each start, all from the one seed. */
  #rng() {
    this.#starts += 1;
    return seededRng(this.#seed * 1_000 + this.#starts);
  }

  /** The cable to a bus of the world: bytes out, the devices' answer back a few milliseconds later. */
  #bus(name: string): Bus {
    return {
      open: async (events) => {
        const connect = this.#lines.get(name);
        if (connect === undefined) throw new Error(`no line ${name}`);
        const line = simLine(this.scheduler, { delay: 3 });
        const say = (bytes: Uint8Array): void => {
          if (bytes.length > 0) void far.write(bytes);
        };
        const devices = connect(say);
        const far = await line.far.open({ onBytes: (bytes) => say(devices.push(bytes)), onClose: () => undefined });
        return line.near.open(events);
      },
    };
  }
}
