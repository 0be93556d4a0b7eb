import type { EpochMs } from "../../core/time.ts";
import type { WireEvent } from "../../core/wire/events.ts";
import type { TimelineEntry } from "../timeline.ts";
import { type Ask, bodyOf, quoted } from "./why.ts";

/** The measurements in which happenings are stored with their records. */
export const happeningKinds = ["alarm", "decision", "gap"] as const;
export type HappeningKind = (typeof happeningKinds)[number];

/** Which happenings are asked for; what is left out is not asked. */
export interface HappeningsAsked {
  readonly region?: string | undefined;
  readonly site?: string | undefined;
  readonly device?: string | undefined;
  readonly variable?: string | undefined;
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
  /** Only what was earlier. */
  readonly before?: EpochMs | undefined;
  readonly limit: number;
}

/** The condition of a statement, with its `WHERE`; empty when nothing is asked. */
function whereOf({ from, to, before, limit: _limit, ...tags }: HappeningsAsked): string {
  const conditions = [
    ...Object.entries(tags).flatMap(([tag, value]) => (value === undefined ? [] : [`"${tag}" = ${quoted(value)}`])),
    ...(from === undefined ? [] : [`time >= ${from}ms`]),
    ...(to === undefined ? [] : [`time <= ${to}ms`]),
    ...(before === undefined ? [] : [`time < ${before}ms`]),
  ];
  return conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
}

/** The newest records of one kind, newest first; undefined where a record cannot be read. */
export async function recordsOf(
  kind: HappeningKind,
  asked: HappeningsAsked,
  ask: Ask,
): Promise<readonly (WireEvent | undefined)[]> {
  const rows = await ask(`SELECT body FROM ${kind}${whereOf(asked)} ORDER BY time DESC LIMIT ${asked.limit}`);
  return rows.map(bodyOf);
}

/** The newest happenings of these kinds with their sites, oldest first. */
export async function happeningsOf(
  kinds: readonly HappeningKind[],
  asked: HappeningsAsked,
  ask: Ask,
): Promise<readonly TimelineEntry[]> {
  const all: TimelineEntry[] = [];
  for (const kind of kinds) all.push(...(await happeningsBy(kind, whereOf(asked), { ask, limit: asked.limit })));
  return all.sort((a, b) => a.event.at - b.event.at || (a.event.id < b.event.id ? -1 : 1)).slice(-asked.limit);
}

/** The newest happenings of one kind under a condition (with its `WHERE`), newest first. */
export async function happeningsBy(
  kind: HappeningKind,
  where: string,
  { ask, limit }: { readonly ask: Ask; readonly limit: number },
): Promise<readonly TimelineEntry[]> {
  const rows = await ask(`SELECT site, body FROM ${kind}${where} ORDER BY time DESC LIMIT ${limit}`);
  return rows.flatMap((row) => {
    const event = bodyOf(row);
    return event === undefined ? [] : [{ site: String(row["site"]), event }];
  });
}
