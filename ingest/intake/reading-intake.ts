import { type Boot, bootKey, idPattern } from "../../core/ids.ts";
import { decodePayload } from "../../core/sparkplug/decode.ts";
import { nodeDevice, parseTopic, type SparkplugTopic, topicOf } from "../../core/sparkplug/topics.ts";
import type { DurationMs, EpochMs } from "../../core/time.ts";
import type { Register } from "../books/register.ts";
import type { Stream } from "../books/stream.ts";
import type { Batch } from "../commit/batch.ts";
import type { Catalogue } from "../series/catalogue.ts";
import { type DeviceIndex, type DevicePlace, definedIndex, foreignIndex } from "../series/metric-indexes.ts";
import type { SeriesIndex } from "../series/series-index.ts";
import { Births } from "../series/site-names.ts";
import { slugOf } from "../series/slug.ts";
import { takeForeign } from "./foreign.ts";
import { refuseWhole, takeNumbered } from "./numbered.ts";
import type { Outcome } from "./outcome.ts";
import type { RecentTimes } from "./recent-times.ts";
import { salvageIdentity } from "./salvage.ts";
import { TopicReader } from "./topic-reader.ts";

/** What became of a Sparkplug message; an unknown definition is to be asked for, and the message may wait for it. */
export type ReadingOutcome = Outcome | { readonly kind: "unknown-definition"; readonly hash: string };

/** What readings are judged by and remembered in. */
export interface ReadingIntakeParts {
  readonly register: Register;
  readonly series: SeriesIndex;
  readonly catalogue: Catalogue;
  readonly recent: RecentTimes;
  readonly futureLimit: DurationMs;
  readonly longestPayload: number;
}

/** One topic of data messages, and what is remembered of it from message to message. */
export interface Source {
  readonly topic: SparkplugTopic;
  readonly place: DevicePlace;
  readonly reader: TopicReader<DeviceIndex>;
  /** The boot its last message was of. */
  last: { readonly boot: Boot; readonly stream: Stream } | undefined;
}

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
    if (topic.type === "NBIRTH") {
      this.#births.nodeBorn(topic);
      this.#parts.register.forgetSeen(topic.group, topic.edgeNode);
    }
    if (decoded.ok) this.#births.of(topic).learn(decoded.value);
    const data = topicOf(topic.type === "NBIRTH" ? "NDATA" : "DDATA", topic, topic.device);
    this.#sources.get(data)?.reader.forget();
  }

  /** Where messages of this topic come from; undefined when it is no topic of Sparkplug's. */
  source(topicText: string): Source | undefined {
    const known = this.#sources.get(topicText);
    if (known !== undefined) return known;
    const topic = parseTopic(topicText);
    if (topic === undefined) return undefined;
    const place = { region: idOf(topic.group), site: idOf(topic.edgeNode), device: idOf(topic.device ?? nodeDevice) };
    const source = { topic, place, reader: new TopicReader<DeviceIndex>(), last: undefined };
    if (this.#sources.size < mostSources) this.#sources.set(topicText, source);
    return source;
  }

  /** A data message of a source. */
  data(source: Source, payload: Uint8Array, into: { batch: Batch; now: EpochMs }): ReadingOutcome {
    if (payload.length > this.#parts.longestPayload) return { kind: "quarantined", reason: "too large" };
    const { batch, now } = into;
    const latest = now + this.#parts.futureLimit;
    const start = batch.columns.length;
    const read = source.reader.read(payload, batch.columns, (hash) => this.#indexOf(source, hash));
    if (!read.ok) return this.#undecodable(source, payload, into);
    const { head, index } = read.value;
    const { identity } = head;
    if (identity === undefined) {
      return takeForeign({ place: source.place, head, start }, { batch, now, recent: this.#parts.recent, latest });
    }
    if (index === undefined) {
      batch.columns.length = start;
      return { kind: "unknown-definition", hash: identity.definition };
    }
    const stream = this.#streamOf(source, identity.boot);
    const message = { place: source.place, payload, stream, head, identity, start, index };
    return takeNumbered(message, { batch, now, latest, variableOf: this.#variableOf });
  }

  readonly #variableOf = (series: number): string => this.#parts.series.variableOf(series);

  /** The decoder hands out the same object for the same boot as long as it comes again. */
  #streamOf(source: Source, boot: Boot): Stream {
    if (source.last?.boot === boot) return source.last.stream;
    const { region, site } = source.place;
    const stream = this.#parts.register.stream({ region, site, boot: bootKey(boot), stream: "readings" });
    source.last = { boot, stream };
    return stream;
  }

  /** A message that cannot be read is refused by its numbers, where at least those can be read. */
  #undecodable(source: Source, payload: Uint8Array, { batch, now }: { batch: Batch; now: EpochMs }): Outcome {
    const { place } = source;
    const identity = salvageIdentity(payload);
    if (identity !== undefined) {
      const stream = this.#streamOf(source, identity.boot);
      return refuseWhole({ place, payload, stream, identity, reason: "undecodable" }, { batch, now });
    }
    batch.refuse({ ...place, variable: "-", measuredAt: now, reason: "undecodable" }, now);
    return { kind: "quarantined", reason: "undecodable" };
  }

  #indexOf({ topic, place }: Source, hash: string): DeviceIndex | undefined {
    const { catalogue, series } = this.#parts;
    if (hash === "") return foreignIndex(place, this.#births.of(topic), series);
    const definition = catalogue.get({ region: place.region, site: place.site, hash });
    return definition === undefined ? undefined : definedIndex(place, definition, series);
  }
}

function idOf(name: string): string {
  return idPattern.test(name) ? name : slugOf(name);
}
