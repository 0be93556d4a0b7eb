import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableHide,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { dataSource } from "./influx-query.ts";
import type { Kit } from "./kit.ts";
import { mainIds } from "./known.ts";
import { atSites, inRegion } from "./statement.ts";

/** The uid of the data source that the provisioning files make. */
const provisionedSource = "homeostat";
/** Where the console of `homeostat up` is. */
const usualConsole = "http://127.0.0.1:8420";

/** The variables every board has: data source, console, region and site. */
export function variablesOf(kit: Kit): readonly VariableModel[] {
  return [...places(kit), siteVariable(kit, []).allValue(".*").build()];
}

/**
 * The variables of the board of one commons. Sites are those that take part in it, the first of them at first: what follows is
 * then about one site, and as many as wanted can be ticked. Variables are found by the tag `commons` of their readings, whatever
 * they are called: those that matter, and the others.
 */
export function commonsVariables(kit: Kit, commons: string): readonly VariableModel[] {
  const { say } = kit;
  const of = inCommons(commons);
  const among = (condition: string) => shown("reading", "variable", [...atSites, ...of, condition]);
  return [
    ...places(kit),
    siteVariable(kit, of).includeAll(false).current({ text: [], value: [] }).build(),
    mainVariable(kit, commons),
    choice("variable", say({ en: "Variable", nl: "Grootheid" }), among(`"variable" =~ /^$main$/`)).build(),
    choice("actuator", "Actuator", shown("decision", "actuator", [...atSites, actuatorsAlone])).build(),
    choice("other", say({ en: "Further variable", nl: "Verdere grootheid" }), among(`"variable" !~ /^$main$/`)).build(),
  ];
}

/** What of a commons stands first, not shown among the choices: what site files speak of, or else what has an agreed range. */
function mainVariable({ sites }: Kit, commons: string): VariableModel {
  const ids = mainIds(sites, commons);
  if (ids.length === 0)
    return choice("main", "", shown("range", "variable", atSites))
      .hide(hidden)
      .build();
  return new CustomVariableBuilder("main")
    .values(ids.join(","))
    .multi(true)
    .includeAll(true)
    .current({ text: "All", value: "$__all" })
    .hide(hidden)
    .build();
}
const hidden = VariableHide.HideVariable;

/** Decisions that explain an alarm carry its key, which has a point in it; those about a variable its path, with a slash. */
export const actuatorsAlone = String.raw`"actuator" !~ /[.\/]/`;

/** The variables chosen in one of the board's variables, as a condition. */
export function isChosen(name: "variable" | "other"): string {
  return `"variable" =~ /^$${name}$/`;
}

/** Readings of one commons as a condition; none where none is given. */
export function inCommons(commons: string | undefined): readonly string[] {
  return commons === undefined ? [] : [`"commons" = '${commons}'`];
}

/** One more variable: the variables that have an agreed range, at the sites chosen. */
export function rangedVariable(kit: Kit): VariableModel {
  const label = kit.say({ en: "Variable", nl: "Grootheid" });
  return choice("variable", label, shown("range", "variable", atSites))
    .allValue(".*")
    .build();
}

function places({ say }: Kit): readonly VariableModel[] {
  return [
    new DatasourceVariableBuilder("datasource")
      .type("influxdb")
      .label(say({ en: "Data source", nl: "Databron" }))
      .current({ text: provisionedSource, value: provisionedSource })
      .build(),
    new TextBoxVariableBuilder("console")
      .label(say({ en: "Console at", nl: "Console op" }))
      .defaultValue(usualConsole)
      .current({ text: usualConsole, value: usualConsole })
      .build(),
    choice("region", say({ en: "Region", nl: "Regio" }), shown("reading", "region", []))
      .allValue(".*")
      .build(),
  ];
}

function siteVariable({ say }: Kit, where: readonly string[]): QueryVariableBuilder {
  return choice("site", say({ en: "Site", nl: "Locatie" }), shown("reading", "site", [inRegion, ...where]));
}

/** Asks for the values of a tag. */
function shown(measurement: string, tag: string, where: readonly string[]): string {
  const conditions = where.length === 0 ? "" : ` WHERE ${where.join(" AND ")}`;
  return `SHOW TAG VALUES FROM "${measurement}" WITH KEY = "${tag}"${conditions}`;
}

/** A variable with the answers to a query, more than one at a time, all at first: each by its name, or as `allValue` says. */
function choice(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(dataSource)
    .query(query)
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .current({ text: "All", value: "$__all" });
}
