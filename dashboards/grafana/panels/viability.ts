import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  VisibilityMode,
} from "@grafana/grafana-foundation-sdk/common";
import { type Panel, ThresholdsConfigBuilder, ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as Timeseries } from "@grafana/grafana-foundation-sdk/timeseries";
import { dataSource, InfluxQuery } from "../influx-query.ts";
import type { Kit } from "../kit.ts";
import { colours } from "../palette.ts";
import { statement } from "../statement.ts";
import { plainUnits } from "../units.ts";
import { legend, multiTooltip } from "./common.ts";
import { timeline } from "./timeline.ts";

/** Viability is told every minute: with buckets this long and this much patience, what is open is a gap. */
const shortestBucket = "1m";
const maxAge = 5 * 60_000;

/** The least margin of each site and commons over time, with the viable limit at 0. */
export function marginTrend({ say, links }: Kit): Panel {
  const query = statement({
    select: `min("worst") AS "worst"`,
    from: "viability",
    groupBy: ["site", "commons"],
    fill: "null",
  });
  return new Timeseries()
    .title(say({ en: "Least margin over time", nl: "Kleinste marge in de tijd" }))
    .description(
      say({
        en: "1 in the healthy band, 0 at the viable limit (the line), negative beyond it. Open where nothing is known.",
        nl: "1 in de gezonde band, 0 op de leefbare grens (de lijn), negatief daarbuiten. Open waar niets bekend is.",
      }),
    )
    .datasource(dataSource)
    .unit(plainUnits.count)
    .decimals(2)
    .interval(shortestBucket)
    .axisSoftMin(-0.1)
    .axisSoftMax(1.1)
    .lineWidth(2)
    .showPoints(VisibilityMode.Never)
    .spanNulls(maxAge)
    .thresholds(
      new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
        { value: null, color: colours.vermillion },
        { value: 0, color: colours.vermillion },
      ]),
    )
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed))
    .legend(legend())
    .tooltip(multiTooltip())
    .dataLinks(links.site.map((link) => ({ build: () => link })))
    .withTarget(new InfluxQuery("A", query, { alias: "$tag_site, $tag_commons" }))
    .build();
}

/** Whether each site was inside its agreed ranges, and what was known, over time. */
export function stateTimeline(kit: Kit): Panel {
  const asked = { from: "viability", groupBy: ["site", "commons"], fill: "null" } as const;
  return timeline(kit, {
    title: { en: "Inside the agreed ranges", nl: "Binnen de afgesproken grenzen" },
    about: {
      en: "Two lanes for each site: inside or outside, and whether all is known. Empty where the site was not heard.",
      nl: "Twee banen per locatie: binnen of buiten, en of alles bekend is. Leeg waar de locatie niet is gehoord.",
    },
    mappings: kit.mappings.outside,
    links: kit.links.site,
  })
    .interval(shortestBucket)
    .spanNulls(maxAge)
    .overrideByQuery("B", [{ id: "mappings", value: kit.mappings.unknown }])
    .withTarget(
      new InfluxQuery("A", statement({ select: `max("outside") AS "outside"`, ...asked }), {
        alias: "$tag_site, $tag_commons",
      }),
    )
    .withTarget(
      new InfluxQuery("B", statement({ select: `max("unknown") AS "unknown"`, ...asked }), {
        alias: `$tag_site, ${kit.say({ en: "known", nl: "bekend" })}`,
      }),
    )
    .build();
}
