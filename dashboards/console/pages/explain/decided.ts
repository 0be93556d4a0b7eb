import { type Limits, margin } from "../../../../core/margin.ts";
import type { DurationMs, EpochMs } from "../../../../core/time.ts";
import type { AlarmEvent, DecisionEvent, RangeEvent, WireEvent } from "../../../../core/wire/events.ts";
import type { TimelineEntry } from "../../../timeline.ts";

/** What the server tells of a subject, as the page shows it. */
export interface Explanation {
  readonly subject: string;
  /** Newest first. */
  readonly records: readonly WireEvent[];
  readonly words: readonly string[];
  readonly next: EpochMs | null;
  readonly ranges: readonly RangeEvent[];
  readonly around: readonly WireEvent[];
  readonly rested: readonly DecisionEvent[];
}

/** One variable a decision rested on, against its range at that time. */
export interface Rested {
  readonly path: string;
  readonly value: number | null;
  readonly quality: "good" | "uncertain" | "bad";
  readonly age: DurationMs;
  readonly range: RangeEvent | undefined;
  /** Null where it has no range or no value. */
  readonly margin: number | null;
}

/** Each input of a decision with its range and margin. */
export function restedOn({ inputs }: DecisionEvent, ranges: readonly RangeEvent[]): readonly Rested[] {
  return inputs.map((input) => {
    const range = ranges.find(({ device, variable }) => `${device}/${variable}` === input.path);
    const room = range === undefined || input.value === null ? null : margin(input.value, range);
    return { ...input, range, margin: room };
  });
}

/** The sum behind a margin, for a hand to do it again: room / width. */
export interface MarginSum {
  /** Where the healthy band ends on the side that the value left it. */
  readonly edge: number;
  readonly bound: number;
  /** From the value to the viable bound; negative beyond it. */
  readonly room: number;
  /** From the edge to the bound. */
  readonly width: number;
}

/** How a margin comes about where the value is outside the healthy band; undefined inside it, and where it steps. */
export function marginSum(value: number, limits: Limits): MarginSum | undefined {
  const sides = [
    { healthy: limits.healthyLow, bound: limits.viableLow, towards: 1 },
    { healthy: limits.healthyHigh, bound: limits.viableHigh, towards: -1 },
  ];
  for (const { healthy, bound, towards } of sides) {
    if (healthy === null || bound === null || (healthy - value) * towards <= 0) continue;
    const width = (healthy - bound) * towards;
    return width > 0 ? { edge: healthy, bound, room: (value - bound) * towards, width } : undefined;
  }
  return undefined;
}

/** The transition of an alarm that a decision explains; undefined where it is about an actuator. */
export function causedBy(decision: DecisionEvent, { records, around }: Explanation): AlarmEvent | undefined {
  return [...records, ...around].find((one): one is AlarmEvent => one.kind === "alarm" && one.decision === decision.id);
}

/** What somebody wanted of an actuator, and what became of it. */
export interface Contender {
  readonly layer: string;
  readonly value: number | null;
  /** It was done; it won, but was held back by a rule; or a higher layer went before it. */
  readonly outcome: "won" | "held" | "outranked";
  /** The rule that held it back, or the layer and claimant that went before it. */
  readonly by: string | undefined;
}

/** The layers that may want something of an actuator, the highest first (docs/ARCHITECTURE.md, one scan). */
const layers: readonly string[] = ["lock", "interlock", "protection", "override", "region", "homeostasis", "exercise"];

function outcomeOf(by: string): Contender["outcome"] {
  const [layer = "", claimant] = by.split(" ");
  return claimant !== undefined && layers.includes(layer) ? "outranked" : "held";
}

/** Who wanted what: what was done first, then what was wanted instead. */
export function contendersOf({ layer, value, refused }: DecisionEvent): readonly Contender[] {
  const lost = refused.map((one): Contender => ({ ...one, outcome: outcomeOf(one.by) }));
  return [{ layer, value, outcome: "won", by: undefined }, ...lost];
}

/** What followed a decision and what people did around it, oldest first. */
export interface Around {
  readonly alarms: readonly WireEvent[];
  readonly people: readonly WireEvent[];
}

/** How far around a decision is looked, as the server does. */
const aroundIt: DurationMs = 900_000;

/** What the store has of around a decision, with what just happened there and is on its way into the store. */
export function withLive(
  stored: readonly WireEvent[],
  live: readonly TimelineEntry[],
  { site, at }: { readonly site: string | undefined; readonly at: EpochMs },
): readonly WireEvent[] {
  const known = new Set(stored.map(({ id }) => id));
  const isNear = (event: WireEvent): boolean => Math.abs(event.at - at) <= aroundIt && !known.has(event.id);
  const isOrder = (event: WireEvent): boolean =>
    event.kind === "decision" && (event.layer === "override" || event.layer === "lock");
  const recent = live
    .filter((entry) => entry.site === site && isNear(entry.event))
    .map(({ event }) => event)
    .filter((event) => event.kind === "alarm" || isOrder(event));
  return [...stored, ...recent].sort((a, b) => a.at - b.at);
}

/** Sorts what was around a decision into alarms that followed, but the one it is itself, and what people did. */
export function aroundOf(events: readonly WireEvent[], { at, id }: Pick<DecisionEvent, "at" | "id">): Around {
  const isPersons = (event: WireEvent): boolean =>
    event.kind === "decision" || (event.kind === "alarm" && event.actor !== undefined);
  return {
    alarms: events.filter(
      (event) => event.kind === "alarm" && event.at >= at && event.decision !== id && !isPersons(event),
    ),
    people: events.filter(isPersons),
  };
}

/** Where in the records one stands: the decision itself, the one before it, and the one after it. */
export interface Steps {
  readonly decision: DecisionEvent | undefined;
  readonly before: EpochMs | undefined;
  readonly after: EpochMs | undefined;
}

/** The newest decision of an explanation and its neighbours; of a variable, the newest that rested on it. */
export function stepsOf({ records, rested, next }: Explanation): Steps {
  const own = records.filter((record): record is DecisionEvent => record.kind === "decision");
  const [decision, before] = own.length > 0 ? own : rested;
  return { decision, before: before?.at, after: next ?? undefined };
}

/** What an actuator was seen to do: before it was told, when it first changed, and at the end of what was looked at. */
export interface ReadBack {
  readonly before: number | null;
  readonly changed: { readonly after: DurationMs; readonly value: number } | undefined;
  readonly last: number | null;
}

/** Reads what came back out of its readings around an order. */
export function readBackOf(points: readonly (readonly [EpochMs, number | null])[], at: EpochMs): ReadBack {
  const known = points.filter((point): point is readonly [EpochMs, number] => point[1] !== null);
  const before = known.findLast(([time]) => time <= at)?.[1] ?? null;
  const changed = known.find(([time, value]) => time > at && value !== before);
  return {
    before,
    changed: changed === undefined ? undefined : { after: changed[0] - at, value: changed[1] },
    last: known.at(-1)?.[1] ?? null,
  };
}
