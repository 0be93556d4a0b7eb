import { decodePayload } from "../../core/sparkplug/decode.ts";
import { isControlMetric, readingOf } from "../../core/sparkplug/reading.ts";
import { nodeDevice, parseTopic, type SparkplugTopic } from "../../core/sparkplug/topics.ts";
import type { Metric } from "../../core/sparkplug/types.ts";
import type { EpochMs } from "../../core/time.ts";
import type { Definition } from "../../core/wire/definition.ts";
import type { LiveValue } from "./desk.ts";

/** What one Sparkplug message says about its site. */
export interface Decoded {
  readonly site: string;
  readonly online: boolean;
  readonly values: readonly LiveValue[];
}

const mostAliases = 50_000;
/** Definitions of one site that are remembered: the present one, and those of a spool that is being sent. */
const mostDefinitions = 8;

interface Named {
  readonly device: string;
  readonly name: string;
}

type Aliases = Map<bigint | number, Named>;

/** Reads Sparkplug messages for the desk: births and definitions teach the aliases, data messages carry the values, deaths end a site. */
export class LiveDecoder {
  /** By site; they live from one birth of its node to the next. Source: Sparkplug 3.0.0, tck-id-payloads-alias-uniqueness. */
  readonly #born = new Map<string, Aliases>();
  /** By site and the hash that messages name: these hold whatever birth was missed. */
  readonly #defined = new Map<string, Map<string, Aliases>>();

  /** Undefined for what is no Sparkplug data message or cannot be read. */
  decode(topic: string, payload: Uint8Array): Decoded | undefined {
    const place = parseTopic(topic);
    if (place === undefined || place.type === "NCMD" || place.type === "DCMD") return undefined;
    const { edgeNode: site } = place;
    if (place.type === "NDEATH") return { site, online: false, values: [] };
    const decoded = decodePayload(payload);
    if (!decoded.ok) return undefined;
    if (place.type === "NBIRTH") this.#born.delete(site);
    const { timestamp = 0, identity, metrics } = decoded.value;
    const defined = identity === undefined ? undefined : this.#defined.get(site)?.get(identity.definition);
    const aliases = defined ?? this.#born.get(site) ?? new Map();
    const values = metrics.flatMap((metric) => this.#value(place, metric, { aliases, sentAt: timestamp }));
    return { site, online: true, values };
  }

  /** Takes the aliases of a definition of our own gateways. */
  learn(site: string, hash: string, { variables }: Definition): void {
    const aliases: Aliases = new Map();
    for (const { device, variable, alias } of variables) {
      if (alias !== undefined) aliases.set(alias, { device, name: variable });
    }
    const known = this.#defined.get(site) ?? new Map();
    if (known.size >= mostDefinitions) known.clear();
    this.#defined.set(site, known.set(hash, aliases));
  }

  /** The connection was lost: what births said may be over. */
  forgetBirths(): void {
    this.#born.clear();
  }

  #value(place: SparkplugTopic, metric: Metric, from: { aliases: Aliases; sentAt: EpochMs }): LiveValue[] {
    const isBirth = place.type.endsWith("BIRTH");
    const { name, alias } = metric;
    const device = place.device ?? nodeDevice;
    const known = name !== undefined ? { device, name } : alias === undefined ? undefined : from.aliases.get(alias);
    if (isBirth && name !== undefined && alias !== undefined) this.#declare(place.edgeNode, alias, { device, name });
    // A birth lists everything that may ever come; what has never been read is no value on the desk.
    const unread = isBirth && metric.value === null;
    if (known === undefined || isControlMetric(known.name) || unread) return [];
    return [{ path: `${known.device}/${known.name}`, ...readingOf(metric, from.sentAt) }];
  }

  #declare(site: string, alias: bigint | number, named: Named): void {
    const aliases = this.#born.get(site) ?? new Map();
    if (aliases.size < mostAliases) this.#born.set(site, aliases.set(alias, named));
  }
}
