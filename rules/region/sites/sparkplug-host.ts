import type { Cancel, Clocks } from "../../../core/ports/clock.ts";
import { decodePayload } from "../../../core/sparkplug/decode.ts";
import { hostDeadline, stepHost, unknownNode } from "../../../core/sparkplug/host.ts";
import { type HostEffect, type HostInput, type HostNode, usualHost } from "../../../core/sparkplug/host-node.ts";
import type { Outgoing } from "../../../core/sparkplug/state.ts";
import { parseTopic } from "../../../core/sparkplug/topics.ts";
import { type NewValue, SiteView } from "./site-view.ts";

interface Edge {
  node: HostNode;
  readonly view: SiteView;
  wake: Cancel | undefined;
}

/** Whose messages are followed, and who is told. */
export interface SparkplugHostOptions {
  readonly group: string;
  readonly clocks: Clocks;
  readonly publish: (message: Outgoing) => void;
  /** A site has spoken; `measured` is its cumulative count of measurements where it tells it. */
  readonly onHeard: (site: string, measured: number | undefined) => void;
  readonly onValues: (site: string, values: readonly NewValue[]) => void;
}

/** More edge nodes than a region has sites: a flood of invented ones must not fill the memory. */
const mostEdges = 5_000;

/** The host application's side of Sparkplug: every edge node's session, requests for births, and the newest values. */
export class SparkplugHost {
  readonly #options: SparkplugHostOptions;
  readonly #edges = new Map<string, Edge>();
  gaps = 0;
  refused = 0;

  constructor(options: SparkplugHostOptions) {
    this.#options = options;
  }

  get sites(): ReadonlyMap<string, SiteView> {
    return new Map([...this.#edges].map(([site, edge]) => [site, edge.view]));
  }

  /** Whether a site's session stands; undefined before anything was heard. */
  isOnline(site: string): boolean | undefined {
    const kind = this.#edges.get(site)?.node.session.kind;
    return kind === undefined || kind === "unknown" ? undefined : kind === "online";
  }

  /** After a new connection all births are asked for: nobody knows what was missed. */
  reconnected(sites: readonly string[]): void {
    for (const site of new Set([...sites, ...this.#edges.keys()])) this.#step(site, { kind: "reconnected" });
  }

  take(topicText: string, payload: Uint8Array): void {
    const topic = parseTopic(topicText);
    if (topic === undefined || topic.group !== this.#options.group || topic.type.endsWith("CMD")) return;
    this.#step(topic.edgeNode, { kind: "message", topic, payload });
  }

  close(): void {
    for (const edge of this.#edges.values()) edge.wake?.();
  }

  #step(site: string, input: HostInput): void {
    const edge = this.#edge(site);
    if (edge === undefined) return;
    const { clocks, group } = this.#options;
    const now = { world: clocks.world.now(), io: clocks.io.now() };
    const step = stepHost(edge.node, input, { config: usualHost, edge: { group, edgeNode: site }, now });
    edge.node = step.node;
    for (const effect of step.effects) this.#perform(site, edge, effect);
    this.#arm(site, edge);
  }

  #edge(site: string): Edge | undefined {
    const known = this.#edges.get(site);
    if (known !== undefined || this.#edges.size >= mostEdges) return known;
    const edge = { node: unknownNode, view: new SiteView(), wake: undefined };
    this.#edges.set(site, edge);
    return edge;
  }

  #arm(site: string, edge: Edge): void {
    edge.wake?.();
    const { io } = this.#options.clocks;
    const deadline = hostDeadline(edge.node, usualHost);
    edge.wake =
      deadline === undefined ? undefined : io.schedule(deadline - io.now(), () => this.#step(site, { kind: "tick" }));
  }

  #perform(site: string, edge: Edge, effect: HostEffect): void {
    switch (effect.kind) {
      case "publish":
        this.#options.publish(effect.message);
        return;
      case "birth":
        if (effect.topic.device === undefined) edge.view.nodeBorn();
        this.#options.onHeard(site, effect.birth.identity?.measured);
        this.#options.onValues(site, edge.view.born(effect.topic.device, effect.birth));
        return;
      case "data":
        this.#data(site, edge, effect);
        return;
      case "offline":
        if (effect.device === undefined) edge.view.unknownSince = effect.at;
        return;
      case "gap":
        this.gaps += 1;
        return;
      case "refused":
        this.refused += 1;
        return;
    }
  }

  #data(site: string, edge: Edge, { topic, payload }: Extract<HostEffect, { kind: "data" }>): void {
    const decoded = decodePayload(payload);
    if (!decoded.ok) {
      this.refused += 1;
      return;
    }
    const { fresh, unknownAlias } = edge.view.data(topic.device, decoded.value);
    this.#options.onHeard(site, decoded.value.identity?.measured);
    this.#options.onValues(site, fresh);
    if (unknownAlias) this.#step(site, { kind: "unknownAlias" });
  }
}
