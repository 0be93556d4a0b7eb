import type { z } from "zod";
import { LinkLoop } from "../../core/link-loop.ts";
import type { Cancel } from "../../core/ports/clock.ts";
import type { LinkMessage } from "../../core/ports/link.ts";
import { everyTopicOf } from "../../core/sparkplug/topics.ts";
import type { DurationMs } from "../../core/time.ts";
import { alarmDigestSchema } from "../../core/wire/alarm-digest.ts";
import { booksSchema } from "../../core/wire/books.ts";
import { nonceSchema } from "../../core/wire/command.ts";
import { definitionSchema } from "../../core/wire/definition.ts";
import { eventMessageSchema } from "../../core/wire/events.ts";
import { longestMessage } from "../../core/wire/fields.ts";
import { presenceSchema } from "../../core/wire/presence.ts";
import { everyOwnTopic, parseOwnTopic, regionItself } from "../../core/wire/topics.ts";
import { BooksInquiry, type SiteBooks } from "./books.ts";
import { type DeskInput, type DeskState, emptyDesk, place } from "./desk.ts";
import type { NotSent, Order, Pending } from "./orders.ts";
import type { ServerConfig, ServerPorts } from "./ports.ts";
import { SentOrders } from "./sent-orders.ts";
import { LiveDecoder } from "./sparkplug.ts";

/** What listeners of the live desk are told: one arrival that changed it. */
export type DeskListener = (input: DeskInput) => void;

/** Shorter than elsewhere: somebody is looking. */
const longestPause: DurationMs = 5_000;

/**
 * The desk's connection to the broker: keeps the live picture of all that arrives.
 * It reconnects unaided; while it is away the picture stays and its age tells.
 */
export class LiveDesk {
  readonly #ports: ServerPorts;
  readonly #listeners = new Set<DeskListener>();
  readonly #decoder = new LiveDecoder();
  #state: DeskState = emptyDesk;
  readonly #loop: LinkLoop;
  readonly #books: BooksInquiry;
  readonly #orders: SentOrders;

  constructor({ id, region }: Pick<ServerConfig, "id" | "region">, ports: ServerPorts) {
    this.#ports = ports;
    this.#books = new BooksInquiry({
      region,
      clock: ports.clocks.io,
      publish: (topic) => this.#loop.publish(topic, new Uint8Array(0), { qos: 0, retain: false }),
    });
    const topics = [everyTopicOf(region), everyOwnTopic(region)];
    this.#loop = new LinkLoop({
      link: ports.link,
      clock: ports.clocks.io,
      rng: ports.rng,
      longestPause,
      prepare: async () => ({
        clientId: `${id}:desk`,
        subscriptions: topics.map((topic) => ({ topic, qos: 0 })),
      }),
      onMessage: (message) => this.#receive(message),
      onUp: () => undefined,
      onDown: () => this.#decoder.forgetBirths(),
    });
    this.#orders = new SentOrders(region, ports, this.#loop);
  }

  get state(): DeskState {
    return this.#state;
  }

  get connected(): boolean {
    return this.#loop.isUp;
  }

  listen(listener: DeskListener): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    this.#loop.start();
  }

  async close(): Promise<void> {
    await this.#loop.close("clean");
  }

  /** The books of one site or of all that were heard of, as ingest tells them. Throws `store-unavailable`. */
  books(site?: string): Promise<readonly SiteBooks[]> {
    const heard = [...this.#state.sites.keys()].filter((one) => one !== regionItself);
    return this.#books.ask(site === undefined ? heard : [site]);
  }

  /** Sends an order and resolves with all its answers once one is final, or with what came within two minutes. */
  send(site: string, actor: string, order: Order): Promise<Pending | NotSent | "broker-unreachable"> {
    return this.#orders.send(this.#state.sites.get(site), actor, order);
  }

  #receive(message: LinkMessage): void {
    if (message.payload.length > longestMessage) return;
    const own = parseOwnTopic(message.topic);
    const input = own === undefined ? this.#sparkplug(message) : this.#own(own, message);
    if (input !== undefined) this.put(input);
  }

  /** Puts one arrival on the desk and tells all who listen. */
  put(input: DeskInput): void {
    this.#state = place(this.#state, input, this.#ports.clocks.io.now());
    for (const listener of this.#listeners) listener(input);
  }

  #sparkplug({ topic, payload }: LinkMessage): DeskInput | undefined {
    const decoded = this.#decoder.decode(topic, payload);
    if (decoded === undefined) return undefined;
    const { site, online, values } = decoded;
    return online ? { kind: "values", site, values } : { kind: "online", site, online };
  }

  #own({ site, rest }: { site: string; rest: readonly string[] }, { payload }: LinkMessage): DeskInput | undefined {
    const [kind, hash, last] = rest;
    if (kind === "command" && last === "result") {
      this.#orders.take(site, payload);
      return undefined;
    }
    const body = parse(payload);
    switch (kind) {
      case "books":
        return this.#takeBooks(site, body);
      case "alarms":
        return read(alarmDigestSchema, body, (digest) => ({ kind: "alarms", site, digest }));
      case "nonce":
        return read(nonceSchema, body, (nonce) => ({ kind: "nonce", site, nonce }));
      case "definition":
        return read(definitionSchema, body, (definition) => {
          this.#decoder.learn(site, hash ?? "", definition);
          return { kind: "definition", site, definition };
        });
      case "event":
        return read(eventMessageSchema, body, ({ events }) => ({ kind: "events", site, events }));
      case "presence":
        return read(presenceSchema, body, ({ online, trouble = null }) => ({ kind: "online", site, online, trouble }));
      default:
        return undefined;
    }
  }

  #takeBooks(site: string, body: unknown): undefined {
    const books = booksSchema.safeParse(body);
    if (books.success) this.#books.take(site, books.data);
  }
}

function read<T>(schema: z.ZodType<T>, body: unknown, make: (value: T) => DeskInput): DeskInput | undefined {
  const parsed = schema.safeParse(body);
  return parsed.success ? make(parsed.data) : undefined;
}

function parse(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}
