import type { SparkplugTopic } from "../core/sparkplug/topics.ts";
import { nodeDevice } from "../core/sparkplug/topics.ts";
import type { Payload } from "../core/sparkplug/types.ts";
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
  readonly #devices = new Map<string, DeviceNames>();

  of(topic: SparkplugTopic): DeviceNames {
    const key = `${topic.group}/${topic.edgeNode}/${topic.device ?? nodeDevice}`;
    let names = this.#devices.get(key);
    if (names === undefined) {
      names = new DeviceNames();
      if (this.#devices.size < mostDevices) this.#devices.set(key, names);
    }
    return names;
  }
}
