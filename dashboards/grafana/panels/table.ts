import { TableSortByFieldStateBuilder } from "@grafana/grafana-foundation-sdk/common";
import type { DataTransformerConfig, Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import { dataSource, InfluxQuery } from "../influx-query.ts";
import type { Kit } from "../kit.ts";
import type { Text } from "../language.ts";
import { type Column, inColumns } from "./common.ts";

/** A table of one statement's rows. */
export interface TablePlan {
  readonly title: Text;
  readonly about?: Text;
  readonly query: string;
  readonly columns: readonly Column[];
  readonly hidden?: readonly string[];
  /** Applied before the columns are put in order. */
  readonly transformations?: readonly DataTransformerConfig[];
  readonly links?: "row" | "alarm";
  readonly sortBy?: { readonly column: string; readonly descending: boolean };
  /** What stands there when there is no row. */
  readonly empty: Text;
}

/** A table whose columns are ordered and titled; the tags stay under their own names for the links of its rows. */
export function tablePanel({ say, links }: Kit, plan: TablePlan): Panel {
  const { title, about, query, columns, hidden = [], transformations = [], sortBy, empty } = plan;
  const builder = new PanelBuilder()
    .title(say(title))
    .datasource(dataSource)
    .noValue(say(empty))
    .filterable(true)
    .withTarget(new InfluxQuery("A", query, { format: "table" }))
    .transformations([...transformations, inColumns(columns, hidden)]);
  if (about !== undefined) builder.description(say(about));
  if (sortBy !== undefined) {
    builder.sortBy([new TableSortByFieldStateBuilder().displayName(sortBy.column).desc(sortBy.descending)]);
  }
  if (plan.links !== undefined) builder.dataLinks(links[plan.links].map((link) => ({ build: () => link })));
  for (const { from, title: shown, show = [] } of columns) {
    builder.overrideByName(from, [{ id: "displayName", value: shown }, ...show]);
  }
  return builder.build();
}
