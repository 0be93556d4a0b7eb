import type { DurationMs, MonotonicMs } from "../../core/time.ts";

/** How much may come at once, and how much each second after that. */
export interface Allowance {
  readonly burst: number;
  readonly perSecond: number;
}

interface Bucket {
  readonly left: number;
  readonly at: MonotonicMs;
}

const mostKeys = 10_000;

/**
 * Token buckets by key (an address, a name): each holds at most `burst` and fills evenly. The key that was quiet the longest
 * is forgotten first, so that memory has a bound; a forgotten one is full again.
 */
export class Buckets {
  readonly #allowance: Allowance;
  readonly #buckets = new Map<string, Bucket>();

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
  }

  /** Takes `cost`; answers 0, or how long to wait until so much is there. What is refused costs nothing. */
  take(key: string, cost: number, now: MonotonicMs): DurationMs {
    const { burst, perSecond } = this.#allowance;
    const { left, at } = this.#buckets.get(key) ?? { left: burst, at: now };
    const filled = Math.min(burst, left + ((now - at) / 1_000) * perSecond);
    const wait = filled >= cost ? 0 : Math.ceil(((cost - filled) / perSecond) * 1_000);
    this.#buckets.delete(key);
    this.#buckets.set(key, { left: wait === 0 ? filled - cost : filled, at: now });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > mostKeys && oldest !== undefined) this.#buckets.delete(oldest);
    return wait;
  }
}
