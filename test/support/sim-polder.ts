import { join } from "node:path";
import { readTextFile } from "../../core/io/files.ts";
import { sha256 } from "../../core/io/hash.ts";
import { seededSigner, verifierOf } from "../../core/io/keys.ts";
import { settled } from "../../core/io/turn.ts";
import type { Bus } from "../../core/ports/bus.ts";
import { simLine } from "../../core/sim/bus.ts";
import { SimDisk } from "../../core/sim/disk.ts";
import { SimNetwork } from "../../core/sim/network.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { SimScheduler } from "../../core/sim/scheduler.ts";
import type { DurationMs } from "../../core/time.ts";
import { type Gateway, start as startGateway } from "../../gateway/app.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { deliveryOf } from "../../gateway/host/delivery-config.ts";
import { loadSite } from "../../gateway/site/load-site.ts";
import { type Ingest, start as startIngest } from "../../ingest/app.ts";
import { ingestConfigSchema } from "../../ingest/config.ts";
import { MemoryContent, MemoryStore } from "../../ingest/stores/memory/store.ts";
import { type Region, start as startRegion } from "../../rules/region/app.ts";
import { loadRegion } from "../../rules/region/load.ts";
import { type DeviceLine, type RunningWorld, start as startWorld } from "../../simulators/app.ts";

const examples = join(import.meta.dirname, "../../examples/polder");
const begin = Date.UTC(2026, 5, 1, 6);
const key = (digit: number) => seededSigner(new Uint8Array(32).fill(digit));
const keys = { operator: key(1), region: key(2), ingest: key(3), site: key(4) };

function sound<T>(loaded: { ok: true; value: T } | { ok: false; error: readonly unknown[] }): T {
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}
const site = sound(loadSite(join(examples, "site.yaml"), { read: readTextFile, drivers }));
const region = sound(loadRegion(join(examples, "region.yaml"), { read: readTextFile }));
export const siteId = site.engine.site;

/** The demo's polder, its gateway, ingest and region: the real ones, on simulated clocks, lines, disks, network and store. */
export class SimPolder {
  readonly scheduler = new SimScheduler(begin, settled);
  readonly network = new SimNetwork(this.scheduler);
  readonly content = new MemoryContent();
  readonly truth: string[] = [];
  readonly gatewayDisk = new SimDisk();
  readonly #hubDisk = new SimDisk();
  readonly #regionDisk = new SimDisk();
  readonly #seed: number;
  readonly #lines = new Map<string, () => DeviceLine>();
  #starts = 0;
  world!: RunningWorld;
  gateway: Gateway | undefined;
  ingest!: Ingest;
  region!: Region;

  constructor(seed: number) {
    this.#seed = seed;
  }

  async begin(): Promise<void> {
    const clocks = this.scheduler.clocks();
    this.world = await startWorld(
      { seed: this.#seed, start: begin },
      {
        clocks,
        truth: (line) => this.truth.push(line),
        lines: {
          framing: "tcp",
          serve: async (bus, connect) => {
            this.#lines.set(bus, connect);
            return { address: bus, close: async () => undefined };
          },
        },
      },
    );
    this.ingest = await startIngest(ingestConfigSchema.parse({ regions: [site.engine.region] }), {
      link: this.network.link("hub"),
      store: new MemoryStore(this.content),
      clocks,
      rng: this.#rng(),
      disk: this.#hubDisk.mount(),
      signer: keys.ingest,
      sha256,
    });
    this.region = await startRegion(
      { hostId: "region", file: region.file },
      {
        link: this.network.link("hub"),
        disk: this.#regionDisk.mount(),
        clocks,
        rng: this.#rng(),
        ingestKeys: verifierOf([keys.ingest.publicPem]),
        notify: { send: async () => undefined },
      },
    );
    await this.startGateway();
  }

  async startGateway(): Promise<void> {
    const opening = startGateway(
      { engine: site.engine, file: site.file, delivery: deliveryOf(site, siteId), scanEvery: 1_000 },
      {
        clocks: this.scheduler.clocks(),
        rng: this.#rng(),
        disk: this.gatewayDisk.mount(),
        sparkplugLink: this.network.link("site"),
        ownLink: this.network.link("site"),
        signer: keys.site,
        sha256,
        commandKeys: {
          verifier: verifierOf([keys.operator.publicPem, keys.region.publicPem]),
          operators: new Set([keys.operator.keyId]),
          regions: new Set([keys.region.keyId]),
        },
        ingestKeys: verifierOf([keys.ingest.publicPem]),
        log: () => undefined,
        buses: (_id, config) => ({
          bus: this.#bus(config.form === "port" ? config.port.replace("sim:", "") : ""),
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
    else this.gatewayDisk.crash(this.#rng());
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
        const devices = connect();
        const line = simLine(this.scheduler, { delay: 3 });
        const far = await line.far.open({
          onBytes: (bytes) => {
            const answer = devices.push(bytes);
            if (answer.length > 0) void far.write(answer);
          },
          onClose: () => undefined,
        });
        return line.near.open(events);
      },
    };
  }
}
