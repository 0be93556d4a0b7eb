import { decodePayload } from "../../core/sparkplug/decode.ts";
import { isControlMetric, readingOf } from "../../core/sparkplug/reading.ts";
import { nodeDevice, parseTopic, type SparkplugTopic } from "../../core/sparkplug/topics.ts";
import type { Metric } from "../../core/sparkplug/types.ts";
import type { LiveValue } from "./desk.ts";

/** What one Sparkplug message says about its site. */
export interface Decoded {
  readonly site: string;
  readonly online: boolean;
  readonly values: readonly LiveValue[];
}

const mostAliases = 50_000;

/** Reads Sparkplug messages for the desk: births teach the aliases, data messages carry the values, deaths end a site. */
export class LiveDecoder {
  readonly #aliases = new Map<string, { readonly device: string; readonly name: string }>();

  /** Undefined for what is no Sparkplug data message or cannot be read. */
  decode(topic: string, payload: Uint8Array): Decoded | undefined {
    const place = parseTopic(topic);
    if (place === undefined || place.type === "NCMD" || place.type === "DCMD") return undefined;
    const { edgeNode: site } = place;
    if (place.type === "NDEATH") return { site, online: false, values: [] };
    const decoded = decodePayload(payload);
    if (!decoded.ok) return undefined;
    const sentAt = decoded.value.timestamp ?? 0;
    const values = decoded.value.metrics.flatMap((metric) => this.#value(place, metric, sentAt));
    return { site, online: true, values };
  }

  #value(place: SparkplugTopic, metric: Metric, sentAt: number): LiveValue[] {
    const known = this.#named(place, metric);
    // A birth lists everything that may ever come; what has never been read is no value on the desk.
    const unread = place.type.endsWith("BIRTH") && metric.value === null;
    if (known === undefined || isControlMetric(known.name) || unread) return [];
    return [{ path: `${known.device}/${known.name}`, ...readingOf(metric, sentAt) }];
  }

  #named(place: SparkplugTopic, { name, alias }: Metric): { device: string; name: string } | undefined {
    const device = place.device ?? nodeDevice;
    const key = `${place.edgeNode} ${alias}`;
    if (name === undefined) return alias === undefined ? undefined : this.#aliases.get(key);
    if (alias !== undefined && this.#aliases.size < mostAliases) this.#aliases.set(key, { device, name });
    return { device, name };
  }
}
