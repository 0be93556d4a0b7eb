import type { Kit } from "../kit.ts";
import type { Text } from "../language.ts";
import { plainUnits } from "../units.ts";
import { type Column, stateCell } from "./common.ts";

const titles = {
  region: { en: "Region", nl: "Regio" },
  site: { en: "Site", nl: "Locatie" },
  device: { en: "Device", nl: "Apparaat" },
  variable: { en: "Variable", nl: "Grootheid" },
  condition: { en: "Alarm", nl: "Alarm" },
  priority: { en: "Priority", nl: "Prioriteit" },
  reason: { en: "Reason", nl: "Reden" },
} as const satisfies Record<string, Text>;

function shownAs(tag: string, mappings: Kit["mappings"]): Column["show"] & object {
  if (tag === "priority") return stateCell(mappings.priority);
  return tag === "site" ? [{ id: "mappings", value: mappings.site }] : [];
}

/** Columns of tags or texts, each under its usual title. */
export function textColumns({ say, mappings }: Kit, tags: readonly (keyof typeof titles)[]): readonly Column[] {
  return tags.map((tag) => ({ from: tag, title: say(titles[tag]), show: shownAs(tag, mappings) }));
}

/** The time of a row, as a moment or as how long ago it was. */
export function timeColumn({ say }: Kit, title: Text, as: "moment" | "ago"): Column {
  return { from: "Time", title: say(title), show: [{ id: "unit", value: plainUnits[as] }] };
}
