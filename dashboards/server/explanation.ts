import { localPathOf } from "../../core/ids.ts";
import type { DurationMs, EpochMs } from "../../core/time.ts";
import type { DecisionEvent, RangeEvent, WireEvent } from "../../core/wire/events.ts";
import { rangeIn } from "./recall.ts";
import { type Ask, bodyOf, type Explanation, explanationOf, quoted, type WhyAsked, why } from "./why.ts";

/** What is around the newest decision of an explanation. Of no site in particular nothing is around it. */
export interface Context {
  /** When the same subject was decided on next; null where it was not since. */
  readonly next: EpochMs | null;
  /** The ranges in force then, of the variables it rested on. */
  readonly ranges: readonly RangeEvent[];
  /** What alarms and people did at that site shortly before and after, oldest first. */
  readonly around: readonly WireEvent[];
  /** For a variable: the decisions that rested on it, newest first. */
  readonly rested: readonly DecisionEvent[];
}

/** How far around a decision is looked. */
const aroundIt: DurationMs = 900_000;
const mostAround = 1_000;
const mostSearched = 300;
const mostRested = 20;

/** Why, with what was around the newest decision as of then. */
export async function explain(
  subject: string,
  asked: WhyAsked & { readonly now: EpochMs },
  ask: Ask,
): Promise<Explanation & Context> {
  const { site, now, at = null } = asked;
  const explanation = await why(subject, asked, ask);
  if (site === undefined) return { ...explanation, next: null, ranges: [], around: [], rested: [] };
  const place: Place = { site, at: at ?? now, ask };
  const rested = subject.includes("/") ? await restedOn(subject, place) : [];
  const decision = explanation.records.find((record) => record.kind === "decision") ?? rested[0];
  const paths = new Set([subject, ...(decision?.inputs ?? []).map(({ path }) => path)]);
  const center = decision?.at ?? place.at;
  return {
    ...explanation,
    next: await nextAfter(decision?.actuator ?? subject, { ...place, at: center }),
    ranges: await rangesAt(paths, { ...place, at: center }),
    around: await eventsAround({ ...place, at: center }),
    rested,
  };
}

/**
 * As `why`; of a variable also the decisions that rested on it, at whichever site: nobody decides on a variable itself,
 * unless it is worked out.
 */
export async function whyOrRested(subject: string, asked: WhyAsked, ask: Ask): Promise<Explanation> {
  const explanation = await why(subject, asked, ask);
  if (!subject.includes("/")) return explanation;
  const rested = await restedOn(subject, { site: asked.site, at: asked.at ?? null, ask });
  const keyOf = ({ at, id }: WireEvent): string => `${at} ${id}`;
  const known = new Set(explanation.records.map(keyOf));
  return explanationOf(subject, [...explanation.records, ...rested.filter((one) => !known.has(keyOf(one)))]);
}

interface Place {
  readonly site: string;
  readonly at: EpochMs;
  readonly ask: Ask;
}

async function nextAfter(subject: string, { site, at, ask }: Place): Promise<EpochMs | null> {
  const where = `actuator = ${quoted(subject)} AND site = ${quoted(site)} AND time >= ${at + 1}ms`;
  const [row] = await ask(`SELECT body FROM decision WHERE ${where} ORDER BY time ASC LIMIT 1`);
  return row === undefined ? null : (bodyOf(row)?.at ?? null);
}

async function rangesAt(paths: ReadonlySet<string>, { site, at, ask }: Place): Promise<readonly RangeEvent[]> {
  const bounds = "viable_low, viable_high, healthy_low, healthy_high, target, version";
  const where = `site = ${quoted(site)} AND time <= ${at}ms`;
  const rows = await ask(
    `SELECT ${bounds} FROM range WHERE ${where} GROUP BY site, device, variable ORDER BY time DESC LIMIT 1`,
  );
  return rows.flatMap((row) => rangeIn(row) ?? []).filter((range) => paths.has(localPathOf(range)));
}

/** Alarms that changed, and what people ordered. */
async function eventsAround({ site, at, ask }: Place): Promise<readonly WireEvent[]> {
  const where = `site = ${quoted(site)} AND time >= ${Math.max(0, at - aroundIt)}ms AND time <= ${at + aroundIt}ms`;
  const inTurn = `ORDER BY time ASC LIMIT ${mostAround}`;
  const alarms = await ask(`SELECT body FROM alarm WHERE ${where} ${inTurn}`);
  const decisions = await ask(`SELECT body FROM decision WHERE ${where} ${inTurn}`);
  const changes = alarms.flatMap((row) => bodyOf(row) ?? []);
  const orders = decisions.flatMap((row) => bodyOf(row) ?? []).filter(isOrder);
  return [...changes, ...orders].sort((a, b) => a.at - b.at);
}

/** Tells whether a person ordered it: an override or its end, a lock or its end. */
export function isOrder(event: WireEvent): boolean {
  return event.kind === "decision" && (event.layer === "override" || event.layer === "lock");
}

/** A place that may be any site, as it stood at a time or, with null, as it stands. */
interface Anywhere {
  readonly site: string | undefined;
  readonly at: EpochMs | null;
  readonly ask: Ask;
}

async function restedOn(path: string, { site, at, ask }: Anywhere): Promise<readonly DecisionEvent[]> {
  const bounds = [
    ...(site === undefined ? [] : [`site = ${quoted(site)}`]),
    ...(at === null ? [] : [`time <= ${Math.floor(at)}ms`]),
  ];
  const where = bounds.length === 0 ? "" : ` WHERE ${bounds.join(" AND ")}`;
  const rows = await ask(`SELECT body FROM decision${where} ORDER BY time DESC LIMIT ${mostSearched}`);
  return rows
    .map(bodyOf)
    .filter(
      (event): event is DecisionEvent => event?.kind === "decision" && event.inputs.some((one) => one.path === path),
    )
    .slice(0, mostRested);
}
