import type { MonotonicMs } from "../time.ts";
import { bdSeqOf, rebirthRequest } from "./certificates.ts";
import { decodePayload } from "./decode.ts";
import type { Heard, Held, HostContext, HostEffect, HostNode, NodeSession, OnlineSession } from "./host-node.ts";
import { peekSeq } from "./peek.ts";
import { nextSeq } from "./seq.ts";
import type { SparkplugTopic } from "./topics.ts";
import type { Payload } from "./types.ts";

/** The step being made: the old node, what it becomes, and what is to be done. */
export class Round {
  session: NodeSession;
  readonly effects: HostEffect[] = [];
  readonly #context: HostContext;
  #askedAt: MonotonicMs | undefined;
  #asks: boolean;

  constructor(node: HostNode, context: HostContext) {
    this.session = node.session;
    this.#askedAt = node.askedAt;
    this.#asks = node.asks;
    this.#context = context;
  }

  node(): HostNode {
    const { session } = this;
    return { session, asks: this.#asks, ...(this.#askedAt === undefined ? {} : { askedAt: this.#askedAt }) };
  }

  message(heard: Heard): void {
    const { type } = heard.topic;
    if (type === "NBIRTH") this.#nodeBirth(heard);
    else if (type === "NDEATH") this.#nodeDeath(heard);
    else if (type !== "NCMD" && type !== "DCMD") this.#sequenced(heard);
  }

  tick(): void {
    const { io } = this.#context.now;
    const deadline = this.session.kind === "online" ? this.session.deadline : undefined;
    if (deadline !== undefined && io >= deadline) this.#giveUp();
    else if (this.#asks) this.ask();
  }

  /** Asks for all births, now or when the interval since the last request is over. */
  ask(): void {
    const { config, edge, now } = this.#context;
    this.#asks = this.#askedAt !== undefined && now.io - this.#askedAt < config.rebirthInterval;
    if (this.#asks) return;
    this.#askedAt = now.io;
    this.effects.push({ kind: "publish", message: rebirthRequest(edge, now.world) });
  }

  #nodeBirth(heard: Heard): void {
    const birth = this.#decode(heard);
    if (birth === undefined) {
      this.ask();
      return;
    }
    this.#asks = false;
    const next = nextSeq(birth.seq ?? 0);
    const devices = new Map<string, boolean>();
    this.session = { kind: "online", bdSeq: bdSeqOf(birth), next, devices, held: [], last: heard.payload };
    this.effects.push({ kind: "birth", topic: heard.topic, birth });
  }

  /**
   * A death of an earlier session comes late when its will was slow; it kills nobody.
   * Source: Sparkplug 3.0.0, tck-id-payloads-ndeath-bdseq.
   */
  #nodeDeath(heard: Heard): void {
    const { session } = this;
    const death = this.#decode(heard);
    if (death === undefined || session.kind !== "online" || session.bdSeq !== bdSeqOf(death)) return;
    for (const held of inOrder(session)) this.#process(held);
    const since = this.#context.now.world;
    this.session = { kind: "offline", since };
    this.#asks = false;
    this.effects.push({ kind: "offline", at: since });
  }

  #sequenced(heard: Heard): void {
    const { session } = this;
    const seq = peekSeq(heard.payload);
    if (seq === undefined) {
      this.#refuse(heard.topic, "no sequence number can be read");
      return;
    }
    if (session.kind !== "online") {
      this.ask();
      return;
    }
    if (seq !== session.next) {
      this.#early({ ...heard, seq }, session);
      return;
    }
    this.#advance(heard, session);
    this.#drain();
  }

  #advance(heard: Heard, session: OnlineSession): void {
    this.session = { ...session, next: nextSeq(session.next), last: heard.payload };
    this.#process(heard);
  }

  /** Hands on what was held for as long as nothing is missing. */
  #drain(): void {
    while (this.session.kind === "online" && this.session.held.length > 0) {
      const { next, held } = this.session;
      const due = held.find(({ seq }) => seq === next);
      if (due === undefined) return;
      this.#advance(due, { ...this.session, held: held.filter((message) => message !== due) });
    }
    if (this.session.kind !== "online" || this.session.deadline === undefined) return;
    const { deadline: _over, ...inTime } = this.session;
    this.session = inTime;
  }

  #early(heard: Held, session: OnlineSession): void {
    if (nextSeq(heard.seq) === session.next && same(heard.payload, session.last)) return;
    if (session.held.some(({ seq, payload }) => seq === heard.seq && same(payload, heard.payload))) return;
    const { config, now } = this.#context;
    const deadline = session.deadline ?? now.io + config.reorderTimeout;
    this.session = { ...session, held: [...session.held, heard], deadline };
    if (session.held.length >= config.longestWait) this.#giveUp();
  }

  /**
   * The missing ones will not come: what is there is handed on, the rest is asked for.
   * Source: Sparkplug 3.0.0, tck-id-operational-behavior-host-reordering-rebirth.
   */
  #giveUp(): void {
    const { session } = this;
    if (session.kind !== "online") return;
    const held = inOrder(session);
    const last = held.at(-1);
    const { deadline: _over, ...rest } = session;
    const next = last === undefined ? session.next : nextSeq(last.seq);
    this.session = { ...rest, held: [], next, last: last?.payload ?? session.last };
    for (const message of held) this.#process(message);
    this.effects.push({ kind: "gap", missing: distance(session.next, next) - held.length });
    this.ask();
  }

  /** A message in its turn. */
  #process(heard: Heard): void {
    const { topic } = heard;
    if (topic.type === "DBIRTH" || topic.type === "DDEATH") {
      this.#certificate(heard);
      return;
    }
    if (topic.device !== undefined && !this.#isAlive(topic.device)) {
      this.ask();
      return;
    }
    this.effects.push({ kind: "data", topic, payload: heard.payload });
  }

  #certificate(heard: Heard): void {
    const { topic } = heard;
    const payload = this.#decode(heard);
    if (payload === undefined) {
      this.ask();
      return;
    }
    if (this.session.kind !== "online" || topic.device === undefined) return;
    const devices = new Map(this.session.devices).set(topic.device, topic.type === "DBIRTH");
    this.session = { ...this.session, devices };
    if (topic.type === "DBIRTH") this.effects.push({ kind: "birth", topic, birth: payload });
    else this.effects.push({ kind: "offline", device: topic.device, at: payload.timestamp ?? this.#context.now.world });
  }

  #isAlive(device: string): boolean {
    return this.session.kind === "online" && this.session.devices.get(device) === true;
  }

  #decode({ topic, payload }: Heard): Payload | undefined {
    const decoded = decodePayload(payload);
    if (decoded.ok) return decoded.value;
    this.#refuse(topic, decoded.error.detail);
    return undefined;
  }

  #refuse(topic: SparkplugTopic, detail: string): void {
    this.effects.push({ kind: "refused", topic, detail });
  }
}

/** How many steps lead from one sequence number to another. */
function distance(from: number, to: number): number {
  return (to - from + 256) % 256;
}

function inOrder(session: OnlineSession): readonly Held[] {
  return session.held.toSorted((a, b) => distance(session.next, a.seq) - distance(session.next, b.seq));
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
