import { annotationsOf } from "../annotations.ts";
import type { BoardPlan, Section } from "../board.ts";
import { type Kit, placed } from "../kit.ts";
import type { Text } from "../language.ts";
import { commandPanel, layerTimeline } from "../panels/actuators.ts";
import { standingAlarms } from "../panels/alarms.ts";
import { amountPanels } from "../panels/amounts.ts";
import { gapTable } from "../panels/gaps.ts";
import { ageTable, qualityTable } from "../panels/latest.ts";
import { qualityTimeline } from "../panels/quality.ts";
import { statePanel } from "../panels/state.ts";
import { trendPanel } from "../panels/trend.ts";
import { commonsVariables, inCommons } from "../variables.ts";

/** What is particular to the board of one commons. */
interface Commons {
  readonly name: "water" | "energy" | "air";
  readonly title: Text;
  readonly about: Text;
  /** Whether decisions are few enough to stand in the plots from the start. */
  readonly decisionsShown: boolean;
}

/** Levels, rain, pumps. */
export const waterBoard = (kit: Kit): BoardPlan =>
  commonsBoard(kit, {
    name: "water",
    title: { en: "Water", nl: "Water" },
    about: {
      en: "What is measured of water, its agreed ranges, and what decided over it.",
      nl: "Wat van water wordt gemeten, de afgesproken grenzen, en wat erover besliste.",
    },
    decisionsShown: true,
  });

/** Contracts, fuses, batteries, sun and homes. Import is positive. */
export const energyBoard = (kit: Kit): BoardPlan =>
  commonsBoard(kit, {
    name: "energy",
    title: { en: "Energy", nl: "Energie" },
    about: {
      en: "What is measured of energy, its agreed ranges, and what decided over it. Taken from the grid is positive.",
      nl: "Wat van energie wordt gemeten, de afgesproken grenzen, en wat erover besliste. Afgenomen van het net is positief.",
    },
    decisionsShown: false,
  });

/** Breath and dust in rooms and streets. */
export const airBoard = (kit: Kit): BoardPlan =>
  commonsBoard(kit, {
    name: "air",
    title: { en: "Air", nl: "Lucht" },
    about: {
      en: "What is measured of air, its agreed ranges, and what decided over it.",
      nl: "Wat van lucht wordt gemeten, de afgesproken grenzen, en wat erover besliste.",
    },
    decisionsShown: true,
  });

const half = 12;

/** The board of one commons at the sites chosen, whatever their variables are called. */
function commonsBoard(kit: Kit, commons: Commons): BoardPlan {
  const { name, title, about, decisionsShown } = commons;
  return {
    ...{ name, title, about },
    page: "/overview",
    variables: commonsVariables(kit, name),
    annotations: annotationsOf(kit, { decisions: decisionsShown }),
    sections: sectionsOf(kit, name),
  };
}

/** State and alarms, trends in their ranges, what was commanded, what all of it stands on, and folded away what else is measured. */
function sectionsOf(kit: Kit, name: Commons["name"]): readonly Section[] {
  // The whole line: Grafana lays repeated panels over what stands beside them.
  const amounts = amountPanels(kit, name).map((panel, index) => placed(40 + index, [24, 7], panel));
  return [
    {
      id: 10,
      title: { en: "$site", nl: "$site" },
      perSite: true,
      panels: [
        placed(1, [4, 5], statePanel(kit, "outside", name)),
        placed(2, [4, 5], statePanel(kit, "unknown", name)),
        placed(3, [4, 5], statePanel(kit, "worst", name)),
        placed(4, [half, 5], standingAlarms(kit)),
      ],
    },
    {
      id: 11,
      title: { en: "Values and their ranges", nl: "Waarden en hun grenzen" },
      perSite: false,
      panels: [placed(20, [half, 8], trendPanel(kit, { by: "variable", commons: name })), ...amounts],
    },
    {
      id: 12,
      title: { en: "What acts at these sites", nl: "Wat op deze locaties ingrijpt" },
      perSite: false,
      panels: [placed(30, [half, 8], commandPanel(kit)), placed(5, [24, 7], layerTimeline(kit))],
    },
    {
      id: 13,
      title: { en: "What it stands on", nl: "Waarop het berust" },
      perSite: false,
      panels: [
        placed(6, [24, 8], qualityTimeline(kit, name)),
        placed(7, [half, 9], qualityTable(kit, inCommons(name))),
        placed(8, [half, 9], ageTable(kit, inCommons(name))),
        placed(9, [24, 6], gapTable(kit)),
      ],
    },
    {
      id: 14,
      title: { en: "What else is measured", nl: "Wat verder wordt gemeten" },
      perSite: false,
      folded: true,
      panels: [placed(60, [half, 8], trendPanel(kit, { by: "other", commons: name }))],
    },
  ];
}
