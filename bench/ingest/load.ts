import { DataEncoder } from "../../core/sparkplug/encode-data.ts";
import { topicOf } from "../../core/sparkplug/topics.ts";
import { canonicalJson, definitionHash, type Sha256 } from "../../core/wire/canonical.ts";
import type { Definition } from "../../core/wire/definition.ts";
import type { Identity } from "../../core/wire/header.ts";
import { ownTopics } from "../../core/wire/topics.ts";
import { publishPacket, writePublishHead } from "./mqtt-bytes.ts";

/** Group, and so region, of everything that is sent. */
export const region = "bench";

/** The sites that send at the same time, each over its own connection. */
export const siteIds = ["site-1", "site-2", "site-3", "site-4"] as const;

const devicesPerSite = 25;

/** Room that is enough for any packet, bytes. */
export const longestPacket = 16_384;

/** What the measuring process and the load have agreed on. */
export const passwordOf = (name: string): string => `password-of-${name}`;

const utf8 = new TextEncoder();

/** One site's endless live data: device after device, each message with all variables of one device. */
export class SiteLoad {
  /** Readings made so far: the number of the next one. */
  made = 0;
  readonly boot: Identity["boot"];
  readonly #perMessage: number;
  readonly #definition: Definition;
  readonly #hash: string;
  readonly #topics: readonly Uint8Array[];
  readonly #encoder: DataEncoder;
  readonly #rows: { readonly variable: Uint16Array; readonly measuredAt: Float64Array; readonly value: Float64Array };
  #measuredAt: number;
  #device = 0;
  #seq = 0;

  constructor(site: string, perMessage: number, start: { readonly now: number; readonly sha256: Sha256 }) {
    this.#perMessage = perMessage;
    this.boot = { counter: 1, salt: "0123456789abcdef" };
    this.#definition = definitionOf(site, perMessage);
    this.#hash = definitionHash(this.#definition, start.sha256);
    this.#measuredAt = start.now;
    const edge = { group: region, edgeNode: site };
    this.#topics = deviceNames.map((device) => utf8.encode(topicOf("DDATA", edge, device)));
    this.#encoder = new DataEncoder(variableNames(perMessage).map((name) => ({ name, type: "Double" })));
    this.#rows = {
      variable: Uint16Array.from({ length: perMessage }, (_, index) => index),
      measuredAt: new Float64Array(perMessage),
      value: new Float64Array(perMessage),
    };
  }

  /** The PUBLISH packet that tells ingest what the names mean. */
  definition(): Uint8Array {
    const { site } = this.#definition;
    return publishPacket(ownTopics(region, site).definition(this.#hash), utf8.encode(canonicalJson(this.#definition)));
  }

  /** Writes the next PUBLISH packet and returns where it ends. */
  write(bytes: Uint8Array, start: number): number {
    const topic = this.#topics[this.#device] as Uint8Array;
    const payload = this.#payload();
    const at = writePublishHead(bytes, start, topic, payload.length);
    bytes.set(payload, at);
    this.#device = (this.#device + 1) % devicesPerSite;
    return at + payload.length;
  }

  #payload(): Uint8Array {
    if (this.#device === 0) this.#measuredAt += 1;
    const { measuredAt, value } = this.#rows;
    measuredAt.fill(this.#measuredAt);
    for (let row = 0; row < value.length; row += 1) value[row] = ((this.made + row * 31) % 1000) / 8;
    this.#seq = (this.#seq + 1) % 256;
    const identity: Identity = {
      boot: this.boot,
      firstSeq: this.made,
      count: this.#perMessage,
      definition: this.#hash,
      lane: "live",
      measured: this.made + this.#perMessage,
      folded: 0,
      superseded: 0,
    };
    this.made += this.#perMessage;
    const place = { rows: this.#rows, from: 0, to: this.#perMessage };
    return this.#encoder.encode({ ...place, timestamp: this.#measuredAt, seq: this.#seq, historical: false, identity });
  }
}

const deviceNames = Array.from({ length: devicesPerSite }, (_, index) => `device-${index + 1}`);

function variableNames(perMessage: number): string[] {
  return Array.from({ length: perMessage }, (_, index) => `variable-${index + 1}`);
}

function definitionOf(site: string, perMessage: number): Definition {
  const variables = deviceNames.flatMap((device) =>
    variableNames(perMessage).map(
      (variable) => ({ device, variable, type: "Double", unit: "m", commons: "water" }) as const,
    ),
  );
  return { site, variables };
}
