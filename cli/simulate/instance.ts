import { sha256 } from "../../core/io/hash.ts";
import { commandKeys, type SigningKey, verifierOf } from "../../core/io/keys.ts";
import type { Clocks } from "../../core/ports/clock.ts";
import type { Disk } from "../../core/ports/disk.ts";
import type { Link } from "../../core/ports/link.ts";
import type { Rng } from "../../core/ports/rng.ts";
import type { Store } from "../../core/ports/store.ts";
import { SimNetwork } from "../../core/sim/network.ts";
import { SimScheduler } from "../../core/sim/scheduler.ts";
import type { DurationMs, EpochMs } from "../../core/time.ts";
import type { Verifier } from "../../core/wire/envelope.ts";
import { type Gateway, start as startGateway } from "../../gateway/app.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { deliveryOf } from "../../gateway/host/delivery-config.ts";
import type { SiteConfig } from "../../gateway/site/schema.ts";
import { start as startIngest } from "../../ingest/app.ts";
import { ingestConfigSchema } from "../../ingest/config.ts";
import type { Ingest } from "../../ingest/ports.ts";
import { start as startRegion } from "../../rules/region/app.ts";
import type { RegionFile } from "../../rules/region/file/schema.ts";
import type { Notify } from "../../rules/region/people/journal.ts";
import type { Region } from "../../rules/region/ports.ts";
import type { World } from "../../simulators/worlds/world.ts";
import { Closing } from "../io/closing.ts";
import type { DatedFault } from "./fault-script.ts";
import { Quiescence } from "./quiescence.ts";
import { live, worldBus } from "./world-bus.ts";

/** One site of a virtual instance. */
export interface VirtualSite {
  readonly site: SiteConfig;
  readonly world: World;
  readonly disk: Disk;
  readonly signer: SigningKey;
}

/** Who signs what. */
export interface VirtualKeys {
  readonly operator: SigningKey;
  readonly region: SigningKey;
  readonly ingest: SigningKey;
  /** Knows what ingest signs, where that is not by Ed25519. */
  readonly ingestVerifier?: Verifier;
}

/** What a virtual instance is made from. Disks and store may be real: virtual time waits for them. */
export interface VirtualParts {
  readonly start: EpochMs;
  /** How long a site may be without a scan, when not the usual second. */
  readonly scanEvery?: DurationMs;
  /** How long a reading waits for its commit at most, when less than the usual minute. */
  readonly commitAfter?: DurationMs;
  /** What goes wrong in the worlds. */
  readonly faults?: readonly DatedFault[];
  readonly regionFile: RegionFile;
  readonly sites: (clocks: Clocks) => readonly VirtualSite[];
  readonly store: Store;
  readonly ingestDisk: Disk;
  readonly regionDisk: Disk;
  readonly notify: Notify;
  readonly keys: VirtualKeys;
  readonly rng: Rng;
  readonly log: (site: string, what: string, detail: string) => void;
}

/** Plants without a sampling device still move on: the world is looked at this often, ms. */
const worldTick = 500;
/** Sites scan at least this often, ms. */
const usualScan = 1_000;
/** At hundreds of times the speed of life a commit each 100 ms of it would be all a store does. */
const usualCommit = 60_000;
/** World time that passes between the end of the sites and the last of their readings being stored, ms. */
export const settlesWithin = usualCommit + 5_000;

/**
 * Worlds, gateways, ingest and region in one process on virtual time: the real ones, on simulated lines and a simulated
 * network. It lives as fast as this machine computes, and the same seed lives the same day.
 */
export class VirtualInstance implements AsyncDisposable {
  readonly scheduler: SimScheduler;
  readonly worlds: readonly World[];
  readonly gateways = new Map<string, Gateway>();
  readonly #parts: VirtualParts;
  readonly #sites: readonly VirtualSite[];
  readonly #network: SimNetwork;
  readonly #quiescence: Quiescence;
  readonly #closing = new Closing();
  ingest!: Ingest;
  region!: Region;

  private constructor(parts: VirtualParts) {
    this.#parts = parts;
    this.#quiescence = new Quiescence();
    this.scheduler = new SimScheduler(parts.start, () => this.#quiescence.settled());
    this.#network = new SimNetwork(this.scheduler);
    this.#sites = parts.sites(this.scheduler.clocks());
    this.worlds = this.#sites.map(({ world }) => world);
  }

  static async open(parts: VirtualParts): Promise<VirtualInstance> {
    const instance = new VirtualInstance(parts);
    await instance.#during(instance.#begin());
    return instance;
  }

  get clocks(): Clocks {
    return this.scheduler.clocks();
  }

  /** The way to the virtual broker for one more party. */
  link(host: string): Link {
    return this.#network.link(host);
  }

  /** Lives up to this moment of world time. */
  async liveUntil(moment: EpochMs): Promise<void> {
    await this.scheduler.advance(Math.max(0, moment - this.scheduler.now));
  }

  /** Ends the sites and lets what they have sent be stored. */
  async endSites(): Promise<void> {
    for (const gateway of this.gateways.values()) await this.#during(close(gateway));
    this.gateways.clear();
    await this.scheduler.advance(settlesWithin);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const gateway of this.gateways.values()) await this.#during(close(gateway));
    await this.#during(close(this.#closing));
  }

  async #begin(): Promise<void> {
    this.#tick();
    for (const fault of this.#parts.faults ?? []) this.#break(fault);
    this.ingest = this.#closing.use(await this.#startIngest());
    this.region = this.#closing.use(await this.#startRegion());
    for (const site of this.#sites) {
      this.gateways.set(site.site.engine.site, await this.#startGateway(site));
    }
  }

  #tick(): void {
    for (const world of this.worlds) live(this.scheduler, world);
    this.scheduler.schedule(this.scheduler.now + worldTick, () => this.#tick());
  }

  /** Breaks a device when its time comes. */
  #break({ at, site, device, ...request }: DatedFault): void {
    const world = this.#sites.find((one) => one.site.engine.site === site)?.world;
    this.scheduler.schedule(at, () => {
      if (world === undefined) return;
      live(this.scheduler, world);
      const broken = world.fault(device, request);
      if (!broken.ok) this.#parts.log(site, "fault", broken.error);
    });
  }

  #startIngest(): Promise<Ingest> {
    const { store, ingestDisk, rng, keys, regionFile, commitAfter = usualCommit } = this.#parts;
    const config = ingestConfigSchema.parse({ regions: [regionFile.region.id], commitAfterMs: commitAfter });
    return startIngest(config, {
      link: this.link("hub"),
      store: this.#quiescence.store(store),
      clocks: this.clocks,
      rng,
      disk: this.#quiescence.disk(ingestDisk),
      signer: keys.ingest,
      sha256,
    });
  }

  #startRegion(): Promise<Region> {
    const { regionDisk, rng, keys, regionFile, notify } = this.#parts;
    return startRegion(
      { hostId: "region", file: regionFile },
      {
        link: this.link("hub"),
        disk: this.#quiescence.disk(regionDisk),
        clocks: this.clocks,
        rng,
        ingestKeys: keys.ingestVerifier ?? verifierOf([keys.ingest.publicPem]),
        commandKeys: commandKeys(keys.operator.publicPem, keys.region.publicPem),
        siteKeys: new Map(this.#sites.map(({ site, signer }) => [site.engine.site, verifierOf([signer.publicPem])])),
        signer: keys.region,
        notify,
      },
    );
  }

  #startGateway({ site, world, disk, signer }: VirtualSite): Promise<Gateway> {
    const { rng, keys, log, scanEvery = usualScan } = this.#parts;
    const { site: id } = site.engine;
    return startGateway(
      { engine: site.engine, file: site.file, delivery: deliveryOf(site, id), scanEvery },
      {
        clocks: this.clocks,
        rng,
        disk: this.#quiescence.disk(disk),
        sparkplugLink: this.link(id),
        ownLink: this.link(id),
        signer,
        sha256,
        commandKeys: commandKeys(keys.operator.publicPem, keys.region.publicPem),
        ingestKeys: keys.ingestVerifier ?? verifierOf([keys.ingest.publicPem]),
        machineRun: "simulated",
        log: (what, detail) => log(id, what, detail),
        buses: (bus) => ({ bus: worldBus(this.scheduler, world, bus), kind: "tcp" }),
        drivers,
      },
    );
  }

  /** Lets virtual time pass until a promise has settled. */
  async #during<T>(promise: Promise<T>): Promise<T> {
    let done = false;
    const mark = (): void => {
      done = true;
    };
    promise.then(mark, mark);
    while (!done) await this.scheduler.advance(1);
    return promise;
  }
}

async function close(thing: AsyncDisposable): Promise<void> {
  await thing[Symbol.asyncDispose]();
}
