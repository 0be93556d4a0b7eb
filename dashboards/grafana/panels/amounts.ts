import { GraphDrawStyle, VisibilityMode } from "@grafana/grafana-foundation-sdk/common";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { dataSource, InfluxQuery } from "../influx-query.ts";
import type { Kit } from "../kit.ts";
import { totalsKnown } from "../known.ts";
import { isOneOf, statement } from "../statement.ts";
import { unitOf } from "../units.ts";
import { legend, multiTooltip } from "./common.ts";
import { nameVariables } from "./known-series.ts";

/** What is added up, such as rain, as bars: one plot for each unit that known variables of the commons have. */
export function amountPanels(kit: Kit, commons: string): readonly Panel[] {
  const totals = totalsKnown(kit.sites, commons);
  const units = [...new Set(totals.map(({ unit }) => unit))].sort();
  return units.map((unit) => {
    const paths = totals.filter((one) => one.unit === unit).map(({ path }) => path);
    return amountPanel(kit, { commons, unit, paths: [...new Set(paths)] });
  });
}

interface Amount {
  readonly commons: string;
  readonly unit: string;
  readonly paths: readonly string[];
}

function amountPanel(kit: Kit, { commons, unit, paths }: Amount): Panel {
  const { say, links } = kit;
  const symbol = unitOf(unit).replace("suffix:", "");
  const query = statement({
    select: `sum("value") AS "value"`,
    ...{ from: "reading", where: [isOneOf(paths)], groupBy: ["site", "device", "variable"], fill: "null" as const },
  });
  const builder = new PanelBuilder()
    .title(say({ en: `Added up, ${symbol}`, nl: `Opgeteld, ${symbol}` }))
    .description(say({ en: "The sum of each bucket of time.", nl: "De som per tijdvak." }))
    .datasource(dataSource)
    .unit(unitOf(unit))
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(60)
    .lineWidth(2)
    .showPoints(VisibilityMode.Never)
    .spanNulls(false)
    .legend(legend())
    .tooltip(multiTooltip())
    .dataLinks(links.series.map((link) => ({ build: () => link })))
    .withTarget(new InfluxQuery("A", query, { alias: "$tag_site $tag_device/$tag_variable" }));
  return nameVariables(kit, builder, commons).build();
}
