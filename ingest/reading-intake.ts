import { bootKey, idPattern } from "../core/ids.ts";
import { decodePayload } from "../core/sparkplug/decode.ts";
import type { DataHead } from "../core/sparkplug/decode-data.ts";
import type { MetricIndex } from "../core/sparkplug/metric-index.ts";
import { nodeDevice, type SparkplugTopic } from "../core/sparkplug/topics.ts";
import type { DurationMs, EpochMs } from "../core/time.ts";
import type { Identity } from "../core/wire/header.ts";
import type { Batch } from "./batch.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Outcome } from "./event-intake.ts";
import { takeForeign } from "./foreign.ts";
import { type DevicePlace, definedIndex, foreignIndex } from "./metric-indexes.ts";
import { type NumberedMessage, refuseWhole, takeNumbered } from "./numbered.ts";
import type { RecentTimes } from "./recent-times.ts";
import type { Register } from "./register.ts";
import { salvageIdentity } from "./salvage.ts";
import type { SeriesIndex } from "./series-index.ts";
import { Births } from "./site-names.ts";
import { slugOf } from "./slug.ts";
import { TopicReader } from "./topic-reader.ts";

/** What became of a Sparkplug message; an unknown definition is to be asked for, and the message may wait for it. */
export type ReadingOutcome = Outcome | { readonly kind: "unknown-definition"; readonly hash: string };

export interface ReadingIntakeParts {
  readonly register: Register;
  readonly series: SeriesIndex;
  readonly catalogue: Catalogue;
  readonly recent: RecentTimes;
  readonly futureLimit: DurationMs;
  readonly longestPayload: number;
  /** Told of every identity, for the books. */
  readonly onIdentity: (region: string, site: string, identity: Identity) => void;
}

/** The index of one device under one definition; `booleans` is empty for nodes without numbers. */
export interface SeriesOfDevice extends MetricIndex {
  readonly booleans: ReadonlySet<number>;
}

interface Source {
  readonly topic: SparkplugTopic;
  readonly place: DevicePlace;
  readonly reader: TopicReader<SeriesOfDevice>;
}

const noBooleans: ReadonlySet<number> = new Set();

/** Most topics that keep their decoders. */
const mostSources = 200_000;

/** Takes Sparkplug data messages into a batch: each reading once, in what order and how often they ever come. */
export class ReadingIntake {
  readonly #parts: ReadingIntakeParts;
  readonly #births = new Births();
  readonly #sources = new Map<string, Source>();

  constructor(parts: ReadingIntakeParts) {
    this.#parts = parts;
  }

  /** A birth: names behind aliases, data types, and the start of a new connection. */
  birth(topic: SparkplugTopic, payload: Uint8Array): void {
    const decoded = decodePayload(payload);
    if (decoded.ok) this.#births.of(topic).learn(decoded.value);
    if (topic.type === "NBIRTH") this.#parts.register.forgetSeen(topic.group, topic.edgeNode);
    for (const source of this.#sources.values()) {
      const same = source.topic.group === topic.group && source.topic.edgeNode === topic.edgeNode;
      if (same && source.topic.device === topic.device) source.reader.forget();
    }
  }

  data(
    topicText: string,
    topic: SparkplugTopic,
    payload: Uint8Array,
    into: { batch: Batch; now: EpochMs },
  ): ReadingOutcome {
    if (payload.length > this.#parts.longestPayload) return { kind: "quarantined", reason: "too large" };
    const { batch, now } = into;
    const source = this.#source(topicText, topic);
    const start = batch.columns.length;
    const read = source.reader.read(payload, batch.columns, (hash) => this.#indexOf(source, hash));
    if (!read.ok) return this.#undecodable(source, payload, into);
    const { head, index } = read.value;
    if (head.identity === undefined) {
      return takeForeign(
        { place: source.place, head, start },
        { ...into, recent: this.#parts.recent, latest: this.#latest(now) },
      );
    }
    if (index === undefined) {
      batch.columns.length = start;
      return { kind: "unknown-definition", hash: head.identity.definition };
    }
    return takeNumbered(this.#message(source, payload, { head, identity: head.identity, start, index }), {
      ...into,
      register: this.#parts.register,
      latest: this.#latest(now),
      onIdentity: this.#parts.onIdentity,
      variableOf: (id) => this.#parts.series.variableOf(id),
    });
  }

  #latest(now: EpochMs): EpochMs {
    return now + this.#parts.futureLimit;
  }

  #message(
    source: Source,
    payload: Uint8Array,
    decoded: { head: DataHead; identity: Identity; start: number; index: SeriesOfDevice },
  ): NumberedMessage {
    return { place: source.place, payload, boot: bootKey(decoded.identity.boot), ...decoded };
  }

  /** A message that cannot be read is refused by its numbers, where at least those can be read. */
  #undecodable(source: Source, payload: Uint8Array, { batch, now }: { batch: Batch; now: EpochMs }): Outcome {
    const identity = salvageIdentity(payload);
    const { region, site, device } = source.place;
    if (identity !== undefined) {
      const message = { place: source.place, payload, boot: bootKey(identity.boot), identity, reason: "undecodable" };
      return refuseWhole(message, { batch, now, register: this.#parts.register });
    }
    batch.refuse({ region, site, device, variable: "-", measuredAt: now, reason: "undecodable" }, now);
    return { kind: "quarantined", reason: "undecodable" };
  }

  #source(topicText: string, topic: SparkplugTopic): Source {
    const known = this.#sources.get(topicText);
    if (known !== undefined) return known;
    const place = { region: idOf(topic.group), site: idOf(topic.edgeNode), device: idOf(topic.device ?? nodeDevice) };
    const source = { topic, place, reader: new TopicReader<SeriesOfDevice>() };
    if (this.#sources.size < mostSources) this.#sources.set(topicText, source);
    return source;
  }

  #indexOf({ topic, place }: Source, hash: string): SeriesOfDevice | undefined {
    const { catalogue, series } = this.#parts;
    const births = this.#births.of(topic);
    if (hash === "") return { ...foreignIndex(place, births, series), booleans: noBooleans };
    const definition = catalogue.get({ region: place.region, site: place.site, hash });
    return definition === undefined ? undefined : definedIndex(place, definition, births, series);
  }
}

function idOf(name: string): string {
  return idPattern.test(name) ? name : slugOf(name);
}
