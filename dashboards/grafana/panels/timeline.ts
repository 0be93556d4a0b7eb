import { VisibilityMode } from "@grafana/grafana-foundation-sdk/common";
import type { DashboardLink, ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/statetimeline";
import { dataSource } from "../influx-query.ts";
import type { Kit } from "../kit.ts";
import type { Text } from "../language.ts";
import { legend } from "./common.ts";

/** What a timeline of states shows, besides what it asks. */
export interface TimelinePlan {
  readonly title: Text;
  readonly about: Text;
  readonly mappings: readonly ValueMapping[];
  readonly links: readonly DashboardLink[];
  /** What stands there where the answer is empty. */
  readonly empty?: Text;
}

/** States over time, a lane for each series: one that goes on is one bar, named where there is room. */
export function timeline({ say }: Kit, { title, about, mappings, links, empty }: TimelinePlan): PanelBuilder {
  const lanes = new PanelBuilder()
    .title(say(title))
    .description(say(about))
    .datasource(dataSource)
    .mergeValues(true)
    .showValue(VisibilityMode.Auto)
    .rowHeight(0.8)
    .fillOpacity(75)
    .lineWidth(0)
    .legend(legend());
  if (empty !== undefined) lanes.noValue(say(empty));
  return lanes.mappings([...mappings]).dataLinks(links.map((link) => ({ build: () => link })));
}
