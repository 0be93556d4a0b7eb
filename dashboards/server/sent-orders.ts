import type { LinkLoop } from "../../core/link-loop.ts";
import type { Cancel } from "../../core/ports/clock.ts";
import { randomHex } from "../../core/ports/rng.ts";
import { ownTopics } from "../../core/wire/topics.ts";
import type { SiteView } from "./desk.ts";
import {
  commandFor,
  isFinal,
  type NotSent,
  type Order,
  orderLife,
  type Pending,
  withoutOld,
  withResult,
} from "./orders.ts";
import type { ServerPorts } from "./ports.ts";

/** The orders of people: sends each over the desk's connection and collects what its site answers. */
export class SentOrders {
  readonly #region: string;
  readonly #ports: ServerPorts;
  readonly #link: Pick<LinkLoop, "isUp" | "publish">;
  readonly #waiting = new Map<string, () => void>();
  #pending: ReadonlyMap<string, Pending> = new Map();

  constructor(region: string, ports: ServerPorts, link: Pick<LinkLoop, "isUp" | "publish">) {
    this.#region = region;
    this.#ports = ports;
    this.#link = link;
  }

  /** Resolves with all answers of the site once one is final, or with what came within two minutes. */
  async send(
    view: SiteView | undefined,
    actor: string,
    order: Order,
  ): Promise<Pending | NotSent | "broker-unreachable"> {
    const now = this.#ports.clocks.io.now();
    const id = randomHex(this.#ports.rng, 8);
    const command = commandFor({ region: this.#region, id, actor, order }, view, now);
    if (typeof command === "string") return command;
    if (!this.#link.isUp) return "broker-unreachable";
    const pending: Pending = { id, site: command.site, sentAt: now, results: [] };
    this.#pending = new Map(withoutOld(this.#pending, now)).set(id, pending);
    const { command: topic } = ownTopics(this.#region, command.site);
    const payload = this.#ports.seal("command", command);
    const answered = this.#answered(id);
    // What the broker did not acknowledge may have gone out all the same: nothing is known of it then.
    if (await this.#link.publish(topic, payload, { qos: 1, retain: false })) await answered.done;
    answered.forget();
    return this.#pending.get(id) ?? pending;
  }

  /** Takes a result from the broker; one that its site has not signed is left aside. */
  take(site: string, payload: Uint8Array): void {
    const result = this.#ports.openResult(site, payload);
    if (result === undefined) return;
    this.#pending = withResult(this.#pending, result);
    if (isFinal(result)) this.#waiting.get(result.id)?.();
  }

  #answered(id: string): { readonly done: Promise<void>; forget(): void } {
    let cancel: Cancel = () => undefined;
    const done = new Promise<void>((resolve) => {
      this.#waiting.set(id, resolve);
      cancel = this.#ports.clocks.io.schedule(orderLife, resolve);
    });
    const forget = (): void => {
      cancel();
      this.#waiting.delete(id);
    };
    return { done, forget };
  }
}
