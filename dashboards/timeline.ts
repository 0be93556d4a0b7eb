import type { WireEvent } from "../core/wire/events.ts";

/** One event of one site. */
export interface TimelineEntry {
  readonly site: string;
  readonly event: WireEvent;
}

/**
 * Events joined to those held, oldest first by their own time: what was sent again or recalled from the store takes its
 * place and is not repeated. How things stand every minute is no happening. Keeps the newest `most`.
 */
export function joinTimeline(
  held: readonly TimelineEntry[],
  arrived: readonly TimelineEntry[],
  most: number,
): readonly TimelineEntry[] {
  const known = new Map<string, TimelineEntry>();
  const happened = arrived.filter(({ event }) => event.kind !== "viability");
  for (const entry of [...held, ...happened]) known.set(`${entry.site} ${entry.event.id}`, entry);
  return [...known.values()].sort((a, b) => a.event.at - b.event.at).slice(-most);
}
