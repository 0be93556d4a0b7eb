import type { Interval } from "../../core/intervals.ts";
import { nodeDevice } from "../../core/sparkplug/topics.ts";
import type { DurationMs, EpochMs } from "../../core/time.ts";
import type { GapEvent, WireEvent } from "../../core/wire/events.ts";
import type { EarlierBoot } from "../spool/inherit.ts";
import type { Stream } from "../spool/segment.ts";

/** Numbers of a boot that will never come, and what is known of them. */
export interface Loss {
  readonly stream: Stream;
  readonly boot: string;
  readonly range: Interval;
  readonly startAt: EpochMs;
  readonly endAt: EpochMs;
  readonly reason: string;
}

/**
 * The gap record of lost numbers. Readings of many variables share it: it stands under the node. For lost events it says how
 * many, but not which: `lo` and `hi` speak of readings only.
 */
export function lossRecord({ stream, boot, range: [lo, hi], startAt, endAt, reason }: Loss, now: EpochMs): GapEvent {
  const numbers = stream === "readings" ? { boot, lo, hi } : {};
  return {
    kind: "gap",
    id: `gap-${stream}-${boot}-${lo}`,
    at: now,
    device: nodeDevice,
    variable: stream,
    startAt,
    endAt: Math.max(startAt, endAt),
    count: hi - lo + 1,
    reason,
    estimated: false,
    ...numbers,
  };
}

/** What ends an earlier boot: its last numbers, for the books. */
export function closingRecord(boot: string, earlier: EarlierBoot | undefined, now: EpochMs): WireEvent {
  const lastSeq = earlier?.lastSeq ?? -1;
  const lastEventSeq = earlier?.lastEventSeq ?? -1;
  return { kind: "boot-closed", id: `closed-${boot}`, at: now, boot, lastSeq, lastEventSeq };
}

/** A shorter silence between two boots than one reading is no gap. */
const shortest: DurationMs = 1;

/** The time between two boots, in which nothing was measured; how many readings that cost is an estimate. */
export function restartRecord(earlier: EarlierBoot, now: EpochMs): GapEvent | undefined {
  if (now - earlier.endedAt < shortest || earlier.endedAt === 0) return undefined;
  return {
    kind: "gap",
    id: `restart-${earlier.boot}`,
    at: now,
    device: nodeDevice,
    variable: "readings",
    startAt: earlier.endedAt,
    endAt: now,
    count: Math.round((earlier.rate * (now - earlier.endedAt)) / 1000),
    reason: "restart",
    estimated: true,
  };
}
