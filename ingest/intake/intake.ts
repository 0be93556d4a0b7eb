import { idPattern } from "../../core/ids.ts";
import type { StoreImage } from "../../core/ports/store.ts";
import { namespace } from "../../core/sparkplug/topics.ts";
import type { DurationMs, EpochMs } from "../../core/time.ts";
import type { Sha256 } from "../../core/wire/canonical.ts";
import { parseOwnTopic, regionItself } from "../../core/wire/topics.ts";
import { Register } from "../books/register.ts";
import type { Batch } from "../commit/batch.ts";
import { type Catalogue, readDefinition } from "../series/catalogue.ts";
import { SeriesIndex } from "../series/series-index.ts";
import { takeEvents } from "./event-intake.ts";
import type { Quarantine } from "./quarantine.ts";
import { ReadingIntake, type ReadingOutcome } from "./reading-intake.ts";
import { RecentTimes } from "./recent-times.ts";

/** Messages since the start, by what became of them. */
export interface IntakeCounts {
  messages: number;
  rows: number;
  duplicates: number;
  quarantined: number;
  /** Left to be sent again: too many holes before them, or their definition is not known yet. */
  postponed: number;
}

/** What the host has to do after a message. */
export type IntakeEffect =
  | { readonly kind: "ask-definition"; readonly region: string; readonly site: string; readonly hash: string }
  | {
      readonly kind: "keep-definition";
      readonly region: string;
      readonly site: string;
      readonly hash: string;
      readonly text: Uint8Array;
    }
  /** Tell the site at once what is durable: it starts a connection, or sends again what is. */
  | { readonly kind: "remind"; readonly region: string; readonly site: string };

/** The bounds within which messages are taken. */
export interface IntakeConfig {
  readonly seriesPerSite: number;
  readonly futureLimit: DurationMs;
  readonly longestPayload: number;
}

/** What outlives an opening of the store. */
export interface IntakeParts {
  readonly catalogue: Catalogue;
  readonly quarantine: Quarantine;
  readonly sha256: Sha256;
}

interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
}

const nothing: readonly IntakeEffect[] = [];

/** Everything between a message and the batch it goes into. It stands on one opening of the store: another one needs another. */
export class Intake {
  readonly register: Register;
  readonly series: SeriesIndex;
  readonly #config: IntakeConfig;
  readonly #parts: IntakeParts;
  readonly #readings: ReadingIntake;
  readonly #counts: IntakeCounts;

  constructor(image: StoreImage, config: IntakeConfig, parts: IntakeParts, counts: IntakeCounts) {
    this.#config = config;
    this.#parts = parts;
    this.#counts = counts;
    this.register = new Register(image.register);
    this.series = new SeriesIndex(image.series, config.seriesPerSite);
    this.#readings = new ReadingIntake({
      register: this.register,
      series: this.series,
      catalogue: parts.catalogue,
      recent: new RecentTimes(),
      futureLimit: config.futureLimit,
      longestPayload: config.longestPayload,
    });
  }

  /** Takes one message in. It throws on nothing that can be sent. */
  take(message: Message, batch: Batch, now: EpochMs): readonly IntakeEffect[] {
    this.#counts.messages += 1;
    if (message.topic.startsWith(`${namespace}/`)) return this.#sparkplug(message, batch, now);
    return this.#own(message, batch, now);
  }

  #sparkplug(message: Message, batch: Batch, now: EpochMs): readonly IntakeEffect[] {
    const source = this.#readings.source(message.topic);
    if (source === undefined) return this.#quarantine(message, "topic", now);
    const { type } = source.topic;
    if (type === "DDATA" || type === "NDATA") {
      const outcome = this.#readings.data(source, message.payload, { batch, now });
      if (outcome.kind !== "unknown-definition") return this.#count(outcome, message, now);
      return this.#postpone({ ...source.place, hash: outcome.hash }, message);
    }
    if (type !== "NBIRTH" && type !== "DBIRTH") return nothing;
    this.#readings.birth(source.topic, message.payload);
    return type === "NBIRTH" ? [{ kind: "remind", ...source.place }] : nothing;
  }

  #own(message: Message, batch: Batch, now: EpochMs): readonly IntakeEffect[] {
    const topic = parseOwnTopic(message.topic);
    if (topic === undefined || !idPattern.test(topic.region) || !isPlace(topic.site))
      return this.#quarantine(message, "topic", now);
    const { region, site, rest } = topic;
    const [word, hash, ...more] = rest;
    if (word === "event" && hash === undefined) {
      const into = { register: this.register, batch, now, longestPayload: this.#config.longestPayload };
      return this.#count(takeEvents({ region, site, payload: message.payload }, into), message, now);
    }
    if (word !== "definition" || hash === undefined || hash === "get" || more.length > 0) return nothing;
    return this.#learn({ region, site, hash }, message, { batch, now });
  }

  #learn(
    place: { region: string; site: string; hash: string },
    message: Message,
    { batch, now }: { batch: Batch; now: EpochMs },
  ): readonly IntakeEffect[] {
    if (this.#parts.catalogue.get(place) !== undefined) return nothing;
    const definition = readDefinition(place, message.payload, this.#parts.sha256);
    if (definition === undefined) return this.#quarantine(message, "definition", now);
    const waiting = this.#parts.catalogue.learn(place, definition);
    const effects: IntakeEffect[] = [{ kind: "keep-definition", ...place, text: message.payload }];
    for (const held of waiting) effects.push(...this.take(held, batch, now));
    return effects;
  }

  #postpone(place: { region: string; site: string; hash: string }, message: Message): readonly IntakeEffect[] {
    const wait = this.#parts.catalogue.wait(place, message);
    if (!wait.kept) this.#counts.postponed += 1;
    return wait.ask ? [{ kind: "ask-definition", ...place }] : nothing;
  }

  #count(outcome: Exclude<ReadingOutcome, { kind: "unknown-definition" }>, message: Message, now: EpochMs) {
    switch (outcome.kind) {
      case "taken":
        this.#counts.rows += outcome.rows;
        return nothing;
      case "duplicate":
        this.#counts.duplicates += 1;
        return nothing;
      case "out-of-order":
        this.#counts.postponed += 1;
        return nothing;
      case "quarantined":
        return this.#quarantine(message, outcome.reason, now);
    }
  }

  #quarantine(message: Message, reason: string, now: EpochMs): readonly IntakeEffect[] {
    this.#counts.quarantined += 1;
    this.#parts.quarantine.add(message, reason, now);
    return nothing;
  }
}

function isPlace(site: string): boolean {
  return site === regionItself || idPattern.test(site);
}
