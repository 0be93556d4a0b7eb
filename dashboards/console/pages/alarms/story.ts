import type { EpochMs } from "../../../../core/time.ts";
import type { AlarmEvent, DecisionEvent } from "../../../../core/wire/events.ts";
import type { TimelineEntry } from "../../../timeline.ts";
import { region } from "../../live/site.ts";

interface StoryPart {
  readonly id: string;
  readonly at: EpochMs;
  readonly site: string;
  readonly key: string;
}

/** One moment in the life of an alarm. */
export type StoryLine =
  | (StoryPart & {
      readonly kind: "alarm";
      readonly event: AlarmEvent;
      /** Why, as the site recorded it. */
      readonly because: string | undefined;
    })
  | (StoryPart & {
      readonly kind: "rung";
      readonly rung: string;
      readonly change: "started" | "told again" | "told" | "let go";
      readonly because: string;
    });

const rungWords = /^rung (\S+) (started|told again|told|let go): (.*?)(?:; \w+, \w+ since \S+)?$/s;

/**
 * What happened to alarms, oldest first: raised, acknowledged, climbed, cleared. An alarm that climbed is told of once, by its
 * site; of the region come the rungs it stood on.
 */
export function storyOf(entries: readonly TimelineEntry[]): readonly StoryLine[] {
  const reasons = new Map<string, string>();
  for (const { site, event } of entries) {
    if (event.kind === "decision") reasons.set(`${site} ${event.id}`, event.reason);
  }
  const lines = entries.flatMap(({ site, event }): StoryLine[] => {
    if (event.kind === "alarm") return isCopy(site, event) ? [] : [alarmLine(site, event, reasons)];
    return event.kind === "decision" && event.layer === "ladder" ? rungLine(site, event) : [];
  });
  return lines.sort((a, b) => a.at - b.at);
}

/** The region's own account of what its sites tell of themselves. */
function isCopy(site: string, { variable }: AlarmEvent): boolean {
  return site === region && variable !== "";
}

/** Transitions that nobody ordered: only these have a reason that is not told already. */
const unordered: ReadonlySet<AlarmEvent["transition"]> = new Set(["raise", "reRaise", "reAlarm", "clear"]);

function alarmLine(site: string, event: AlarmEvent, reasons: ReadonlyMap<string, string>): StoryLine {
  const isTold = event.decision === undefined || !unordered.has(event.transition);
  const because = isTold ? undefined : reasons.get(`${site} ${event.decision}`);
  const { id, at, key } = event;
  return { kind: "alarm", id, at, site, key, event, because: because?.replace(/^\w+: /, "") };
}

function rungLine(site: string, { id, at, actuator, reason }: DecisionEvent): StoryLine[] {
  const [, rung, change, because] = rungWords.exec(reason) ?? [];
  if (rung === undefined || because === undefined || !isChange(change)) return [];
  return [{ kind: "rung", id, at, ...placeOf(site, actuator), rung, change, because }];
}

function isChange(word: string | undefined): word is "started" | "told again" | "told" | "let go" {
  return word === "started" || word === "told again" || word === "told" || word === "let go";
}

/** Whose alarm a rung speaks of: `site.device.alarm` is a site's, `site.alarm` one the region noticed itself. */
function placeOf(site: string, name: string): { readonly site: string; readonly key: string } {
  const [first = "", ...rest] = name.split(".");
  return site === region && rest.length > 1 ? { site: first, key: rest.join(".") } : { site, key: name };
}

/** The story of one alarm out of that of all. */
export function ofAlarm(lines: readonly StoryLine[], site: string, key: string): readonly StoryLine[] {
  return lines.filter((line) => line.site === site && line.key === key);
}
