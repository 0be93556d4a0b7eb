import { annotationsOf } from "../annotations.ts";
import type { BoardPlan } from "../board.ts";
import { type Kit, placed } from "../kit.ts";
import { alarmTimeline, closedAlarms, frequentAlarms, standingAlarms } from "../panels/alarms.ts";
import { countPanel } from "../panels/counts.ts";
import { aboutSites } from "../statement.ts";
import { rangedVariable, variablesOf } from "../variables.ts";
import { contextSections } from "./context.ts";

/** What stands, what came and went, and how much of it: the load on those who must answer. */
export function alarmsBoard(kit: Kit): BoardPlan {
  const raised = countPanel(kit, {
    title: {
      en: "Alarms that came and went, in each ten minutes",
      nl: "Alarmen die kwamen en gingen, per tien minuten",
    },
    about: {
      en: "By the onset of alarms whose condition is gone; those that stand are above. About 1 is acceptable, more than 10 is a flood.",
      nl: "Naar het begin van alarmen waarvan de oorzaak weg is; die nog staan, staan hierboven. Ongeveer 1 is aanvaardbaar, meer dan 10 is een vloed.",
    },
    ...{ select: `count("length") AS "alarms"`, from: "alarm_span", groupBy: ["priority"], every: "10m" },
    ...{ alias: "$tag_priority", places: aboutSites },
  });
  const transitions = countPanel(kit, {
    title: { en: "Transitions in each hour", nl: "Overgangen per uur" },
    about: {
      en: "Raised, acknowledged, cleared, raised again: all that was recorded of alarms.",
      nl: "Opgekomen, bevestigd, hersteld, opnieuw opgekomen: alles wat van alarmen is vastgelegd.",
    },
    ...{ select: `count("state") AS "transitions"`, from: "alarm", groupBy: ["priority"], every: "1h" },
    ...{ alias: "$tag_priority", places: aboutSites },
  });
  return {
    name: "alarms",
    title: { en: "Alarms", nl: "Alarmen" },
    about: { en: "Standing alarms and how many there are.", nl: "Staande alarmen en hoeveel het er zijn." },
    page: "/alarms",
    variables: [...variablesOf(kit), rangedVariable(kit)],
    annotations: annotationsOf(kit, { decisions: false }),
    sections: [
      {
        id: 10,
        title: { en: "Now", nl: "Nu" },
        perSite: false,
        panels: [placed(1, [24, 8], standingAlarms(kit)), placed(2, [24, 9], alarmTimeline(kit))],
      },
      {
        id: 11,
        title: { en: "Load", nl: "Belasting" },
        perSite: false,
        panels: [
          placed(3, [12, 8], raised),
          placed(4, [12, 8], transitions),
          placed(5, [12, 9], frequentAlarms(kit)),
          placed(6, [12, 9], closedAlarms(kit)),
        ],
      },
      ...contextSections(kit),
    ],
  };
}
