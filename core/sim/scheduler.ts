import type { Cancel, Clocks } from "../ports/clock.ts";
import type { DurationMs, EpochMs } from "../time.ts";

interface Entry {
  readonly at: EpochMs;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/**
 * Virtual time for whole-system simulations. Everything scheduled runs in order of time, then of scheduling;
 * between two entries `settle` lets every pending promise finish, so a run depends on nothing but its inputs.
 */
export class SimScheduler {
  readonly #heap: Entry[] = [];
  readonly #settle: () => Promise<void>;
  #now: EpochMs;
  readonly #start: EpochMs;
  #order = 0;

  constructor(start: EpochMs, settle: () => Promise<void>) {
    this.#now = start;
    this.#start = start;
    this.#settle = settle;
  }

  get now(): EpochMs {
    return this.#now;
  }

  /** Both clocks on this virtual time; the monotonic one starts at 0. */
  clocks(): Clocks {
    return {
      world: { now: () => this.#now, schedule: (at, run) => this.schedule(at, run) },
      io: { now: () => this.#now - this.#start, schedule: (after, run) => this.schedule(this.#now + after, run) },
    };
  }

  schedule(at: EpochMs, run: () => void): Cancel {
    const entry: Entry = { at: Math.max(at, this.#now), order: this.#order++, run, cancelled: false };
    this.#push(entry);
    return () => {
      entry.cancelled = true;
    };
  }

  /** Runs everything due within this span, then stands at its end. */
  async advance(span: DurationMs): Promise<void> {
    const end = this.#now + span;
    await this.#settle();
    for (let next = this.#heap[0]; next !== undefined && next.at <= end; next = this.#heap[0]) {
      this.#pop();
      if (next.cancelled) continue;
      this.#now = next.at;
      next.run();
      await this.#settle();
    }
    this.#now = end;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !before(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const left = heap[child];
      const right = heap[child + 1];
      if (left === undefined) break;
      let smaller = left;
      if (right !== undefined && before(right, left)) {
        smaller = right;
        child += 1;
      }
      if (!before(smaller, last)) break;
      heap[index] = smaller;
      index = child;
    }
    heap[index] = last;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
