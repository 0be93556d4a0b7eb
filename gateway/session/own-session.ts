import { type Boot, bootKey } from "../../core/ids.ts";
import { LinkLoop } from "../../core/link-loop.ts";
import type { Cancel, Clocks } from "../../core/ports/clock.ts";
import type { Link, LinkMessage } from "../../core/ports/link.ts";
import { type Rng, randomHex } from "../../core/ports/rng.ts";
import type { AlarmDigest } from "../../core/wire/alarm-digest.ts";
import { canonicalJson } from "../../core/wire/canonical.ts";
import type { Nonce } from "../../core/wire/command.ts";
import type { EventMessage } from "../../core/wire/events.ts";
import { nonceEvery } from "../../core/wire/freshness.ts";
import type { Presence } from "../../core/wire/presence.ts";
import { ownTopics } from "../../core/wire/topics.ts";
import type { Dictionary } from "../spool/dictionary.ts";

/** What the session works with. */
export interface OwnOptions {
  readonly link: Link;
  readonly clocks: Clocks;
  readonly rng: Rng;
  readonly place: { readonly region: string; readonly site: string };
  readonly clientId: string;
  readonly boot: Boot;
  /** Every definition that messages of ours may name. */
  readonly dictionaries: () => readonly Dictionary[];
  readonly onUp: () => void;
  readonly onDown: () => void;
  readonly onStored: (payload: Uint8Array) => void;
  readonly onCommand: (payload: Uint8Array) => void;
  /** A new nonce is about to go out; a command that quotes it is fresh from now on. */
  readonly onNonce: (nonce: string) => void;
}

const utf8 = new TextEncoder();

/** The connection for our own topics: presence, nonce, digest, definitions, events; `stored` and commands come in. */
export class OwnSession {
  readonly #options: OwnOptions;
  readonly #topics: ReturnType<typeof ownTopics>;
  readonly #loop: LinkLoop;
  #digest: Uint8Array | undefined;
  #spoolTrouble: string | undefined;
  #nonceTimer: Cancel = () => undefined;

  constructor(options: OwnOptions) {
    const { link, clocks, rng, place, clientId } = options;
    this.#options = options;
    this.#topics = ownTopics(place.region, place.site);
    this.#loop = new LinkLoop({
      link,
      clock: clocks.io,
      rng,
      prepare: async () => ({ clientId, will: this.#will(), subscriptions: this.#subscriptions() }),
      onUp: () => this.#up(),
      onMessage: (message) => this.#message(message),
      onDown: () => {
        this.#nonceTimer();
        options.onDown();
      },
    });
  }

  get isUp(): boolean {
    return this.#loop.isUp;
  }

  get bufferedBytes(): number {
    return this.#loop.bufferedBytes;
  }

  get trouble(): string | undefined {
    return this.#loop.trouble;
  }

  start(): void {
    this.#loop.start();
  }

  drop(reason: string): void {
    this.#loop.drop(reason);
  }

  /** Numbered events; the promise tells whether the connection took them. */
  sendEvents(message: EventMessage): { bytes: number; done: Promise<boolean> } | undefined {
    if (!this.#loop.isUp) return undefined;
    const payload = utf8.encode(JSON.stringify(message));
    const done = this.#loop.publish(this.#topics.event, payload, { qos: 0, retain: false });
    return { bytes: payload.length, done };
  }

  /** The standing alarms, retained; said again at each connection. */
  sendDigest(digest: AlarmDigest): void {
    this.#digest = utf8.encode(JSON.stringify(digest));
    this.#publish(this.#topics.alarms, this.#digest, { retain: true });
  }

  /** Why the spool cannot write, or undefined while it can: everybody is told when that begins and when it ends. */
  sendTrouble(trouble: string | undefined): void {
    if ((trouble === undefined) === (this.#spoolTrouble === undefined)) return;
    this.#spoolTrouble = trouble;
    this.#publish(this.#topics.presence, this.#presence(true), { retain: true });
  }

  /** The signed answer to a command; false when there is no connection. */
  async sendResult(commandId: string, envelope: Uint8Array): Promise<boolean> {
    return await this.#loop.publish(this.#topics.result(commandId), envelope, { qos: 1, retain: false });
  }

  async close(how: "clean" | "abrupt"): Promise<void> {
    this.#nonceTimer();
    if (how === "clean")
      await this.#loop.publish(this.#topics.presence, this.#presence(false), { qos: 1, retain: true });
    await this.#loop.close(how);
  }

  #presence(online: boolean): Uint8Array {
    const { boot, clocks } = this.#options;
    const trouble = online ? this.#spoolTrouble?.slice(0, 200) : undefined;
    const presence: Presence = { online, boot: bootKey(boot), at: clocks.world.now(), ...(trouble && { trouble }) };
    return utf8.encode(JSON.stringify(presence));
  }

  #will() {
    return { topic: this.#topics.presence, payload: this.#presence(false), qos: 1, retain: true } as const;
  }

  #subscriptions() {
    const { stored, command, definitionGet } = this.#topics;
    return [
      { topic: stored, qos: 0 },
      { topic: command, qos: 1 },
      { topic: definitionGet, qos: 0 },
    ] as const;
  }

  #up(): void {
    this.#publish(this.#topics.presence, this.#presence(true), { retain: true });
    for (const dictionary of this.#options.dictionaries()) this.#sendDefinition(dictionary);
    if (this.#digest !== undefined) this.#publish(this.#topics.alarms, this.#digest, { retain: true });
    this.#nonce();
    this.#options.onUp();
  }

  #nonce(): void {
    const { boot, rng, clocks, onNonce } = this.#options;
    const message: Nonce = { boot: bootKey(boot), nonce: randomHex(rng, 16) };
    onNonce(message.nonce);
    this.#publish(this.#topics.nonce, utf8.encode(JSON.stringify(message)), { retain: false });
    this.#nonceTimer();
    this.#nonceTimer = clocks.io.schedule(nonceEvery, () => this.#nonce());
  }

  #message({ topic, payload }: LinkMessage): void {
    if (topic === this.#topics.stored) this.#options.onStored(payload);
    else if (topic === this.#topics.command) this.#options.onCommand(payload);
    else if (topic === this.#topics.definitionGet) this.#answer(payload);
  }

  /** Whoever asks for a definition we have gets it; a question for another is not ours to answer. */
  #answer(payload: Uint8Array): void {
    const dictionary = this.#options.dictionaries().find(({ hash }) => hash === askedHash(payload));
    if (dictionary !== undefined) this.#sendDefinition(dictionary);
  }

  #sendDefinition({ hash, definition }: Dictionary): void {
    // Retained: who comes later must not wait for the next connection to know what the numbers mean.
    this.#publish(this.#topics.definition(hash), utf8.encode(canonicalJson(definition)), { retain: true });
  }

  #publish(topic: string, payload: Uint8Array, { retain }: { retain: boolean }): void {
    void this.#loop.publish(topic, payload, { qos: 0, retain });
  }
}

function askedHash(payload: Uint8Array): string | undefined {
  try {
    const asked: unknown = JSON.parse(new TextDecoder().decode(payload));
    if (typeof asked !== "object" || asked === null || !("hash" in asked)) return undefined;
    return typeof asked.hash === "string" ? asked.hash : undefined;
  } catch {
    return undefined;
  }
}
