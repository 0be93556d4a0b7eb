import type { Cancel } from "./ports/clock.ts";
import type { EpochMs } from "./time.ts";

interface Entry {
  readonly at: EpochMs;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** What is to be done when: taken out in order of time, then of entry. A binary heap, so that large agendas stay cheap. */
export class Agenda {
  readonly #heap: Entry[] = [];
  #order = 0;

  add(at: EpochMs, run: () => void): Cancel {
    const entry: Entry = { at, order: this.#order++, run, cancelled: false };
    this.#push(entry);
    return () => {
      entry.cancelled = true;
    };
  }

  /** Takes out the next entry due by `until`; undefined when there is none. Entries taken back are passed over. */
  takeDue(until: EpochMs): { readonly at: EpochMs; readonly run: () => void } | undefined {
    for (let next = this.#heap[0]; next !== undefined && next.at <= until; next = this.#heap[0]) {
      this.#pop();
      if (!next.cancelled) return next;
    }
    return undefined;
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
      const child = this.#smallerChild(index);
      const entry = heap[child];
      if (entry === undefined || !before(entry, last)) break;
      heap[index] = entry;
      index = child;
    }
    heap[index] = last;
  }

  #smallerChild(index: number): number {
    const left = this.#heap[2 * index + 1];
    const right = this.#heap[2 * index + 2];
    return left !== undefined && right !== undefined && before(right, left) ? 2 * index + 2 : 2 * index + 1;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
