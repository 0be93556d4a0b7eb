import type { Result } from "../../core/result.ts";
import type { ReadingBuffer } from "../../core/sparkplug/columns.ts";
import { DataDecoder, type DataHead } from "../../core/sparkplug/decode-data.ts";
import type { MetricIndex } from "../../core/sparkplug/metric-index.ts";
import type { PayloadFault } from "../../core/sparkplug/types.ts";

/** Reads who sent a message and leaves all metrics out. */
const nobody: MetricIndex = { byName: () => -1, byAlias: () => -1, datatypeOf: () => undefined };

/** A decoder and the index it works with. */
export interface BoundDecoder<I extends MetricIndex> {
  readonly decoder: DataDecoder;
  readonly index: I;
}

/** How many definitions of one topic keep a decoder: the current one, and those of a spool that is being sent. */
const mostDecoders = 8;

/** The decoders of one topic, one for each definition its messages are under; they remember the messages' layout. */
export class TopicReader<I extends MetricIndex> {
  readonly #bound = new Map<string, BoundDecoder<I>>();
  readonly #probe = new DataDecoder(nobody);
  #last: { readonly key: string; readonly bound: BoundDecoder<I> } | undefined;

  /**
   * Decodes a message under its own definition: the last one is tried first, as it nearly always is the one. `indexOf` makes
   * the index of a definition; where it cannot, nothing is appended and `index` is undefined.
   */
  read(
    payload: Uint8Array,
    out: ReadingBuffer,
    indexOf: (key: string) => I | undefined,
  ): Result<{ readonly head: DataHead; readonly index: I | undefined }, PayloadFault> {
    const start = out.length;
    const guess = this.#last;
    const first = (guess?.bound.decoder ?? this.#probe).decode(payload, out);
    if (!first.ok) return first;
    const key = first.value.identity?.definition ?? "";
    if (guess?.key === key) return { ok: true, value: { head: first.value, index: guess.bound.index } };
    out.length = start;
    const bound = this.#bind(key, indexOf);
    if (bound === undefined) return { ok: true, value: { head: first.value, index: undefined } };
    this.#last = { key, bound };
    const second = bound.decoder.decode(payload, out);
    return second.ok ? { ok: true, value: { head: second.value, index: bound.index } } : second;
  }

  /** After a new birth: aliases and types may be others. */
  forget(): void {
    this.#bound.clear();
    this.#last = undefined;
  }

  #bind(key: string, indexOf: (key: string) => I | undefined): BoundDecoder<I> | undefined {
    const known = this.#bound.get(key);
    if (known !== undefined) return known;
    const index = indexOf(key);
    if (index === undefined) return undefined;
    if (this.#bound.size >= mostDecoders) this.#bound.clear();
    const bound = { decoder: new DataDecoder(index), index };
    this.#bound.set(key, bound);
    return bound;
  }
}
