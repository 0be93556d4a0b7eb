import type { EpochMs } from "../../core/time.ts";

/** Times remembered for each series. */
const remembered = 64;

/**
 * Keeps nodes without numbers from storing a reading twice: the newest times of each series are remembered, and one of them
 * is not taken again. What is older than all of them, or came before a restart, is taken: this is the limit of such nodes.
 */
export class RecentTimes {
  readonly #rings = new Map<number, { readonly times: number[]; next: number; newest: number }>();

  /** Whether the time is new for the series; from then on it is not. */
  take(series: number, measuredAt: EpochMs): boolean {
    let ring = this.#rings.get(series);
    if (ring === undefined) {
      ring = { times: [], next: 0, newest: Number.NEGATIVE_INFINITY };
      this.#rings.set(series, ring);
    }
    if (measuredAt <= ring.newest && ring.times.includes(measuredAt)) return false;
    ring.times[ring.next] = measuredAt;
    ring.next = (ring.next + 1) % remembered;
    ring.newest = Math.max(ring.newest, measuredAt);
    return true;
  }
}
