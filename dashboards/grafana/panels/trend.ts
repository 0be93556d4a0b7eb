import { VisibilityMode } from "@grafana/grafana-foundation-sdk/common";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { dataSource, InfluxQuery } from "../influx-query.ts";
import type { Kit } from "../kit.ts";
import type { Text } from "../language.ts";
import { statement } from "../statement.ts";
import { plainUnits } from "../units.ts";
import { inCommons, isChosen } from "../variables.ts";
import { legend, multiTooltip } from "./common.ts";
import { nameVariables } from "./known-series.ts";
import { drawLimits, limitColumns } from "./limits.ts";

/** Values are sent at least this often, ranges every five minutes; anything longer is a gap. */
const maxAge = 12 * 60_000;

/** Which variables are plotted. */
export interface Trend {
  /** The board's variable that lists them. */
  readonly by: "variable" | "other";
  /** Only readings of this commons. */
  readonly commons?: string;
}

/**
 * Any variable with its limits, whatever it is called: one plot for each that is chosen, one line for each site and device that
 * has it. Units and names come from the site files, where the board was built with them: the store keeps none.
 */
export function trendPanel(kit: Kit, { by, commons }: Trend): Panel {
  const groupBy = ["site", "device", "variable"];
  const chosen = isChosen(by);
  const values = statement({
    select: `mean("value") AS "value"`,
    ...{ from: "reading", where: [...inCommons(commons), chosen], groupBy, fill: "null" as const },
  });
  const builder = new PanelBuilder()
    .title(`$${by}`)
    .description(aboutOf(kit, by))
    .datasource(dataSource)
    .unit(plainUnits.count)
    .repeat(by)
    .repeatDirection("h")
    .maxPerRow(2)
    .lineWidth(2)
    .showPoints(VisibilityMode.Auto)
    .spanNulls(maxAge)
    .legend(legend())
    .tooltip(multiTooltip())
    .dataLinks(kit.links.series.map((link) => ({ build: () => link })))
    .withTarget(new InfluxQuery("A", values, { alias: "$tag_site $tag_device/$tag_variable" }));
  if (by === "variable") {
    const limits = { select: limitColumns(kit), from: "range", where: [chosen], groupBy, fill: "null" as const };
    const alias = "$tag_site $tag_device/$tag_variable $col";
    drawLimits(builder, kit).withTarget(new InfluxQuery("R", statement(limits), { alias }));
  }
  return nameVariables(kit, builder, commons).build();
}

function aboutOf({ say, sites }: Kit, by: Trend["by"]): string {
  const parts: Text[] = [
    { en: "The mean of each bucket of time.", nl: "Het gemiddelde per tijdvak." },
    ...(sites.length === 0 ? [ownUnit] : []),
    ...(by === "variable" ? [dashes] : []),
  ];
  return parts.map(say).join(" ");
}

const ownUnit: Text = {
  en: "In the unit of the variable, which the console tells.",
  nl: "In de eenheid van de grootheid, die de console noemt.",
};
const dashes: Text = {
  en: "Long dashes: viable limits. Short dashes: healthy band. Dots: target.",
  nl: "Lange streepjes: leefbare grenzen. Korte streepjes: gezonde band. Punten: streefwaarde.",
};
