import type { Section } from "../board.ts";
import { type Kit, placed } from "../kit.ts";
import { layerTimeline } from "../panels/actuators.ts";
import { ageTable, qualityTable } from "../panels/latest.ts";
import { sitePanel } from "../panels/state.ts";
import { trendPanel } from "../panels/trend.ts";
import { isChosen } from "../variables.ts";

/** What the alarms and the pipeline are about: the state of each site, its variables in their ranges, and who decides. */
export function contextSections(kit: Kit): readonly Section[] {
  return [
    {
      id: 30,
      title: { en: "The sites now", nl: "De locaties nu" },
      perSite: false,
      panels: [placed(31, [8, 7], sitePanel(kit))],
    },
    {
      id: 32,
      title: { en: "What it is about", nl: "Waar het om gaat" },
      perSite: false,
      panels: [
        placed(33, [12, 8], trendPanel(kit, { by: "variable" })),
        placed(34, [24, 7], layerTimeline(kit)),
        placed(35, [12, 9], qualityTable(kit, [isChosen("variable")])),
        placed(36, [12, 9], ageTable(kit, [isChosen("variable")])),
      ],
    },
  ];
}
