import type { InfluxTarget } from "../../../dashboards/grafana/influx-query.ts";
import type { InfluxResult } from "../influxd.ts";

/** One cell of an answer. */
export type Cell = string | number | boolean | null;

/** One series as Grafana's data source makes it of an answer. */
export interface Series {
  readonly refId: string;
  readonly name: string;
  /** The tags it was grouped by. */
  readonly labels: Readonly<Record<string, string>>;
  readonly times: readonly number[];
  readonly values: readonly Cell[];
}

/** A table as Grafana's data source makes it of an answer: time, tags, then the other columns. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Series by column and group, named by the alias. Source: grafana/grafana, influxql response parser. */
export function seriesOf(
  { refId, alias = "$m.$col" }: InfluxTarget,
  results: readonly InfluxResult[],
): readonly Series[] {
  return (results[0]?.series ?? []).flatMap(({ name = "", tags = {}, columns, values }) =>
    columns.slice(1).map((column, index) => ({
      refId,
      name: alias
        .replaceAll(/\$tag_(\w+)/g, (_, tag: string) => tags[tag] ?? "")
        .replaceAll("$col", column)
        .replaceAll("$m", name),
      labels: tags,
      times: values.map(([time]) => Number(time)),
      values: values.map((row) => row[index + 1] ?? null),
    })),
  );
}

/** One table of all groups. */
export function tableOf(results: readonly InfluxResult[]): Table {
  const series = results[0]?.series ?? [];
  const tags = Object.keys(series[0]?.tags ?? {});
  const columns = series[0]?.columns.slice(1) ?? [];
  return {
    columns: ["Time", ...tags, ...columns],
    rows: series.flatMap((one) =>
      one.values.map(([time = null, ...cells]) => [time, ...tags.map((tag) => one.tags?.[tag] ?? ""), ...cells]),
    ),
  };
}
