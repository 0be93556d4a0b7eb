import type { Cancel, IoClock } from "../../../core/ports/clock.ts";
import { type Rng, randomHex } from "../../../core/ports/rng.ts";
import type { Outgoing } from "../../../core/sparkplug/state.ts";
import type { DurationMs, EpochMs } from "../../../core/time.ts";
import type { Command, CommandResult, Nonce } from "../../../core/wire/command.ts";
import { type Signer, seal } from "../../../core/wire/envelope.ts";
import {
  type Freshness,
  issueNonce,
  nonceEvery,
  nothingIssued,
  staleness,
  takeOnce,
} from "../../../core/wire/freshness.ts";
import { type Refusal, readCommand, type TrustedKeys } from "../../../core/wire/offered.ts";
import { ownTopics, regionItself } from "../../../core/wire/topics.ts";

/** An operator's word on one of the region's own alarms, admitted. */
export type Word = { readonly id: string; readonly actor: string; readonly key: string } & (
  | { readonly kind: "acknowledge"; readonly eventId: string; readonly note?: string | undefined }
  | {
      readonly kind: "shelve";
      readonly eventId?: string | undefined;
      readonly reason: string;
      readonly forMs: DurationMs | "oneShot";
    }
  | { readonly kind: "unshelve" }
);

/** What became of an order. */
export type Outcome = Pick<CommandResult, "state" | "refusal" | "detail">;

/** What orders to the region are taken with. */
export interface OrdersPorts {
  readonly region: string;
  readonly boot: string;
  readonly clock: IoClock;
  readonly worldNow: () => EpochMs;
  readonly rng: Rng;
  /** Signs results. */
  readonly signer: Signer;
  readonly keys: TrustedKeys;
  readonly publish: (message: Outgoing) => void;
  readonly take: (word: Word) => Promise<Outcome>;
}

function wordOf({ id, actor, order }: Command): Word | undefined {
  switch (order.purpose) {
    case "acknowledge":
      return { kind: "acknowledge", id, actor, key: order.key, eventId: order.eventId, note: order.note };
    case "shelve": {
      const { key, eventId, reason, forMs = "oneShot" } = order;
      return { kind: "shelve", id, actor, key, eventId, reason, forMs };
    }
    case "unshelve":
      return { kind: "unshelve", id, actor, key: order.key };
    default:
      return undefined;
  }
}

const utf8 = new TextEncoder();

/** The region's ear for orders to itself: issues nonces, refuses what is unsigned, old or not its own, and signs every answer. */
export class Orders {
  readonly #ports: OrdersPorts;
  readonly #topics: ReturnType<typeof ownTopics>;
  #freshness: Freshness = nothingIssued;
  #timer: Cancel = () => undefined;

  constructor(ports: OrdersPorts) {
    this.#ports = ports;
    this.#topics = ownTopics(ports.region, regionItself);
  }

  /** Connected: from now on orders can be given. */
  up(): void {
    const { boot, clock, rng, publish } = this.#ports;
    const message: Nonce = { boot, nonce: randomHex(rng, 16) };
    this.#freshness = issueNonce(this.#freshness, message.nonce, clock.now());
    publish({ topic: this.#topics.nonce, payload: utf8.encode(JSON.stringify(message)), qos: 0, retain: false });
    this.#timer();
    this.#timer = clock.schedule(nonceEvery, () => this.up());
  }

  down(): void {
    this.#timer();
  }

  /** A command envelope as it came. */
  async take(payload: Uint8Array): Promise<void> {
    const offered = readCommand(payload, this.#ports.keys);
    if (offered.kind === "unreadable") return this.#answer(offered.id, { state: "refused", refusal: offered.refusal });
    const { command, signer } = offered;
    const now = this.#ports.clock.now();
    const refusal = signer === "unknown" ? "bad-signature" : this.#faultOf(command, signer, now);
    if (refusal !== undefined) return this.#answer(command.id, { state: "refused", refusal });
    this.#freshness = takeOnce(this.#freshness, command.id, now);
    const { id } = command;
    const word = wordOf(command);
    if (word === undefined) {
      const detail = "the region takes no orders but to acknowledge, shelve and unshelve its own alarms";
      return this.#answer(id, { state: "refused", refusal: "unknown-target", detail });
    }
    this.#answer(id, await this.#ports.take(word));
  }

  #faultOf(command: Command, signer: "operator" | "region", now: number): Refusal | undefined {
    if (signer !== "operator") return "not-authorised";
    if (command.region !== this.#ports.region || command.site !== regionItself) return "wrong-site";
    return staleness(this.#freshness, command, this.#ports.boot, now);
  }

  #answer(id: string, outcome: Outcome): void {
    const { signer, worldNow, publish } = this.#ports;
    const result: CommandResult = { id, ...outcome, at: worldNow() };
    publish({ topic: this.#topics.result(id), payload: seal("result", result, signer), qos: 1, retain: false });
  }
}
