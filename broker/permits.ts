import { allow, type Identity } from "./policy.ts";

/** Topics remembered of one connection; one that uses more is judged anew. */
const mostRemembered = 10_000;

/** What one connection may publish, judged once for each topic: a site sends to the same few topics for years. */
export class PublishRights {
  readonly #identity: Identity;
  readonly #allowed = new Set<string>();

  constructor(identity: Identity) {
    this.#identity = identity;
  }

  allows(topic: string): boolean {
    if (this.#allowed.has(topic)) return true;
    if (!allow(this.#identity, "publish", topic)) return false;
    if (this.#allowed.size >= mostRemembered) this.#allowed.clear();
    this.#allowed.add(topic);
    return true;
  }
}
