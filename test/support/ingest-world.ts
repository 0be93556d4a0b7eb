import { sha256 } from "../../core/io/hash.ts";
import { settled } from "../../core/io/turn.ts";
import { sleep } from "../../core/ports/clock.ts";
import type { LinkMessage, LinkSession } from "../../core/ports/link.ts";
import type { Store } from "../../core/ports/store.ts";
import { SimDisk } from "../../core/sim/disk.ts";
import { SimNetwork } from "../../core/sim/network.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { SimScheduler } from "../../core/sim/scheduler.ts";
import { DataEncoder } from "../../core/sparkplug/encode-data.ts";
import { type Books, booksSchema } from "../../core/wire/books.ts";
import { canonicalJson, definitionHash } from "../../core/wire/canonical.ts";
import type { Definition } from "../../core/wire/definition.ts";
import { openEnvelope, type Signer, type Verifier } from "../../core/wire/envelope.ts";
import type { EventMessage, WireEvent } from "../../core/wire/events.ts";
import type { Lane } from "../../core/wire/header.ts";
import type { Stored } from "../../core/wire/stored.ts";
import { storedSchema } from "../../core/wire/stored.ts";
import { ownTopics } from "../../core/wire/topics.ts";
import { start } from "../../ingest/app.ts";
import { ingestConfigSchema } from "../../ingest/config.ts";
import type { Ingest } from "../../ingest/ports.ts";
import { MemoryContent, MemoryStore } from "../../ingest/stores/memory/store.ts";

/** The first moment of every test on ingest, epoch ms. */
export const begin = Date.UTC(2025, 8, 12, 12);
/** The boot whose numbers the tests send. */
export const boot = { counter: 1, salt: "00000000000000aa" };
/** `boot` as topics and books write it. */
export const bootText = `${boot.counter}-${boot.salt}`;

/** What the test site measures. */
export const definition: Definition = {
  site: "polder",
  variables: [
    { device: "gauge", variable: "level", type: "Double", unit: "m", commons: "water" },
    { device: "gauge", variable: "wet", type: "Boolean", unit: "1", commons: "water" },
  ],
};
/** Hash of `definition`. */
const definitionId = definitionHash(definition, sha256);
const definitionText = canonicalJson(definition);

/** Stands in for a key: enough to see that what is sent is an envelope, and whose. */
const signer: Signer = { keyId: "0123456789abcdef", sign: (bytes) => sha256(bytes) };
const verifier: Verifier = {
  verify: (keyId, bytes, signature) =>
    keyId === signer.keyId && Buffer.from(sha256(bytes)).equals(Buffer.from(signature)),
};

/** One numbered data message of the gauge: value i belongs to number `firstSeq + i`, measured `seq` seconds after the start. */
export interface GaugeMessage {
  readonly firstSeq: number;
  readonly values: readonly number[];
  readonly lane?: Lane;
  readonly definition?: string;
  readonly names?: readonly string[];
}

/** The bytes of a DDATA of the gauge. */
export function gaugeMessage(message: GaugeMessage): Uint8Array {
  const { firstSeq, values, lane = "live", names = values.map(() => "level") } = message;
  const encoder = new DataEncoder(names.map((name) => ({ name, type: "Double" })));
  const seq = firstSeq + values.length;
  return encoder.encode({
    timestamp: begin + 1000 * firstSeq,
    seq: 0,
    rows: {
      variable: Uint16Array.from(values, (_, index) => index),
      measuredAt: Float64Array.from(values, (_, index) => begin + 1000 * (firstSeq + index)),
      value: Float64Array.from(values),
    },
    from: 0,
    to: values.length,
    historical: lane === "history",
    identity: {
      ...{ boot, firstSeq, count: values.length, definition: message.definition ?? definitionId, lane },
      ...{ measured: seq, folded: 0, superseded: 0 },
    },
  });
}

/** The bytes of a message of numbered events. */
export function eventMessage(firstSeq: number, events: readonly WireEvent[]): Uint8Array {
  const message: EventMessage = {
    v: 1,
    boot: bootText,
    firstSeq,
    count: events.length,
    lane: "live",
    events: [...events],
  };
  return new TextEncoder().encode(JSON.stringify(message));
}

/** Where the gauge's data comes in. */
export const dataTopic = "spBv1.0/north/DDATA/polder/gauge";
/** Where the site's events come in. */
export const eventTopic = "homeostat/v1/north/polder/event";

/** A broker, an ingest with a memory store, and a site that speaks to it, all on virtual time. */
export class IngestWorld {
  readonly scheduler = new SimScheduler(begin, settled);
  readonly network = new SimNetwork(this.scheduler);
  readonly disk = new SimDisk();
  readonly content = new MemoryContent();
  /** Every acknowledgement the site received, opened. */
  readonly stored: Stored[] = [];
  /** Called as each acknowledgement is sent on its way. */
  onStored: (stored: Stored) => void = () => undefined;
  answersDefinitions = true;
  asked = 0;
  #site: LinkSession | undefined;
  ingest: Ingest | undefined;
  store: Store = new MemoryStore(this.content, () => sleep(this.scheduler.clocks().io, 20));

  async start(config: Record<string, unknown> = {}): Promise<Ingest> {
    const starting = start(ingestConfigSchema.parse({ regions: ["north"], ...config }), {
      link: this.network.link("hub"),
      store: this.store,
      clocks: this.scheduler.clocks(),
      rng: seededRng(1),
      disk: this.disk.mount(),
      signer,
      sha256,
    });
    await this.scheduler.advance(10);
    this.ingest = await starting;
    await this.scheduler.advance(10);
    return this.ingest;
  }

  /** Ends the ingest as a kill would; the store's content and the disk stay. */
  kill(): void {
    this.network.kill("hub");
    this.disk.kill();
    void this.store.close();
    this.store = new MemoryStore(this.content, () => sleep(this.scheduler.clocks().io, 20));
  }

  async connectSite(): Promise<void> {
    const connecting = this.network.link("polder").connect({
      clientId: "polder:test",
      onMessage: (message) => this.#heard(message),
      onClose: () => undefined,
    });
    await this.scheduler.advance(10);
    this.#site = await connecting;
    const filters = ["homeostat/v1/north/polder/stored", "homeostat/v1/north/polder/definition/get"];
    const subscribing = this.#site.subscribe(filters.map((topic) => ({ topic, qos: 0 })));
    await this.scheduler.advance(10);
    await subscribing;
  }

  send(topic: string, payload: Uint8Array): void {
    void this.#site?.publish(topic, payload, { qos: 0, retain: false });
  }

  /** The boots of a site's books, as another process hears them over the broker. */
  async askBooks(site: string): Promise<Books["boots"]> {
    const { books, booksGet } = ownTopics("north", site);
    const heard: Books[] = [];
    const onMessage = ({ payload }: LinkMessage): void => {
      heard.push(booksSchema.parse(JSON.parse(new TextDecoder().decode(payload))));
    };
    const connecting = this.network
      .link(site)
      .connect({ clientId: `${site}:books`, onMessage, onClose: () => undefined });
    await this.scheduler.advance(10);
    const session = await connecting;
    void session.subscribe([{ topic: books, qos: 0 }]);
    await this.scheduler.advance(10);
    void session.publish(booksGet, new Uint8Array(0), { qos: 0, retain: false });
    await this.scheduler.advance(100);
    const [{ boots } = { boots: [] }, ...others] = heard;
    if (heard.length !== 1 || others.length > 0) throw new Error(`${heard.length} answers`);
    return boots;
  }

  sendDefinition(): void {
    this.send(`homeostat/v1/north/polder/definition/${definitionId}`, new TextEncoder().encode(definitionText));
  }

  /** The numbers of the stored readings, in order of their time: number n was measured n seconds after the start. */
  storedNumbers(): number[] {
    const rows = this.content.rows("reading");
    return rows.map(({ time }) => (time - begin) / 1000).sort((a, b) => a - b);
  }

  #heard(message: LinkMessage): void {
    if (message.topic.endsWith("/definition/get")) {
      this.asked += 1;
      if (this.answersDefinitions) this.sendDefinition();
      return;
    }
    const opened = openEnvelope(message.payload, { type: "stored", schema: storedSchema, verifier });
    if (!opened.ok) throw new Error(`an acknowledgement that cannot be opened: ${opened.error.detail}`);
    this.stored.push(opened.value.message);
    this.onStored(opened.value.message);
  }
}
