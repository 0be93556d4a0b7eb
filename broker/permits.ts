import { allow, type Identity } from "./policy.ts";

/** Topics remembered of one connection; one that uses more is judged anew. */
const mostRemembered = 10_000;

/** What one connection may publish, or be sent, judged once for each topic: a site uses the same few topics for years. */
export class Permits {
  readonly #identity: Identity;
  readonly #action: "publish" | "subscribe";
  readonly #allowed = new Set<string>();

  constructor(identity: Identity, action: "publish" | "subscribe") {
    this.#identity = identity;
    this.#action = action;
  }

  allows(topic: string): boolean {
    if (this.#allowed.has(topic)) return true;
    if (!allow(this.#identity, this.#action, topic)) return false;
    if (this.#allowed.size >= mostRemembered) this.#allowed.clear();
    this.#allowed.add(topic);
    return true;
  }
}
