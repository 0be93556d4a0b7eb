import type { DurationMs } from "../../core/time.ts";
import { isOrder } from "./explanation.ts";
import { type HappeningKind, happeningsBy } from "./happenings.ts";
import { type Ask, inWords } from "./why.ts";

/** So many of each kind are looked through, the newest. */
const most = 5_000;

/** What happened in a time that ends now, in lines, oldest first. */
export interface Shift {
  readonly words: readonly string[];
  /** There was more than is looked through: the oldest is missing. */
  readonly cut: boolean;
}

/** For whoever takes over: what alarms did, and what people ordered, locked and gave back, with their names and reasons. */
export async function shiftOf(lasted: DurationMs, ask: Ask): Promise<Shift> {
  const newest = async (kind: HappeningKind) =>
    happeningsBy(kind, ` WHERE time > now() - ${lasted}ms`, { ask, limit: most });
  const alarms = await newest("alarm");
  const decisions = await newest("decision");
  const told = [...alarms, ...decisions.filter(({ event }) => isOrder(event))];
  const words = told.sort((a, b) => a.event.at - b.event.at).map(({ site, event }) => `${site}: ${inWords(event)}`);
  return { words, cut: alarms.length === most || decisions.length === most };
}
