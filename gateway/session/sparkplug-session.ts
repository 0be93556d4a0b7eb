import { type Attempt, LinkLoop } from "../../core/link-loop.ts";
import type { Clocks } from "../../core/ports/clock.ts";
import { type Disk, readIfPossible, writeAtomically } from "../../core/ports/disk.ts";
import type { Link } from "../../core/ports/link.ts";
import type { Rng } from "../../core/ports/rng.ts";
import { nextBdSeq } from "../../core/sparkplug/certificates.ts";
import {
  type EdgeConfig,
  type EdgeEffect,
  type EdgeInput,
  type EdgeState,
  offlineEdge,
  stepEdge,
} from "../../core/sparkplug/edge.ts";
import type { Births } from "./births.ts";

/** What the session works with. */
export interface SparkplugOptions {
  readonly link: Link;
  readonly clocks: Clocks;
  readonly rng: Rng;
  readonly disk: Disk;
  readonly edge: EdgeConfig;
  readonly clientId: string;
  readonly births: Births;
  /** Births of a new connection are out: data may follow. */
  readonly onBorn: () => void;
  readonly onDown: () => void;
}

const bdSeqFile = "bdseq";

/** The Sparkplug connection of a gateway: runs the edge machine on a link and comes back by itself. */
export class SparkplugSession {
  readonly #options: SparkplugOptions;
  readonly #loop: LinkLoop;
  #state: EdgeState = offlineEdge;
  #bdSeq: number | undefined;
  #isBorn = false;
  #ending = false;
  #sent: Promise<boolean> | undefined;
  /** Commands of third parties; all are refused (docs/adr/0003-connections.md). */
  refused = 0;

  constructor(options: SparkplugOptions) {
    this.#options = options;
    const { link, clocks, rng } = options;
    this.#loop = new LinkLoop({
      link,
      clock: clocks.io,
      rng,
      prepare: () => this.#prepare(),
      onUp: () => this.#step({ kind: "connected" }),
      onMessage: ({ topic, payload }) => this.#step({ kind: "message", topic, payload }),
      onDown: () => this.#lost(),
    });
  }

  get isBorn(): boolean {
    return this.#isBorn;
  }

  get bufferedBytes(): number {
    return this.#loop.bufferedBytes;
  }

  get trouble(): string | undefined {
    return this.#loop.trouble;
  }

  start(): void {
    for (const device of this.#options.births.devices()) this.#step({ kind: "deviceUp", device });
    this.#loop.start();
  }

  /**
   * Sends a data message of a device, undefined for the node itself. The promise tells whether the connection took it; undefined
   * when there is no session to send it in.
   */
  send(device: string | undefined, payload: (seq: number) => Uint8Array): Promise<boolean> | undefined {
    const before = this.#sent;
    this.#step({ kind: "data", payload, ...(device === undefined ? {} : { device }) });
    return this.#sent === before ? undefined : this.#sent;
  }

  /** Ends the connection as lost; a new one is tried. */
  drop(reason: string): void {
    this.#loop.drop(reason);
  }

  async close(how: "clean" | "abrupt"): Promise<void> {
    this.#ending = true;
    if (how === "clean") {
      this.#step({ kind: "end" });
      await this.#sent;
    }
    await this.#loop.close(how);
  }

  /** Durable before the CONNECT that carries it. Source: Sparkplug 3.0.0, tck-id-topics-nbirth-bdseq-increment. */
  async #prepare(): Promise<Attempt> {
    const { disk, clientId } = this.#options;
    this.#bdSeq = nextBdSeq(this.#bdSeq ?? parseBdSeq(await readIfPossible(disk, bdSeqFile)));
    await writeAtomically(disk, bdSeqFile, new TextEncoder().encode(String(this.#bdSeq)));
    const { state, effects } = stepEdge(this.#state, { kind: "connect", bdSeq: this.#bdSeq }, this.#context());
    this.#state = state;
    const connect = effects.find((effect) => effect.kind === "connect");
    if (connect === undefined) throw new Error("the edge machine does not connect");
    return { clientId, will: connect.will, subscriptions: connect.subscriptions };
  }

  #context() {
    const { edge, births, clocks } = this.#options;
    return { config: edge, image: births, now: clocks.world.now() };
  }

  #step(input: EdgeInput): void {
    const { state, effects } = stepEdge(this.#state, input, this.#context());
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: EdgeEffect): void {
    switch (effect.kind) {
      case "publish": {
        const { topic, payload, qos, retain } = effect.message;
        this.#sent = this.#loop.publish(topic, payload, { qos, retain });
        return;
      }
      case "born":
        if (this.#isBorn) return;
        this.#isBorn = true;
        this.#options.onBorn();
        return;
      case "command":
      case "refused":
        this.refused += 1;
        return;
      case "close":
        if (!this.#ending) this.#loop.drop("the primary host is offline");
        return;
      case "connect":
      case "held":
        return;
    }
  }

  #lost(): void {
    this.#isBorn = false;
    this.#step({ kind: "lost" });
    this.#options.onDown();
  }
}

function parseBdSeq(bytes: Uint8Array | undefined): number | undefined {
  const text = new TextDecoder().decode(bytes);
  return /^\d{1,3}$/.test(text) && Number(text) < 256 ? Number(text) : undefined;
}
