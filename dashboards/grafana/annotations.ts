import { type AnnotationQuery, AnnotationQueryBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { dataSource } from "./influx-query.ts";
import type { Kit } from "./kit.ts";
import type { Text } from "./language.ts";
import { colours } from "./palette.ts";
import { type Asked, aboutSites, statement } from "./statement.ts";

/** What comes into the plots of a board from one measurement, and which columns say what. */
interface Told {
  readonly name: Text;
  readonly color: string;
  readonly query: string;
  readonly text: string;
  readonly tags: string;
  readonly timeEnd?: string;
}

/** Most marks of one kind in a plot. */
const most = 500;
const asked = (asks: Omit<Asked, "tail">, places?: readonly string[]): string =>
  statement({ ...asks, tail: `ORDER BY time DESC LIMIT ${most}` }, places);

const alarms: Told = {
  name: { en: "Alarms, from onset to clearing", nl: "Alarmen, van begin tot einde" },
  color: colours.vermillion,
  query: asked({ select: `"condition", "site", "device", "priority", "end_at"`, from: "alarm_span" }, aboutSites),
  text: "condition",
  tags: "site,device,priority",
  timeEnd: "end_at",
};
const decisions: Told = {
  name: { en: "Decisions", nl: "Beslissingen" },
  color: colours.purple,
  query: asked({ select: `"reason", "site", "actuator", "layer"`, from: "decision" }),
  text: "reason",
  tags: "site,actuator,layer",
};
const gaps: Told = {
  name: { en: "Gap records", nl: "Hiaten" },
  color: colours.grey,
  query: asked({ select: `"reason", "site", "device", "variable", "count"`, from: "gap" }),
  text: "reason",
  tags: "site,device,variable",
};

/**
 * Alarms, decisions and gap records as annotations. The columns stand in the target, as Grafana's editor writes them.
 * Where decisions are many, they are there to be switched on. Source: grafana/grafana, influxdb plug-in, migration of annotations.
 */
export function annotationsOf({ say }: Kit, shown: { readonly decisions: boolean }): readonly AnnotationQuery[] {
  const told = [
    { ...alarms, enabled: true },
    { ...decisions, enabled: shown.decisions },
    { ...gaps, enabled: true },
  ];
  return told.map(({ name, color, query, text, tags, timeEnd, enabled }) => {
    const built = new AnnotationQueryBuilder()
      .name(say(name))
      .datasource(dataSource)
      .enable(enabled)
      .iconColor(color)
      .target({
        build: () => ({
          refId: "Anno",
          ...{ query, rawQuery: true, fromAnnotations: true, resultFormat: "table" },
          ...{ textColumn: text, tagsColumn: tags, titleColumn: "", timeEndColumn: timeEnd ?? "" },
          // What Grafana's own target of annotations must have; the data source does not look at it.
          ...{ limit: 0, matchAny: false, tags: [], type: "" },
          _implementsDataqueryVariant: () => undefined,
        }),
      })
      .build();
    // Beside the variables, where people look for them, and not in a menu.
    const { placement: _, ...annotation } = built;
    return annotation;
  });
}
