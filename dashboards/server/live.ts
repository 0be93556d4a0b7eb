import type { z } from "zod";
import type { Cancel } from "../../core/ports/clock.ts";
import { sleep } from "../../core/ports/clock.ts";
import type { LinkMessage, LinkSession } from "../../core/ports/link.ts";
import { randomHex } from "../../core/ports/rng.ts";
import {
  alarmDigestSchema,
  definitionSchema,
  eventMessageSchema,
  longestMessage,
  nonceSchema,
  presenceSchema,
} from "../../core/wire/messages.ts";
import { ownTopics, parseOwnTopic } from "../../core/wire/topics.ts";
import { type DeskInput, type DeskState, emptyDesk, place } from "./desk.ts";
import {
  commandFor,
  isFinal,
  type NotSent,
  type Order,
  orderLife,
  type Pending,
  withoutOld,
  withResult,
} from "./orders.ts";
import type { ServerPorts } from "./ports.ts";
import { LiveDecoder } from "./sparkplug.ts";

/** What listeners of the live desk are told: one arrival that changed it. */
export type DeskListener = (input: DeskInput) => void;

const firstBackOff = 250;
const longestBackOff = 5_000;

/**
 * The desk's connection to the broker: keeps the live picture, sends orders and collects their answers.
 * It reconnects unaided; while it is away the picture stays and its age tells.
 */
export class LiveDesk {
  readonly #ports: ServerPorts;
  readonly #region: string;
  readonly #listeners = new Set<DeskListener>();
  readonly #decoder = new LiveDecoder();
  readonly #waiting = new Map<string, () => void>();
  #state: DeskState = emptyDesk;
  #pending: ReadonlyMap<string, Pending> = new Map();
  #session: LinkSession | undefined;
  #closed = false;
  #backOff = firstBackOff;

  constructor(region: string, ports: ServerPorts) {
    this.#region = region;
    this.#ports = ports;
  }

  get state(): DeskState {
    return this.#state;
  }

  get connected(): boolean {
    return this.#session !== undefined;
  }

  listen(listener: DeskListener): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Connects and keeps connected; resolves after the first try. */
  async start(): Promise<void> {
    await this.#connect();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#session?.close("clean");
  }

  /** Sends an order and resolves with all its answers once one is final, or with what came within two minutes. */
  async send(site: string, actor: string, order: Order): Promise<Pending | NotSent | "broker-unreachable"> {
    const now = this.#ports.clocks.io.now();
    const id = randomHex(this.#ports.rng, 8);
    const command = commandFor({ region: this.#region, id, actor, order }, this.#state.sites.get(site), now);
    if (typeof command === "string") return command;
    const session = this.#session;
    if (session === undefined) return "broker-unreachable";
    this.#pending = new Map(withoutOld(this.#pending, now)).set(id, { id, site, sentAt: now, results: [] });
    const answered = new Promise<void>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#ports.clocks.io.schedule(orderLife, resolve);
    });
    await session.publish(ownTopics(this.#region, site).command, this.#ports.seal("command", command), {
      qos: 1,
      retain: false,
    });
    await answered;
    this.#waiting.delete(id);
    return this.#pending.get(id) ?? { id, site, sentAt: now, results: [] };
  }

  async #connect(): Promise<void> {
    while (!this.#closed) {
      try {
        this.#session = await this.#ports.link.connect({
          clientId: "console:desk",
          onMessage: (message) => this.#receive(message),
          onClose: () => this.#lost(),
        });
        const filters = [`spBv1.0/${this.#region}/#`, `homeostat/v1/${this.#region}/#`];
        await this.#session.subscribe(filters.map((topic) => ({ topic, qos: 0 })));
        this.#backOff = firstBackOff;
        return;
      } catch {
        await this.#session?.close("abrupt");
        this.#session = undefined;
        await this.#pause();
      }
    }
  }

  #lost(): void {
    this.#session = undefined;
    if (!this.#closed) void this.#pause().then(() => this.#connect());
  }

  #pause(): Promise<void> {
    const wait = this.#backOff * (0.5 + this.#ports.rng.next());
    this.#backOff = Math.min(longestBackOff, this.#backOff * 2);
    return sleep(this.#ports.clocks.io, wait);
  }

  #receive(message: LinkMessage): void {
    if (message.payload.length > longestMessage) return;
    const own = parseOwnTopic(message.topic);
    const input = own === undefined ? this.#sparkplug(message) : this.#own(own, message);
    if (input === undefined) return;
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
    const [kind, , last] = rest;
    if (kind === "command" && last === "result") return this.#answer(site, payload);
    const body = parse(payload);
    switch (kind) {
      case "alarms":
        return read(alarmDigestSchema, body, (digest) => ({ kind: "alarms", site, digest }));
      case "nonce":
        return read(nonceSchema, body, (nonce) => ({ kind: "nonce", site, nonce }));
      case "definition":
        return read(definitionSchema, body, (definition) => ({ kind: "definition", site, definition }));
      case "event":
        return read(eventMessageSchema, body, ({ events }) => ({ kind: "events", site, events }));
      case "presence":
        return read(presenceSchema, body, ({ online }) => ({ kind: "online", site, online }));
      default:
        return undefined;
    }
  }

  #answer(site: string, payload: Uint8Array): undefined {
    const result = this.#ports.openResult(site, payload);
    if (result === undefined) return;
    this.#pending = withResult(this.#pending, result);
    if (isFinal(result)) this.#waiting.get(result.id)?.();
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
