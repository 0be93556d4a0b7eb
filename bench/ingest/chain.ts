import { setTimeout as pause } from "node:timers/promises";
import { BenchChild } from "../child.ts";
import type { HubAnswer, HubOrder, HubStart, LoadAnswer, LoadOrder } from "./orders.ts";

/** A generator and a hub that belong together. */
export class Chain implements AsyncDisposable {
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
    this.#load.order({ kind: "send", what: "all" } satisfies LoadOrder);
    await pause(takes);
    this.#load.order({ kind: "rest" } satisfies LoadOrder);
    const { readings } = await this.#load.next("sent");
    await this.#until(readings);
    return ((readings - before) / (performance.now() - started)) * 1000;
  }

  /** Sends so many readings, whose messages are made beforehand, and waits until all have arrived; readings a second. */
  async runMade(count: number): Promise<number> {
    const before = this.#sent;
    this.#load.order({ kind: "make", readings: count } satisfies LoadOrder);
    const { readings } = await this.#load.next("made");
    const started = performance.now();
    this.#load.order({ kind: "send", what: "made" } satisfies LoadOrder);
    await this.#until(readings);
    return ((readings - before) / (performance.now() - started)) * 1000;
  }

  async #until(readings: number): Promise<void> {
    this.#sent = readings;
    if (this.#arrived !== readings) await this.#hub.next("arrived", (answer) => answer.readings === readings);
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
