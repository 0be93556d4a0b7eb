import { AppError } from "../../core/errors.ts";
import { bootKey } from "../../core/ids.ts";
import { Intervals } from "../../core/intervals.ts";
import type { LinkMessage, LinkSession } from "../../core/ports/link.ts";
import type { SimNetwork } from "../../core/sim/network.ts";
import type { SimScheduler } from "../../core/sim/scheduler.ts";
import { decodePayload } from "../../core/sparkplug/decode.ts";
import { parseTopic } from "../../core/sparkplug/topics.ts";
import { type EventMessage, eventMessageSchema, type WireEvent } from "../../core/wire/events.ts";
import type { Stored } from "../../core/wire/stored.ts";
import { ownTopics } from "../../core/wire/topics.ts";

type StreamName = "readings" | "events";

/** Something received: numbers with their contents. */
interface Received {
  readonly boot: string;
  readonly stream: StreamName;
  readonly lane: "live" | "history";
  readonly firstSeq: number;
  readonly contents: readonly string[];
}

class Shelf {
  readonly durable = new Intervals();
  readonly closed = new Intervals();
  readonly contents = new Map<number, string>();
  seen = -1;
}

const commitEvery = 100;
const stillQueued = 200;

/**
 * What a gateway may expect of any ingest, as simply as it can be said: it makes durable in the order in which it received, tells
 * so, may be deaf, dead or forgetful for a while, and keeps a list of everything that was wrong.
 */
export class ModelIngest {
  readonly faults: string[] = [];
  readonly shelves = new Map<string, Shelf>();
  readonly gaps: WireEvent[] = [];
  /** Messages of readings by lane, and of events. */
  readonly messages = { live: 0, history: 0, events: 0 };
  /** The store takes nothing; what does not fit into the queue is dropped. */
  storeIsDead = false;
  #generation = 1;
  #queue: Received[] = [];
  #session: LinkSession | undefined;
  #life = 0;
  #heard = false;
  readonly #place = { region: "lowlands", site: "polder" };
  readonly #network: SimNetwork;
  readonly #scheduler: SimScheduler;

  constructor(network: SimNetwork, scheduler: SimScheduler) {
    this.#network = network;
    this.#scheduler = scheduler;
  }

  start(): void {
    const life = ++this.#life;
    this.#seenForgotten();
    this.#heard = false;
    void this.#connect(life);
    this.#every(life, commitEvery, () => this.#commit());
    this.#every(life, 1000, () => this.#say());
  }

  /** Dies with everything that was not durable. */
  kill(): void {
    this.#life += 1;
    this.#queue = [];
    this.#session = undefined;
    this.#network.kill("ingest");
  }

  /** The store is an older copy of itself. */
  forget(share: number): void {
    this.#generation += 1;
    for (const shelf of this.shelves.values()) {
      const from = Math.floor((shelf.durable.highest + 1) * share);
      shelf.durable.remove(from, Number.MAX_SAFE_INTEGER);
      shelf.closed.remove(from, Number.MAX_SAFE_INTEGER);
      for (const seq of [...shelf.contents.keys()]) if (seq >= from) shelf.contents.delete(seq);
    }
  }

  shelf(boot: string, stream: StreamName): Shelf {
    const key = `${boot} ${stream}`;
    const shelf = this.shelves.get(key) ?? new Shelf();
    this.shelves.set(key, shelf);
    return shelf;
  }

  #every(life: number, span: number, run: () => void): void {
    this.#scheduler.schedule(this.#scheduler.now + span, () => {
      if (life !== this.#life) return;
      run();
      this.#every(life, span, run);
    });
  }

  async #connect(life: number): Promise<void> {
    try {
      const session = await this.#network.link("ingest").connect({
        clientId: "ingest:1",
        onMessage: (message) => life === this.#life && this.#take(message),
        onClose: () => life === this.#life && this.#retry(life),
      });
      await session.subscribe(["spBv1.0/#", "homeostat/v1/#"].map((topic) => ({ topic, qos: 0 as const })));
      this.#session = session;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#retry(life);
    }
  }

  #retry(life: number): void {
    this.#session = undefined;
    this.#scheduler.schedule(this.#scheduler.now + 500, () => {
      if (life === this.#life) void this.#connect(life);
    });
  }

  #take({ topic, payload }: LinkMessage): void {
    const place = parseTopic(topic);
    if (place?.type === "NBIRTH") {
      this.#seenForgotten();
      this.#heard = true;
      this.#say();
    } else if (place?.type === "DDATA" || place?.type === "NDATA") this.#readings(topic, payload);
    else if (topic.endsWith("/event")) this.#events(payload);
  }

  #seenForgotten(): void {
    for (const shelf of this.shelves.values()) shelf.seen = -1;
  }

  #readings(topic: string, payload: Uint8Array): void {
    const decoded = decodePayload(payload);
    if (!decoded.ok || decoded.value.identity === undefined) return void this.faults.push(`${topic}: unreadable`);
    const { identity, metrics } = decoded.value;
    const contents = metrics.map(({ name, alias, timestamp, value, isHistorical }) => {
      if ((isHistorical === true) !== (identity.lane === "history"))
        this.faults.push(`${topic}: wrong historical mark`);
      return `${topic.split("/")[4] ?? "node"}/${name ?? alias} ${timestamp} ${String(value)}`;
    });
    if (contents.length !== identity.count)
      this.faults.push(`${topic}: ${contents.length} metrics for ${identity.count}`);
    if (payload.length > 64 * 1024) this.faults.push(`${topic}: ${payload.length} bytes`);
    this.#receive({
      boot: bootKey(identity.boot),
      stream: "readings",
      lane: identity.lane,
      firstSeq: identity.firstSeq,
      contents,
    });
  }

  #events(payload: Uint8Array): void {
    const message: EventMessage = eventMessageSchema.parse(JSON.parse(Buffer.from(payload).toString()));
    const contents = message.events.map((event) => JSON.stringify(event));
    this.#receive({ ...message, stream: "events", contents });
  }

  #receive(received: Received): void {
    this.#heard = true;
    this.messages[received.stream === "events" ? "events" : received.lane] += 1;
    if (this.#queue.length < stillQueued) this.#queue.push(received);
  }

  #commit(): void {
    if (this.storeIsDead) return;
    const queue = this.#queue;
    this.#queue = [];
    for (const received of queue) this.#store(received);
  }

  #store({ boot, stream, lane, firstSeq, contents }: Received): void {
    const shelf = this.shelf(boot, stream);
    for (const [i, content] of contents.entries()) {
      const seq = firstSeq + i;
      const known = shelf.contents.get(seq);
      if (known !== undefined && known !== content) this.faults.push(`${boot} ${seq}: ${known} and ${content}`);
      shelf.contents.set(seq, content);
      if (stream === "events" && known === undefined) this.#close(JSON.parse(content) as WireEvent);
    }
    shelf.durable.add(firstSeq, firstSeq + contents.length - 1);
    if (lane === "live") shelf.seen = Math.max(shelf.seen, firstSeq + contents.length - 1);
  }

  /** A gap record closes its numbers. */
  #close(event: WireEvent): void {
    if (event.kind !== "gap") return;
    this.gaps.push(event);
    if (event.boot === undefined || event.lo === undefined || event.hi === undefined) return;
    const shelf = this.shelf(event.boot, "readings");
    const before = Intervals.of([[event.lo, event.hi]]).without(shelf.durable);
    shelf.closed.addAll(before);
    shelf.durable.add(event.lo, event.hi);
  }

  #say(): void {
    if (!this.#heard) return;
    const boots: Stored["boots"] = {};
    for (const boot of new Set([...this.shelves.keys()].map((key) => key.split(" ")[0] ?? ""))) {
      boots[boot] = { ...this.#confirmation(boot, "readings"), events: this.#confirmation(boot, "events") };
    }
    const stored: Stored = { ingest: "model", generation: this.#generation, boots };
    const { region, site } = this.#place;
    const payload = new Uint8Array(Buffer.from(JSON.stringify(stored)));
    void this.#session
      ?.publish(ownTopics(region, site).stored, payload, { qos: 0, retain: false })
      .catch(() => undefined);
  }

  #confirmation(boot: string, stream: StreamName): Stored["boots"][string]["events"] {
    const { durable, closed, seen } = this.shelf(boot, stream);
    const refused = closed.ranges
      .slice(-64)
      .map(([lo, hi]): [number, number, string] => [lo, hi, "gap: its sender says so"]);
    return { durable: durable.ranges.slice(0, 64).map(([lo, hi]) => [lo, hi]), seen, refused };
  }
}
