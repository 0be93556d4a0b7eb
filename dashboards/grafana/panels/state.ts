import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from "@grafana/grafana-foundation-sdk/common";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { dataSource, InfluxQuery } from "../influx-query.ts";
import type { Kit } from "../kit.ts";
import type { Text } from "../language.ts";
import { statement } from "../statement.ts";
import { plainUnits } from "../units.ts";

/** What of the viability of a site is shown. */
type Field = "outside" | "unknown" | "worst";

const titles: Readonly<Record<Field, Text>> = {
  outside: { en: "Agreed ranges", nl: "Afgesproken grenzen" },
  unknown: { en: "Known", nl: "Bekend" },
  worst: { en: "Least margin", nl: "Kleinste marge" },
};
const abouts: Readonly<Record<Field, Text>> = {
  outside: {
    en: "Whether every variable with an agreed range is inside its viable limits now.",
    nl: "Of elke grootheid met afgesproken grenzen nu binnen de leefbare grenzen is.",
  },
  unknown: {
    en: "Whether something is known of every variable with an agreed range now.",
    nl: "Of nu van elke grootheid met afgesproken grenzen iets bekend is.",
  },
  worst: {
    en: "1 in the healthy band, 0 at the viable limit, negative beyond it.",
    nl: "1 in de gezonde band, 0 op de leefbare grens, negatief daarbuiten.",
  },
};
/** Viability is told every minute: what is older than this says nothing of now. */
const freshFor = "5m";

/** The state of a site's commons now, by shape, word and colour; it says so when nothing was heard lately. */
export function statePanel(kit: Kit, field: Field, commons: string): Panel {
  const { say, mappings } = kit;
  const query = latest(field, [`"commons" = '${commons}'`]);
  const builder = stateBuilder(kit)
    .title(say(titles[field]))
    .description(say(abouts[field]))
    .unit(field === "worst" ? plainUnits.count : plainUnits.share)
    .textMode(BigValueTextMode.Value)
    .withTarget(new InfluxQuery("A", query, { alias: "$tag_site" }));
  if (field === "worst") builder.decimals(2);
  else builder.mappings([...mappings[field]]);
  return builder.build();
}

/** The state of every commons of one site, once for each site chosen: one that is silent keeps its place and says so. */
export function sitePanel(kit: Kit): Panel {
  const { say, mappings } = kit;
  const name = (field: Field): string => `$tag_commons: ${say(titles[field]).toLowerCase()}`;
  return stateBuilder(kit)
    .title("$site")
    .description(say({ en: "What was heard of this site lately.", nl: "Wat laatst van deze locatie is gehoord." }))
    .repeat("site")
    .repeatDirection("h")
    .maxPerRow(3)
    .unit(plainUnits.share)
    .textMode(BigValueTextMode.ValueAndName)
    .orientation(VizOrientation.Horizontal)
    .mappings([...mappings.outside])
    .overrideByQuery("B", [{ id: "mappings", value: mappings.unknown }])
    .overrideByQuery("C", [
      { id: "mappings", value: [] },
      { id: "unit", value: plainUnits.count },
      { id: "decimals", value: 2 },
    ])
    .withTarget(new InfluxQuery("A", latest("outside", []), { alias: name("outside") }))
    .withTarget(new InfluxQuery("B", latest("unknown", []), { alias: name("unknown") }))
    .withTarget(new InfluxQuery("C", latest("worst", []), { alias: name("worst") }))
    .build();
}

function latest(field: Field, where: readonly string[]): string {
  return statement({
    select: `last("${field}") AS "${field}"`,
    ...{ from: "viability", where, groupBy: ["site", "commons"], fill: "none" as const },
  });
}

/** What all panels of state have: only what is fresh, and a word for silence. */
function stateBuilder({ say, links }: Kit): PanelBuilder {
  return new PanelBuilder()
    .datasource(dataSource)
    .timeFrom(freshFor)
    .noValue(say({ en: "✖ nothing heard", nl: "✖ niets gehoord" }))
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).values(false))
    .dataLinks(links.site.map((link) => ({ build: () => link })));
}
