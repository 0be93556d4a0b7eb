import type { Series } from "../../core/ports/store.ts";

/** A series with its store-wide number. */
export type NumberedSeries = Series & { readonly id: number };

/** The store-wide numbers of series. A new one travels with every batch until one that holds it is durable. */
export class SeriesIndex {
  readonly #ids = new Map<string, number>();
  readonly #variables: string[] = [];
  readonly #perSite = new Map<string, number>();
  readonly #unconfirmed = new Map<number, NumberedSeries>();
  readonly #limit: number;
  #next = 1;

  constructor(stored: readonly NumberedSeries[], limitPerSite: number) {
    this.#limit = limitPerSite;
    for (const series of stored) {
      this.#remember(series);
      this.#next = Math.max(this.#next, series.id + 1);
    }
  }

  /** The number of a series, given at first use; undefined when its site has as many as it may have. */
  idOf(series: Series): number | undefined {
    const known = this.#ids.get(keyOf(series));
    if (known !== undefined) return known;
    if ((this.#perSite.get(siteOf(series)) ?? 0) >= this.#limit) return undefined;
    const numbered = { ...series, id: this.#next };
    this.#next += 1;
    this.#remember(numbered);
    this.#unconfirmed.set(numbered.id, numbered);
    return numbered.id;
  }

  variableOf(id: number): string {
    return this.#variables[id] ?? "-";
  }

  /** The series no durable batch has held yet. */
  unconfirmed(): NumberedSeries[] {
    return [...this.#unconfirmed.values()];
  }

  confirm(series: readonly NumberedSeries[]): void {
    for (const { id } of series) this.#unconfirmed.delete(id);
  }

  #remember(series: NumberedSeries): void {
    this.#ids.set(keyOf(series), series.id);
    this.#variables[series.id] = series.variable;
    this.#perSite.set(siteOf(series), (this.#perSite.get(siteOf(series)) ?? 0) + 1);
  }
}

function siteOf({ region, site }: Series): string {
  return `${region}/${site}`;
}

function keyOf({ region, site, device, variable, commons }: Series): string {
  return `${region}/${site}/${device}/${variable}/${commons}`;
}
