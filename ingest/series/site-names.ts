import type { SparkplugTopic } from "../../core/sparkplug/topics.ts";
import { nodeDevice } from "../../core/sparkplug/topics.ts";
import type { Payload } from "../../core/sparkplug/types.ts";
import { Slugs } from "./slug.ts";

/** What a birth says of one metric. */
export interface BirthMetric {
  readonly name: string;
  readonly datatype: number | undefined;
  readonly commons: string;
}

/** The metrics of one device of a node, as its last birth listed them. */
export class DeviceNames {
  readonly byName = new Map<string, BirthMetric>();
  readonly byAlias = new Map<number, BirthMetric>();
  readonly slugs = new Slugs();

  learn(payload: Payload): void {
    this.byAlias.clear();
    this.byName.clear();
    for (const { name, alias, datatype, properties } of payload.metrics) {
      if (name === undefined) continue;
      const commons = properties?.get("commons")?.value;
      const metric = { name, datatype, commons: typeof commons === "string" ? commons.slice(0, 40) : "" };
      this.byName.set(name, metric);
      if (typeof alias === "number") this.byAlias.set(alias, metric);
    }
  }
}

/** Most devices whose births are remembered: a sender cannot make us remember more. */
const mostDevices = 100_000;

/** What births said, for every device of every node. */
export class Births {
  readonly #nodes = new Map<string, Map<string, DeviceNames>>();
  #size = 0;

  of(topic: SparkplugTopic): DeviceNames {
    const devices = this.#nodes.get(nodeOf(topic)) ?? new Map<string, DeviceNames>();
    const device = topic.device ?? nodeDevice;
    let names = devices.get(device);
    if (names !== undefined) return names;
    names = new DeviceNames();
    if (this.#size < mostDevices) {
      this.#size += 1;
      this.#nodes.set(nodeOf(topic), devices.set(device, names));
    }
    return names;
  }

  /** Aliases live from one birth of their node to the next. Names stay: they are what the series are called. */
  nodeBorn(topic: SparkplugTopic): void {
    for (const names of this.#nodes.get(nodeOf(topic))?.values() ?? []) names.byAlias.clear();
  }
}

function nodeOf({ group, edgeNode }: SparkplugTopic): string {
  return `${group}/${edgeNode}`;
}
