import type { ReadingColumns } from "../ports/store.ts";

const firstCapacity = 1024;

/**
 * Readings in columns that grow: what `DataDecoder` appends to. The arrays are longer than `length`.
 * It is used again after `clear`, so a batch costs no allocation.
 */
export class ReadingBuffer implements ReadingColumns {
  /** May be set back to an earlier value: the rows after it are forgotten. */
  length = 0;
  series = new Int32Array(firstCapacity);
  measuredAt = new Float64Array(firstCapacity);
  value = new Float64Array(firstCapacity);
  quality = new Int16Array(firstCapacity);
  reason = new Int16Array(firstCapacity);
  origin = new Int16Array(firstCapacity);
  receivedAt = new Float64Array(firstCapacity);
  readonly texts: string[] = [];
  readonly #textIndex = new Map<string, number>();

  /** Makes room for this many rows more. The columns may be other arrays afterwards. */
  reserve(rows: number): void {
    const needed = this.length + rows;
    if (needed <= this.series.length) return;
    const capacity = Math.max(needed, this.series.length * 2);
    this.series = grown(this.series, new Int32Array(capacity));
    this.measuredAt = grown(this.measuredAt, new Float64Array(capacity));
    this.value = grown(this.value, new Float64Array(capacity));
    this.quality = grown(this.quality, new Int16Array(capacity));
    this.reason = grown(this.reason, new Int16Array(capacity));
    this.origin = grown(this.origin, new Int16Array(capacity));
    this.receivedAt = grown(this.receivedAt, new Float64Array(capacity));
  }

  /** The index of a text, added when new; -1 for the empty one. */
  textIndex(text: string): number {
    if (text === "") return -1;
    const known = this.#textIndex.get(text);
    if (known !== undefined) return known;
    const index = this.texts.push(text) - 1;
    this.#textIndex.set(text, index);
    return index;
  }

  /** Forgets all rows and texts, keeps the room. */
  clear(): void {
    this.length = 0;
    this.texts.length = 0;
    this.#textIndex.clear();
  }
}

function grown<T extends Int32Array | Int16Array | Float64Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
