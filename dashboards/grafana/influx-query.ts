import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import { filled } from "./filled.ts";

/** The data source every panel asks: the one chosen in the board's variable. */
export const dataSource = { type: "influxdb", uid: filled("datasource") } as const;

/** What of an InfluxQL statement's answer a panel gets: one series per column and group, or one table. */
export type ResultFormat = "time_series" | "table";

/** A panel's target as Grafana's InfluxDB data source reads it. Source: grafana/grafana, influxdb plug-in, types.ts. */
export interface InfluxTarget extends Dataquery {
  readonly refId: string;
  readonly datasource: typeof dataSource;
  readonly rawQuery: true;
  readonly query: string;
  readonly resultFormat: ResultFormat;
  readonly alias?: string;
}

/** One raw InfluxQL statement as a target of a panel; the kit for Grafana has none for InfluxDB. */
export class InfluxQuery implements Builder<Dataquery> {
  readonly #target: Omit<InfluxTarget, "_implementsDataqueryVariant">;

  /** `alias` names a series: `$tag_site`, `$col`, or plain words. */
  constructor(refId: string, query: string, { format = "time_series", alias }: QueryOptions = {}) {
    const named = alias === undefined ? {} : { alias };
    this.#target = { refId, datasource: dataSource, rawQuery: true, query, resultFormat: format, ...named };
  }

  build(): InfluxTarget {
    return { ...this.#target, _implementsDataqueryVariant: () => undefined };
  }
}

/** How the answer is shaped and its series are named. */
export interface QueryOptions {
  readonly format?: ResultFormat;
  readonly alias?: string;
}
