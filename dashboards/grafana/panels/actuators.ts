import { LineInterpolation, VisibilityMode } from "@grafana/grafana-foundation-sdk/common";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as Timeseries } from "@grafana/grafana-foundation-sdk/timeseries";
import { dataSource, InfluxQuery } from "../influx-query.ts";
import type { Kit } from "../kit.ts";
import { statement } from "../statement.ts";
import { plainUnits } from "../units.ts";
import { actuatorsAlone } from "../variables.ts";
import { legend, multiTooltip } from "./common.ts";
import { nameActuators } from "./known-series.ts";
import { timeline } from "./timeline.ts";

/** Most decisions drawn. */
const most = 5_000;

/** What was commanded, a plot for each actuator chosen: a command holds until the next one, so it is a step, not a slope. */
export function commandPanel(kit: Kit): Panel {
  const { say, links } = kit;
  const query = statement({
    select: `"value"`,
    from: "decision",
    where: [`"actuator" =~ /^$actuator$/`],
    groupBy: ["site", "actuator"],
    tail: `LIMIT ${most}`,
  });
  const builder = new Timeseries()
    .title(say({ en: "$actuator: commanded", nl: "$actuator: opgedragen" }))
    .description(
      say({
        en: "Each point is a decision; what it commands holds until the next. Follow a point to read why.",
        nl: "Elk punt is een beslissing; wat ze opdraagt geldt tot de volgende. Volg een punt om te lezen waarom.",
      }),
    )
    .datasource(dataSource)
    .unit(plainUnits.count)
    .repeat("actuator")
    .repeatDirection("h")
    .maxPerRow(2)
    .lineInterpolation(LineInterpolation.StepAfter)
    .lineWidth(2)
    .fillOpacity(10)
    .showPoints(VisibilityMode.Always)
    .pointSize(5)
    .legend(legend())
    .tooltip(multiTooltip())
    .dataLinks(links.actuator.map((link) => ({ build: () => link })))
    .withTarget(new InfluxQuery("A", query, { alias: "$tag_site $tag_actuator" }));
  return nameActuators(kit, builder).build();
}

/** Who decided over each actuator: the layer of the latest decision. */
export function layerTimeline(kit: Kit): Panel {
  const query = statement({
    select: `"layer"`,
    from: "decision",
    where: [actuatorsAlone],
    groupBy: ["site", "actuator"],
    tail: `LIMIT ${most}`,
  });
  return timeline(kit, {
    title: { en: "Who decides over the actuators", nl: "Wie over de actuatoren beslist" },
    about: {
      en: "The layer of each decision: locks and interlocks go before operators, operators before the site by itself.",
      nl: "De laag van elke beslissing: slot en vergrendeling gaan voor bediening, bediening gaat voor vanzelf.",
    },
    mappings: kit.mappings.layer,
    links: kit.links.actuator,
  })
    .withTarget(new InfluxQuery("A", query, { alias: "$tag_site $tag_actuator" }))
    .build();
}
