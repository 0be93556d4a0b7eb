import type { MetricIndex } from "../../core/sparkplug/metric-index.ts";
import type { Metric } from "../../core/sparkplug/types.ts";

/** Series by name from whoever numbers them, aliases and data types from births. Call the decoder's `forget` after `learn`. */
export class BirthIndex implements MetricIndex {
  readonly #seriesOf: (name: string) => number;
  readonly #names = new Map<number, string>();
  readonly #datatypes = new Map<number, number>();

  constructor(seriesOf: (name: string) => number) {
    this.#seriesOf = seriesOf;
  }

  /** Takes aliases and data types from a birth; those of earlier births that it does not repeat are forgotten. */
  learn(birth: readonly Metric[]): void {
    this.#names.clear();
    this.#datatypes.clear();
    for (const { name, alias, datatype } of birth) {
      if (name === undefined) continue;
      if (alias !== undefined) this.#names.set(Number(alias), name);
      const series = datatype === undefined ? -1 : this.#seriesOf(name);
      if (series >= 0 && datatype !== undefined) this.#datatypes.set(series, datatype);
    }
  }

  byName(name: string): number {
    return this.#seriesOf(name);
  }

  byAlias(alias: number): number {
    const name = this.#names.get(alias);
    return name === undefined ? -1 : this.#seriesOf(name);
  }

  datatypeOf(series: number): number | undefined {
    return this.#datatypes.get(series);
  }
}
