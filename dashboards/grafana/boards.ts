import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { boardOf } from "./board.ts";
import { alarmsBoard } from "./boards/alarms.ts";
import { airBoard, energyBoard, waterBoard } from "./boards/commons.ts";
import { pipelineBoard } from "./boards/pipeline.ts";
import { viabilityBoard } from "./boards/viability.ts";
import { kitFor } from "./kit.ts";
import type { KnownSite } from "./known.ts";
import type { Language } from "./language.ts";

const plans = [viabilityBoard, waterBoard, energyBoard, airBoard, alarmsBoard, pipelineBoard];

/** One board as a file: its name without the folder, what stands in it, and its text. */
export interface BoardFile {
  readonly file: string;
  readonly board: Dashboard;
  readonly text: string;
}

/**
 * All boards in one language, in the order people read them: for any site, or with the names and units of sites whose files were read.
 */
export function boardFiles(language: Language, sites: readonly KnownSite[] = []): readonly BoardFile[] {
  const kit = kitFor(language, sites);
  return plans.map((plan) => {
    const planned = plan(kit);
    const text = `${JSON.stringify(boardOf(kit, planned), null, 2)}\n`;
    // What Grafana reads is the text: what is undefined in a board is not there.
    return { file: `${planned.name}.json`, board: JSON.parse(text) as Dashboard, text };
  });
}
