import type { ReadingColumns, Series, StoredEvent } from "../../../core/ports/store.ts";
import type { EpochMs } from "../../../core/time.ts";
import type { GapEvent } from "../../../core/wire/events.ts";

/** A reading the server will never take: its row in the columns, and the server's words. */
export interface RefusedReading {
  readonly columns: ReadingColumns;
  readonly row: number;
  readonly reason: string;
}

/** What a record of refused readings is written from. */
export interface RefusalContext {
  readonly series: ReadonlyMap<number, Series>;
  /** When they were refused. */
  readonly now: EpochMs;
  /** What no other refusal goes by. */
  readonly id: string;
}

/** The gap records of refused readings: one for each series and reason. */
export function gapsOfRefused(refused: readonly RefusedReading[], context: RefusalContext): readonly StoredEvent[] {
  const drafts = new Map<string, { series: Series; gap: { -readonly [K in keyof GapEvent]: GapEvent[K] } }>();
  for (const { columns, row, reason } of refused) {
    const number = columns.series[row] ?? -1;
    const series = context.series.get(number);
    const at = columns.measuredAt[row] ?? context.now;
    if (series === undefined) continue;
    const key = `${number} ${reason}`;
    const gap = drafts.get(key)?.gap ?? newGap(series, { at, reason, id: `${context.id}-${drafts.size}` }, context.now);
    gap.count += 1;
    gap.startAt = Math.min(gap.startAt, at);
    gap.endAt = Math.max(gap.endAt, at);
    drafts.set(key, { series, gap });
  }
  return [...drafts.values()].map(({ series: { region, site }, gap }) => ({ region, site, event: gap }));
}

function newGap({ device, variable }: Series, what: { at: EpochMs; reason: string; id: string }, now: EpochMs) {
  const { at, reason, id } = what;
  const words = `refused by the store: ${reason}`.slice(0, 200);
  const place = { device, variable, startAt: at, endAt: at, count: 0 };
  return { kind: "gap" as const, at: now, id: id.slice(0, 80), ...place, reason: words, estimated: false };
}
