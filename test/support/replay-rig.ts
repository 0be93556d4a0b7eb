import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { followedLink } from "../../core/followed-link.ts";
import { systemClocks } from "../../core/io/clock.ts";
import { sha256 } from "../../core/io/hash.ts";
import { settled } from "../../core/io/turn.ts";
import { type IoClock, sleep } from "../../core/ports/clock.ts";
import type { Disk } from "../../core/ports/disk.ts";
import type { Store } from "../../core/ports/store.ts";
import { SimDisk } from "../../core/sim/disk.ts";
import { SimNetwork } from "../../core/sim/network.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { SimScheduler } from "../../core/sim/scheduler.ts";
import { ToldClock } from "../../core/told-clock.ts";
import type { Signer, Verifier } from "../../core/wire/envelope.ts";
import { recordedRows } from "../../gateway/drivers/replay/rows.ts";
import { type Replay, start as startReplay } from "../../gateway/replay/app.ts";
import { replayDelivery } from "../../gateway/replay/delivery.ts";
import { loadReplay } from "../../gateway/site/load-replay.ts";
import type { ReplayConfig } from "../../gateway/site/replay-schema.ts";
import { start as startIngest } from "../../ingest/app.ts";
import { ingestConfigSchema } from "../../ingest/config.ts";
import { influxHandler } from "../../ingest/http/influx.ts";
import type { Ingest } from "../../ingest/ports.ts";
import { MemoryContent, MemoryStore } from "../../ingest/stores/memory/store.ts";
import { askOracle, type Verdict } from "./oracle.ts";
import type { Recording } from "./replay-instance.ts";

/** Stands in for a key: enough to see whose an envelope is. */
const signer: Signer = { keyId: "0123456789abcdef", sign: (bytes) => sha256(bytes) };
const verifier: Verifier = {
  verify: (keyId, bytes, signature) =>
    keyId === signer.keyId && Buffer.from(sha256(bytes)).equals(Buffer.from(signature)),
};
const nobody: Verifier = { verify: () => false };

/** Faults a test plants by wrapping a port. */
export interface Planted {
  readonly disk?: (disk: Disk) => Disk;
  readonly store?: (store: Store, io: IoClock) => Store;
}

/** A quarter of an hour in 20 ms. */
const speed = 45_000;
/** How long a commit of the store takes. */
const commitTime = 30;

/** A replay through the real start of gateway and ingest, on simulated disks, network and time, with faults on order. */
export class ReplayRig {
  readonly scheduler = new SimScheduler(1_700_000_000_000, settled);
  readonly network = new SimNetwork(this.scheduler);
  readonly content = new MemoryContent();
  /** Numbered readings that were not confirmed, at each fault. */
  readonly outstanding: number[] = [];
  finished = false;
  readonly #recording: Recording;
  readonly #planted: Planted;
  readonly #config: ReplayConfig;
  readonly #files = new Map<string, Uint8Array>();
  readonly #disks = { gateway: new SimDisk(), hub: new SimDisk() };
  readonly #lives = { gateway: 0, hub: 0 };
  #store: Store | undefined;
  #ingest: Ingest | undefined;
  #replay: Replay | undefined;

  constructor(recording: Recording, planted: Planted = {}) {
    this.#recording = recording;
    this.#planted = planted;
    const config = loadReplay(recording.map, {
      read: (file) => ({ ok: true, value: readFileSync(file, "utf8") }),
    });
    if (!config.ok) throw new Error(JSON.stringify(config.error));
    this.#config = config.value;
    for (const { file } of recording.gauges) this.#files.set(file, readFileSync(file));
  }

  async startHub(): Promise<void> {
    const world = new ToldClock(0);
    const io = this.#clock("hub");
    const memory = new MemoryStore(this.content, () => sleep(io, commitTime));
    const store = this.#planted.store?.(memory, io) ?? memory;
    this.#store = store;
    const config = ingestConfigSchema.parse({ regions: [this.#config.file.region] });
    const starting = startIngest(config, {
      link: followedLink(this.network.link("hub"), world),
      store,
      clocks: { io, world },
      rng: seededRng(this.#lives.hub),
      disk: this.#disks.hub.mount(),
      signer,
      sha256,
    });
    this.#ingest = await this.#within(starting);
  }

  async startGateway(): Promise<void> {
    const disk = this.#disks.gateway.mount();
    const link = this.network.link("gateway");
    const files = this.#config.file.files.map((recorded) => {
      return { ...recorded, file: `${this.#recording.folder}/${recorded.file}` };
    });
    const starting = startReplay(
      { engine: this.#config.engine, delivery: replayDelivery(this.#config), speed },
      {
        io: this.#clock("gateway"),
        rows: () => recordedRows(files, (file) => this.#read(file)),
        rng: seededRng(1_000 + this.#lives.gateway),
        disk: this.#planted.disk?.(disk) ?? disk,
        sparkplugLink: link,
        ownLink: link,
        signer,
        sha256,
        commandKeys: { verifier: nobody, operators: new Set(), regions: new Set() },
        ingestKeys: verifier,
        machineRun: undefined,
        log: () => undefined,
      },
    );
    this.#replay = await this.#within(starting);
    const life = this.#lives.gateway;
    this.#replay.finished.then(
      () => {
        if (life === this.#lives.gateway) this.finished = true;
      },
      () => undefined,
    );
  }

  /** Cuts the gateway's power: of its disk only what was synced is left, and torn parts of the rest. Starts it again. */
  async cutPower(seed: number): Promise<void> {
    this.#noteOutstanding();
    this.#lives.gateway += 1;
    this.#disks.gateway.crash(seededRng(seed));
    this.network.kill("gateway");
    void this.#replay?.abandon().catch(() => undefined);
    await this.scheduler.advance(500);
    await this.startGateway();
  }

  /** Kills the hub with its store, and starts it again. */
  async killHub(): Promise<void> {
    this.#noteOutstanding();
    this.#lives.hub += 1;
    this.network.kill("hub");
    this.#disks.hub.kill();
    void this.#store?.close();
    await this.scheduler.advance(500);
    await this.startHub();
  }

  /** Goes on until everything is played and stored, or for two more minutes. */
  async finish(): Promise<void> {
    for (let second = 0; second < 120 && !this.finished; second += 1) await this.scheduler.advance(1_000);
  }

  get unexplained(): number {
    const books = this.#ingest?.books().flatMap(({ boots }) => boots) ?? [];
    return books.reduce((sum, boot) => sum + boot.unexplained, this.#replay?.played().unexplained ?? 0);
  }

  /** What the oracle says of the store, asked over HTTP as it asks any instance. */
  async verdict(): Promise<Verdict> {
    const store = new MemoryStore(this.content);
    await store.open();
    const answer = influxHandler({ store, clocks: systemClocks, verify: () => true, version: "0" });
    const server = createServer((request, response) => {
      const parameters = Object.fromEntries(new URL(request.url ?? "/", "http://localhost").searchParams);
      const { authorization = "" } = request.headers;
      void answer({ method: "GET", path: "/query", parameters, authorization }).then(({ status, body }) => {
        response.writeHead(status).end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const ask = { url: `http://127.0.0.1:${port}`, token: "any" };
      return await askOracle({ gauges: this.#recording.gauges, ask });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  #noteOutstanding(): void {
    this.outstanding.push(this.#replay?.played().inFlight ?? 0);
  }

  /** The I/O clock of one process: after its end nothing it had scheduled runs. */
  #clock(process: "gateway" | "hub"): IoClock {
    const life = this.#lives[process];
    const { io } = this.scheduler.clocks();
    const schedule: IoClock["schedule"] = (after, run) => {
      return io.schedule(after, () => {
        if (life === this.#lives[process]) run();
      });
    };
    return { now: () => io.now(), schedule };
  }

  async *#read(file: string): AsyncGenerator<Uint8Array> {
    const bytes = this.#files.get(file);
    if (bytes === undefined) throw new Error(`no recording ${file}`);
    yield bytes;
  }

  /** Lets virtual time go on until something has started. */
  async #within<T>(starting: Promise<T>): Promise<T> {
    let done = false;
    const mark = (): void => {
      done = true;
    };
    starting.then(mark, mark);
    for (let step = 0; step < 100 && !done; step += 1) await this.scheduler.advance(10);
    return starting;
  }
}
