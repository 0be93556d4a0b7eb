import { AppError, messageOf } from "../core/errors.ts";
import { LinkLoop } from "../core/link-loop.ts";
import type { Cancel } from "../core/ports/clock.ts";
import type { LinkMessage } from "../core/ports/link.ts";
import type { RefusedRow } from "../core/ports/store.ts";
import type { DurationMs } from "../core/time.ts";
import { seal } from "../core/wire/envelope.ts";
import type { Stored } from "../core/wire/stored.ts";
import { ownTopics } from "../core/wire/topics.ts";
import type { SitePlace } from "./acknowledge/acknowledgements.ts";
import { acknowledgerConfig } from "./acknowledge/acknowledger.ts";
import { Speaker } from "./acknowledge/speaker.ts";
import { asksForBooks, booksAnswer } from "./books/answer.ts";
import { booksOf, type SiteBooks } from "./books/books.ts";
import { SaidFile } from "./books/said-file.ts";
import { StoreSession } from "./commit/store-session.ts";
import type { IngestConfig } from "./config.ts";
import { Intake, type IntakeCounts, type IntakeEffect } from "./intake/intake.ts";
import { Quarantine } from "./intake/quarantine.ts";
import type { Ingest, IngestPorts, IngestStatus } from "./ports.ts";
import { Catalogue, type DefinitionPlace } from "./series/catalogue.ts";
import { DefinitionFiles } from "./series/definition-files.ts";
import { subscriptionsOf } from "./subscriptions.ts";

const shortestPause: DurationMs = 250;
const longestPause: DurationMs = 10_000;
const longestLinkPause: DurationMs = 30_000;

const longestGoodbye: DurationMs = 5_000;

/** Definitions that have not come are asked for again. */
const askEvery: DurationMs = 5_000;

const encoder = new TextEncoder();

/** Starts ingest: it subscribes, stores and says what is durable until it is disposed. Trouble with broker or store shows in its status. */
export async function start(config: IngestConfig, ports: IngestPorts): Promise<Ingest> {
  const host = new IngestHost(config, ports);
  await host.begin();
  return host;
}

class IngestHost implements Ingest {
  readonly #config: IngestConfig;
  readonly #ports: IngestPorts;
  readonly #catalogue = new Catalogue();
  readonly #quarantine = new Quarantine();
  readonly #files: DefinitionFiles;
  readonly #speaker: Speaker;
  readonly #saidFile: SaidFile;
  readonly #counts: IntakeCounts = { messages: 0, rows: 0, duplicates: 0, quarantined: 0, postponed: 0 };
  readonly #link: LinkLoop;
  #session: StoreSession | undefined;
  #generation: number | undefined;
  #trouble: string | undefined;
  #retry: Cancel | undefined;
  #asking: Cancel | undefined;
  #pause = shortestPause;
  #dropped = 0;
  #said = 0;
  #ended = false;

  constructor(config: IngestConfig, ports: IngestPorts) {
    this.#config = config;
    this.#ports = ports;
    this.#files = new DefinitionFiles(ports.disk, ports.sha256);
    this.#saidFile = new SaidFile(ports.disk, ports.clocks.io);
    this.#speaker = new Speaker(
      ports.clocks.io,
      acknowledgerConfig(config.windowBytes),
      (site) => void this.#say(site),
    );
    const { link, clocks, rng } = ports;
    this.#link = new LinkLoop({
      link,
      clock: clocks.io,
      rng,
      longestPause: longestLinkPause,
      prepare: async () => ({ clientId: `${config.id}:own`, subscriptions: config.regions.flatMap(subscriptionsOf) }),
      onMessage: (message) => this.#take(message),
      onUp: () => this.#linked(),
      onDown: () => undefined,
    });
  }

  async begin(): Promise<void> {
    for (const { place, definition } of await this.#files.load()) this.#catalogue.learn(place, definition);
    await this.#openStore();
    this.#link.start();
    this.#askLater();
  }

  status(): IngestStatus {
    return {
      ...this.#counts,
      store: this.#session === undefined ? "opening" : "open",
      link: this.#link.isUp ? "connected" : "connecting",
      trouble: this.#linkTrouble() ?? this.#trouble,
      generation: this.#generation,
      dropped: this.#dropped + (this.#session?.dropped ?? 0),
      acknowledgements: this.#said,
      waiting: this.#session?.waiting ?? 0,
      definitions: this.#catalogue.size,
      quarantine: this.#quarantine.newest,
      quarantineCounts: Object.fromEntries(this.#quarantine.counts),
    };
  }

  books(site?: string): SiteBooks[] {
    if (this.#session === undefined)
      throw new AppError(
        "store-unavailable",
        `the books are in the store, which does not answer (${this.#trouble ?? "it is being opened"})`,
      );
    return booksOf(this.#session.intake.register, site);
  }

  /** Stops reading, makes durable what was read, says so, and leaves. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#retry?.();
    this.#asking?.();
    if (this.#session !== undefined) await this.#lastWords(this.#session);
    this.#speaker.close();
    await this.#link.close("clean");
    await this.#ports.store.close();
  }

  /** A store that does not answer is not waited for: what it lacks comes again. */
  async #lastWords(session: StoreSession): Promise<void> {
    let stopWaiting: Cancel = () => undefined;
    const patience = new Promise<void>((resolve) => {
      stopWaiting = this.#ports.clocks.io.schedule(longestGoodbye, resolve);
    });
    await Promise.race([session.finish(), patience]);
    stopWaiting();
    await this.#saidFile.save(session.intake.register);
    await Promise.all(this.#speaker.heard().map((site) => this.#say(site)));
  }

  #take(message: LinkMessage): void {
    if (this.#ended) return;
    if (this.#session === undefined) {
      this.#dropped += 1;
      return;
    }
    if (asksForBooks(message.topic)) this.#tellBooks(message.topic, this.#session.intake);
    else for (const effect of this.#session.take(message)) this.#perform(effect);
  }

  #tellBooks(asked: string, { register }: Intake): void {
    const { topic, books } = booksAnswer(register, asked, this.#config.id);
    void this.#publish(topic, encoder.encode(JSON.stringify(books)));
  }

  #perform(effect: IntakeEffect): void {
    switch (effect.kind) {
      case "ask-definition":
        this.#ask(effect);
        return;
      case "keep-definition":
        this.#files.save(effect, effect.text).catch((error: unknown) => {
          this.#trouble = `definitions: ${messageOf(error)}`;
        });
        return;
      case "remind":
        this.#speaker.durable(effect, 0);
        return;
    }
  }

  async #openStore(): Promise<void> {
    try {
      const image = await this.#ports.store.open({ onRefused: (rows) => this.#refused(rows) });
      const kept = await this.#saidFile.load();
      if (this.#ended) return;
      this.#pause = shortestPause;
      this.#generation = image.generation;
      const intake = new Intake(image, intakeConfig(this.#config), this.#intakeParts(), this.#counts);
      intake.register.recall(kept);
      this.#session = this.#newSession(intake);
      if (this.#link.isUp) this.#remind();
    } catch (error) {
      this.#trouble = `store: ${messageOf(error)}`;
      this.#openLater();
    }
  }

  #refused(rows: readonly RefusedRow[]): void {
    const at = this.#ports.clocks.world.now();
    for (const { text, reason } of rows) {
      // The same words for the same cause: what a message quotes is the row, which is kept beside them.
      this.#quarantine.add({ topic: "store", payload: encoder.encode(text) }, reason.replace(/'[^']*'/g, "'…'"), at);
    }
  }

  #intakeParts() {
    return { catalogue: this.#catalogue, quarantine: this.#quarantine, sha256: this.#ports.sha256 };
  }

  #newSession(intake: Intake): StoreSession {
    const { commitRows, commitAfterMs: commitAfter, queueRows, compactEvery } = this.#config;
    return new StoreSession(intake, { commitRows, commitAfter, queueRows, compactEvery }, this.#ports, {
      onDurable: (sites) => {
        this.#trouble = undefined;
        this.#saidFile.touch(intake.register);
        for (const site of sites) this.#speaker.durable(site, site.historyBytes);
      },
      onFailed: (reason) => {
        this.#trouble = `store: ${reason}`;
        this.#dropped += this.#session?.dropped ?? 0;
        this.#session = undefined;
        void this.#saidFile.save(intake.register);
        this.#openLater();
      },
    });
  }

  #openLater(): void {
    if (this.#ended) return;
    this.#retry = this.#ports.clocks.io.schedule(this.#pause, () => void this.#openStore());
    this.#pause = Math.min(longestPause, this.#pause * 2);
  }

  #linked(): void {
    this.#remind();
    for (const place of this.#catalogue.unanswered()) this.#ask(place);
  }

  /** After every new connection and every new opening of the store: a sender may have waited for either. */
  #remind(): void {
    for (const site of this.#session?.intake.register.sites() ?? []) this.#speaker.durable(site, 0);
    this.#speaker.remindAll();
  }

  #ask({ region, site, hash }: DefinitionPlace): void {
    void this.#publish(ownTopics(region, site).definitionGet, encoder.encode(JSON.stringify({ hash })));
  }

  #askLater(): void {
    this.#asking = this.#ports.clocks.io.schedule(askEvery, () => {
      for (const place of this.#catalogue.unanswered()) this.#ask(place);
      this.#askLater();
    });
  }

  async #say({ region, site }: SitePlace): Promise<void> {
    const register = this.#session?.intake.register;
    if (register === undefined || this.#generation === undefined) return;
    const boots = register.stored(region, site);
    const stored: Stored = { ingest: this.#config.id, generation: this.#generation, boots };
    const envelope = seal("stored", stored, this.#ports.signer);
    if (await this.#publish(ownTopics(region, site).stored, envelope)) this.#said += 1;
  }

  #linkTrouble(): string | undefined {
    const { isUp, trouble } = this.#link;
    return isUp || trouble === undefined ? undefined : `broker: ${trouble}`;
  }

  #publish(topic: string, payload: Uint8Array): Promise<boolean> {
    return this.#link.publish(topic, payload, { qos: 0, retain: false });
  }
}

function intakeConfig({ seriesPerSite, futureLimitMs, longestPayload }: IngestConfig) {
  return { seriesPerSite, futureLimit: futureLimitMs, longestPayload };
}
