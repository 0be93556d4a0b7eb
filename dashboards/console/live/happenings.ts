import { computed } from "@preact/signals";
import type { AlarmEvent, DecisionEvent } from "../../../core/wire/events.ts";
import type { TimelineEntry } from "../../timeline.ts";
import { actuatorOf, type Site } from "./site.ts";
import { sites, timeline } from "./state.ts";

/** A transition of an alarm, an order to an actuator, or a lock that was put on or taken off, at a site. */
export interface Happening {
  readonly site: string;
  readonly event: AlarmEvent | DecisionEvent;
}

/** What a person may want to see of the timeline, newest first. */
export const happenings = computed(() =>
  timeline.value.filter((entry): entry is Happening => entry.event.kind === "alarm" || isDecided(entry)).reverse(),
);

function isDecided({ site, event }: TimelineEntry): boolean {
  if (event.kind !== "decision") return false;
  const known = sites.value[site];
  return actuatorOf(known, event.actuator) !== undefined || hasLock(known, event.actuator);
}

function hasLock(site: Site | undefined, id: string): boolean {
  return site?.definition?.locks?.some(({ lock }) => lock === id) ?? false;
}
