import type { WireEvent } from "../core/wire/messages.ts";

/** One event of one site. */
export interface TimelineEntry {
  readonly site: string;
  readonly event: WireEvent;
}

/**
 * Events joined to those held, oldest first by their own time: what was sent again or recalled from the store takes its
 * place and is not repeated. Keeps the newest `most`.
 */
export function joinTimeline(
  held: readonly TimelineEntry[],
  arrived: readonly TimelineEntry[],
  most: number,
): readonly TimelineEntry[] {
  const known = new Map<string, TimelineEntry>();
  for (const entry of [...held, ...arrived]) known.set(`${entry.site} ${entry.event.id}`, entry);
  return [...known.values()].sort((a, b) => a.event.at - b.event.at).slice(-most);
}
