import { settled } from "../../core/io/turn.ts";
import type { Disk } from "../../core/ports/disk.ts";
import type { Reading } from "../../core/reading.ts";
import { SimDisk } from "../../core/sim/disk.ts";
import { SimNetwork } from "../../core/sim/network.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { SimScheduler } from "../../core/sim/scheduler.ts";
import type { Definition } from "../../core/wire/definition.ts";
import { type Stored, storedSchema } from "../../core/wire/stored.ts";
import { withAliases } from "../../gateway/session/aliases.ts";
import { type Delivery, openDelivery } from "../../gateway/session/delivery.ts";
import type { DeliveryConfig } from "../../gateway/session/delivery-options.ts";
import { dictionaryOf } from "../../gateway/spool/dictionary.ts";
import { ModelIngest } from "./model-ingest.ts";

const start = Date.UTC(2026, 0, 1);
const definition: Definition = {
  site: "polder",
  variables: ["gauge/level", "gauge/temperature", "pump/running", "node/margin"].map((path) => {
    const [device = "", variable = ""] = path.split("/");
    return { device, variable, type: variable === "running" ? "Boolean" : "Double", unit: "m", commons: "water" };
  }),
};

/** What the bench delivers with unless a test says otherwise. */
const benchConfig: DeliveryConfig = {
  region: "lowlands",
  site: "polder",
  clientName: "polder",
  spool: { size: 20e6, commit: 50, reserve: 0.05, whenFull: "drop-oldest" },
  publish: "at-once",
  deadbands: new Map(),
  silentAfter: 30_000,
  restartGap: true,
};

/** A gateway's delivery, a broker, and a model ingest in virtual time. */
export class DeliveryBench {
  readonly scheduler = new SimScheduler(start, settled);
  readonly network = new SimNetwork(this.scheduler);
  readonly disk = new SimDisk();
  readonly ingest = new ModelIngest(this.network, this.scheduler);
  readonly nonces: string[] = [];
  readonly commands: string[] = [];
  delivery!: Delivery;
  /** What the next opening is configured with. */
  configured = { definition, hash: "0123456789abcdef", aliases: false };
  #config: DeliveryConfig;
  #opened = 0;
  #life = 0;
  readonly #wrap: (disk: Disk) => Disk;

  /** How the gateway reads what ingest says; a test may plant a fault here. */
  read: (stored: Stored) => Stored = (stored) => stored;

  constructor(config: Partial<DeliveryConfig> = {}, wrap: (disk: Disk) => Disk = (disk) => disk) {
    this.#config = { ...benchConfig, ...config };
    this.#wrap = wrap;
  }

  /** Starts ingest and the gateway, and lets them meet. */
  async begin(): Promise<void> {
    this.ingest.start();
    await this.open();
    await this.scheduler.advance(2000);
  }

  async open(): Promise<void> {
    const life = ++this.#life;
    const link = this.network.link("gateway");
    const opening = openDelivery({
      config: this.#config,
      dictionary: (earlier) => {
        const { definition, hash, aliases } = this.configured;
        return dictionaryOf(aliases ? withAliases(definition, earlier.values()) : definition, hash);
      },
      properties: () => new Map(),
      ports: {
        disk: this.#wrap(this.disk.mount()),
        sparkplugLink: link,
        ownLink: link,
        clocks: this.#clocks(life),
        rng: seededRng(100 + this.#opened++),
      },
      openStored: (payload) => {
        const parsed = storedSchema.safeParse(JSON.parse(Buffer.from(payload).toString()));
        return parsed.success ? this.read(parsed.data) : undefined;
      },
      onCommand: (payload) => this.commands.push(Buffer.from(payload).toString()),
      onNonce: (nonce) => this.nonces.push(nonce),
    });
    let opened = false;
    void opening.then((delivery) => {
      this.delivery = delivery;
      opened = true;
    });
    for (let i = 0; i < 20 && !opened; i++) await this.scheduler.advance(10);
    await opening;
  }

  /** The clocks of one process: after its end nothing it had scheduled runs. */
  #clocks(life: number) {
    const { world, io } = this.scheduler.clocks();
    const alive = (run: () => void) => () => {
      if (life === this.#life) run();
    };
    return {
      world: { now: () => world.now(), schedule: (at: number, run: () => void) => world.schedule(at, alive(run)) },
      io: { now: () => io.now(), schedule: (after: number, run: () => void) => io.schedule(after, alive(run)) },
    };
  }

  /** The gateway dies: by `kill` its page cache lives on, by `cut` only what was synced, and torn parts of the rest. */
  die(how: "kill" | "cut", seed = 1): void {
    this.#life += 1;
    if (how === "kill") this.disk.kill();
    else this.disk.crash(seededRng(seed));
    this.network.kill("gateway");
    void this.delivery.close("abrupt").catch(() => undefined);
  }

  /** One read of every variable. */
  readings(offset = 0): Reading[] {
    const measuredAt = this.scheduler.now + offset;
    const make = (path: string, value: number): Reading => {
      return { path, measuredAt, value, quality: "good", reasons: [], origin: "measured" };
    };
    return [
      make("gauge/level", -2 + offset / 1000),
      make("gauge/temperature", 8),
      make("pump/running", 1),
      make("node/margin", 1),
    ];
  }

  record(offset = 0): void {
    this.delivery.record(this.readings(offset));
  }
}
