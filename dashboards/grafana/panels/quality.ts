import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { InfluxQuery } from "../influx-query.ts";
import type { Kit } from "../kit.ts";
import { statement } from "../statement.ts";
import { inCommons, isChosen } from "../variables.ts";
import { timeline } from "./timeline.ts";

/** A living variable is sent at least this often, whatever it does: so a bucket this long without a value is a gap. */
const shortestBucket = "10m";

/**
 * Two lanes for each variable chosen: whether values arrived, and what was said of their quality. Nothing is filled in: a dead gateway
 * leaves both lanes empty, and is never painted good.
 */
export function qualityTimeline(kit: Kit, commons: string): Panel {
  const { say, mappings } = kit;
  const where = [...inCommons(commons), isChosen("variable")];
  const asked = { from: "reading", where, groupBy: ["site", "device", "variable"] };
  const said = say({ en: "said", nl: "gemeld" });
  return timeline(kit, {
    title: { en: "Quality and gaps", nl: "Kwaliteit en hiaten" },
    about: {
      en: "First lanes: values arrived or none did. Lanes with 'said': what the gateway said of them; empty while it had nothing new to say.",
      nl: "Eerste banen: er kwamen waarden of geen. Banen met 'gemeld': wat de gateway ervan zei; leeg zolang er niets nieuws te zeggen was.",
    },
    mappings: mappings.arriving,
    links: kit.links.series,
  })
    .interval(shortestBucket)
    .overrideByQuery("B", [{ id: "mappings", value: mappings.said }])
    .withTarget(
      new InfluxQuery("A", statement({ select: `count("value") AS "values"`, ...asked, fill: "null" }), {
        alias: "$tag_site $tag_device/$tag_variable",
      }),
    )
    .withTarget(
      new InfluxQuery("B", statement({ select: `min("quality") AS "quality"`, ...asked, fill: "null" }), {
        alias: `$tag_site $tag_device/$tag_variable ${said}`,
      }),
    )
    .build();
}
