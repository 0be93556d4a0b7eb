import type { ReadingBatch } from "./columns.ts";
import type { Dictionary } from "./dictionary.ts";

/**
 * When each variable was last measured. Kept by variable number, as every reading that becomes durable passes here; variables
 * that only an earlier dictionary knew stay as they were.
 */
export class LastTimes {
  readonly #paths: readonly string[];
  readonly #earlier: ReadonlyMap<string, number>;
  readonly #times: Float64Array;

  constructor({ paths }: Dictionary, earlier: ReadonlyMap<string, number>) {
    this.#paths = paths;
    this.#earlier = earlier;
    this.#times = Float64Array.from(paths, (path) => earlier.get(path) ?? Number.NEGATIVE_INFINITY);
  }

  /** Takes in readings whose variables count into the dictionary. */
  note({ length, variable, measuredAt }: ReadingBatch): void {
    const times = this.#times;
    for (let i = 0; i < length; i++) {
      const number = variable[i] as number;
      const at = measuredAt[i] as number;
      if (at > (times[number] as number)) times[number] = at;
    }
  }

  /** By path; only variables that were ever measured. */
  byPath(): Map<string, number> {
    const all = new Map(this.#earlier);
    for (const [number, path] of this.#paths.entries()) {
      const at = this.#times[number] ?? Number.NEGATIVE_INFINITY;
      if (at !== Number.NEGATIVE_INFINITY) all.set(path, at);
    }
    return all;
  }
}
