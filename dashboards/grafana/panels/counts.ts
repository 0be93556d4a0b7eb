import { GraphDrawStyle, StackingConfigBuilder, StackingMode } from "@grafana/grafana-foundation-sdk/common";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { dataSource, InfluxQuery } from "../influx-query.ts";
import type { Kit } from "../kit.ts";
import type { Text } from "../language.ts";
import { type Asked, statement } from "../statement.ts";
import { plainUnits } from "../units.ts";
import { legend, multiTooltip } from "./common.ts";

/** How many of something there were in each stretch of time. */
export interface Counted extends Pick<Asked, "select" | "from" | "where" | "groupBy"> {
  readonly title: Text;
  readonly about: Text;
  /** How long a stretch is. */
  readonly every: string;
  readonly alias: string;
  readonly places?: readonly string[];
}

/** Bars, one on another; a stretch with nothing in it has none. */
export function countPanel({ say, links }: Kit, counted: Counted): Panel {
  const { title, about, alias, places, ...asked } = counted;
  const query = statement({ ...asked, fill: "null" }, places);
  const linked = asked.groupBy?.includes("site") === true ? links.site : [];
  return new PanelBuilder()
    .title(say(title))
    .description(say(about))
    .datasource(dataSource)
    .unit(plainUnits.count)
    .decimals(0)
    .min(0)
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(70)
    .lineWidth(1)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group("A"))
    .spanNulls(false)
    .legend(legend())
    .tooltip(multiTooltip())
    .dataLinks(linked.map((link) => ({ build: () => link })))
    .withTarget(new InfluxQuery("A", query, { alias }))
    .build();
}
