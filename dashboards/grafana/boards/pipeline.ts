import { annotationsOf } from "../annotations.ts";
import type { BoardPlan } from "../board.ts";
import { type Kit, placed } from "../kit.ts";
import { countPanel } from "../panels/counts.ts";
import { gapTable } from "../panels/gaps.ts";
import { ageTable } from "../panels/latest.ts";
import { rangedVariable, variablesOf } from "../variables.ts";
import { contextSections } from "./context.ts";

/** From device to store: how much arrives, how good and how late it is, and what is missing. */
export function pipelineBoard(kit: Kit): BoardPlan {
  const stored = countPanel(kit, {
    title: { en: "Values stored in each minute", nl: "Bewaarde waarden per minuut" },
    about: {
      en: "By the time at which they were measured: what arrives late fills its own place.",
      nl: "Naar het moment van meten: wat laat binnenkomt vult zijn eigen plaats.",
    },
    ...{ select: `count("value") AS "values"`, from: "reading", groupBy: ["site"], every: "1m", alias: "$tag_site" },
  });
  const doubted = countPanel(kit, {
    title: { en: "Readings that were not good in each minute", nl: "Metingen die niet goed waren per minuut" },
    about: { en: "Bad or uncertain, by device.", nl: "Slecht of onzeker, per apparaat." },
    ...{ select: `count("reason") AS "reasons"`, from: "reading", groupBy: ["site", "device"], every: "1m" },
    alias: "$tag_site $tag_device",
  });
  const late = countPanel(kit, {
    title: { en: "Readings the gateway got late in each minute", nl: "Metingen die de gateway laat kreeg per minuut" },
    about: {
      en: "Measured more than a second before the gateway had them.",
      nl: "Meer dan een seconde gemeten voor de gateway ze had.",
    },
    ...{ select: `count("received") AS "late"`, from: "reading", groupBy: ["site", "device"], every: "1m" },
    alias: "$tag_site $tag_device",
  });
  const told = countPanel(kit, {
    title: { en: "Decisions in each minute", nl: "Beslissingen per minuut" },
    about: { en: "How often something was commanded or explained.", nl: "Hoe vaak iets werd opgedragen of uitgelegd." },
    ...{ select: `count("layer") AS "decisions"`, from: "decision", groupBy: ["site"], every: "1m" },
    alias: "$tag_site",
  });
  return {
    name: "pipeline",
    title: { en: "Pipeline", nl: "Keten" },
    about: {
      en: "What arrives, how old it is, and what is missing.",
      nl: "Wat binnenkomt, hoe oud het is, en wat ontbreekt.",
    },
    page: "/pipeline",
    variables: [...variablesOf(kit), rangedVariable(kit)],
    annotations: annotationsOf(kit, { decisions: false }),
    sections: [
      {
        id: 10,
        title: { en: "What arrives", nl: "Wat binnenkomt" },
        perSite: false,
        panels: [
          placed(1, [12, 8], stored),
          placed(2, [12, 8], doubted),
          placed(3, [12, 8], late),
          placed(4, [12, 8], told),
        ],
      },
      {
        id: 11,
        title: { en: "How old it is, and what is missing", nl: "Hoe oud het is, en wat ontbreekt" },
        perSite: false,
        panels: [placed(5, [8, 10], ageTable(kit, null)), placed(6, [16, 10], gapTable(kit))],
      },
      ...contextSections(kit),
    ],
  };
}
