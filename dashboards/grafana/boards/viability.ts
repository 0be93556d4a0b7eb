import { annotationsOf } from "../annotations.ts";
import type { BoardPlan } from "../board.ts";
import { type Kit, placed } from "../kit.ts";
import { layerTimeline } from "../panels/actuators.ts";
import { standingAlarms } from "../panels/alarms.ts";
import { gapTable } from "../panels/gaps.ts";
import { ageTable, qualityTable } from "../panels/latest.ts";
import { sitePanel } from "../panels/state.ts";
import { trendPanel } from "../panels/trend.ts";
import { marginTrend, stateTimeline } from "../panels/viability.ts";
import { isChosen, rangedVariable, variablesOf } from "../variables.ts";

/** Every commons of every site: what is inside its agreed range, what is not, and what is not known. */
export function viabilityBoard(kit: Kit): BoardPlan {
  return {
    name: "viability",
    title: { en: "Viability", nl: "Leefbaarheid" },
    about: {
      en: "Whether water, energy and air are inside the ranges that were agreed.",
      nl: "Of water, energie en lucht binnen de afgesproken grenzen zijn.",
    },
    page: "/overview",
    variables: [...variablesOf(kit), rangedVariable(kit)],
    annotations: annotationsOf(kit, { decisions: false }),
    sections: [
      {
        id: 10,
        title: { en: "Now", nl: "Nu" },
        perSite: false,
        panels: [placed(1, [8, 7], sitePanel(kit))],
      },
      {
        id: 11,
        title: { en: "Over time", nl: "In de tijd" },
        perSite: false,
        panels: [
          placed(4, [12, 9], stateTimeline(kit)),
          placed(5, [12, 9], marginTrend(kit)),
          placed(6, [12, 8], standingAlarms(kit)),
          placed(7, [12, 8], layerTimeline(kit)),
        ],
      },
      {
        id: 12,
        title: { en: "Variables with an agreed range", nl: "Grootheden met afgesproken grenzen" },
        perSite: false,
        panels: [placed(20, [12, 8], trendPanel(kit, { by: "variable" }))],
      },
      {
        id: 13,
        title: { en: "What it stands on", nl: "Waarop het berust" },
        perSite: false,
        panels: [
          placed(8, [12, 9], qualityTable(kit, [isChosen("variable")])),
          placed(9, [12, 9], ageTable(kit, [isChosen("variable")])),
          placed(21, [24, 6], gapTable(kit)),
        ],
      },
    ],
  };
}
