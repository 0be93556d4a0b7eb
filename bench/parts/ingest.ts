import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { BenchChild } from "../child.ts";
import type { HubAnswer, HubOrder, HubStart, LoadAnswer, LoadOrder } from "../ingest/orders.ts";
import { type Figure, inTurn } from "../result.ts";

const sizes = [5, 20, 50] as const;
const runs = 3;

/** ms before anything is measured: code becomes as fast as it gets. */
const warmUp = 1_500;

/** ms of one measurement. */
const oursTakes = 2_000;
const peerTakes = 1_200;

/** Readings a second from devices to the durable embedded store, beside a subscriber that only counts. */
export async function benchIngest(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const perMessage of sizes) figures.push(await benchSize(perMessage));
  return figures;
}

async function benchSize(perMessage: number): Promise<Figure> {
  const directory = mkdtempSync(join(tmpdir(), "homeostat-bench-"));
  try {
    await using ours = await Chain.start({ subscriber: "ingest", directory, perMessage });
    await using peer = await Chain.start({ subscriber: "counter", directory, perMessage });
    await ours.run(warmUp);
    await peer.run(warmUp / 2);
    const words = { name: "ingest/embedded", unit: "readings/s", peer: "subscriber that only counts" };
    const figure = await inTurn({ ...words, lowerIsBetter: false, perMessage }, runs, {
      ours: () => ours.run(oursTakes),
      peer: () => peer.run(peerTakes),
    });
    await ours.audit();
    await peer.audit();
    return figure;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A generator and a hub that belong together. */
class Chain implements AsyncDisposable {
  readonly #hub: BenchChild<HubAnswer>;
  readonly #load: BenchChild<LoadAnswer>;
  #sent = 0;
  #arrived = 0;

  private constructor(hub: BenchChild<HubAnswer>, load: BenchChild<LoadAnswer>) {
    this.#hub = hub;
    this.#load = load;
    hub.listen((answer) => {
      if (answer.kind !== "arrived") return;
      this.#arrived = answer.readings;
      load.order(answer satisfies LoadOrder);
    });
  }

  static async start(start: HubStart): Promise<Chain> {
    const hub = new BenchChild<HubAnswer>("./ingest/hub/main", start);
    const load = new BenchChild<LoadAnswer>("./ingest/generator/main");
    const { port } = await hub.next("ready");
    load.order({ kind: "connect", port, perMessage: start.perMessage } satisfies LoadOrder);
    await load.next("connected");
    return new Chain(hub, load);
  }

  /** Sends as fast as it goes for so many ms and waits until all of it has arrived; readings a second over the whole. */
  async run(takes: number): Promise<number> {
    const before = this.#sent;
    const started = performance.now();
    this.#load.order({ kind: "send" } satisfies LoadOrder);
    await pause(takes);
    this.#load.order({ kind: "rest" } satisfies LoadOrder);
    const { readings } = await this.#load.next("sent");
    this.#sent = readings;
    if (this.#arrived !== readings) await this.#hub.next("arrived", (answer) => answer.readings === readings);
    return ((readings - before) / (performance.now() - started)) * 1000;
  }

  /** Rejects unless exactly what was sent is there. */
  async audit(): Promise<void> {
    this.#hub.order({ kind: "audit", readings: this.#sent } satisfies HubOrder);
    await this.#hub.next("audited");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#load[Symbol.asyncDispose]();
    await this.#hub[Symbol.asyncDispose]();
  }
}
