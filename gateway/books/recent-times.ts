import type { EpochMs } from "../../core/time.ts";

const smallest = 16;
const largest = 1024;

/**
 * The moments at which one variable has readings, so that none gets two. It remembers the last 1024; a moment older than all of
 * them counts as free, since losing a reading would be worse than keeping one twice.
 */
export class RecentTimes {
  #times = new Float64Array(smallest);
  #count = 0;
  #newest = Number.NEGATIVE_INFINITY;

  /** Takes a moment; false when it is taken. */
  take(at: EpochMs): boolean {
    if (at <= this.#newest && this.#times.subarray(0, Math.min(this.#count, this.#times.length)).includes(at))
      return false;
    if (this.#count === this.#times.length && this.#count < largest) {
      const grown = new Float64Array(2 * this.#times.length);
      grown.set(this.#times);
      this.#times = grown;
    }
    this.#times[this.#count % this.#times.length] = at;
    this.#count += 1;
    this.#newest = Math.max(this.#newest, at);
    return true;
  }
}
