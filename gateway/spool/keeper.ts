import { Intervals } from "../../core/intervals.ts";
import type { IoClock } from "../../core/ports/clock.ts";
import type { DurationMs, MonotonicMs } from "../../core/time.ts";
import type { Lost } from "./recover.ts";
import type { Segment, Stream } from "./segment.ts";
import type { SegmentLog } from "./segment-log.ts";
import { firstToGo } from "./space.ts";

/** What the keeper works with. */
export interface KeeperOptions {
  readonly io: IoClock;
  readonly logs: Readonly<Record<Stream, SegmentLog>>;
  /** Bytes each stream may take. */
  readonly limits: Readonly<Record<Stream, number>>;
  readonly onLost: (lost: Lost) => void;
}

const keepSettled: DurationMs = 24 * 3_600_000;

/**
 * Decides which segments go: settled ones after a day or when space asks, unsettled ones only when there is no other room, and
 * then never without saying what is lost. Dropped segments are unlinked later, when that is durably said.
 */
export class SpaceKeeper {
  readonly #options: KeeperOptions;
  readonly #settled: Record<Stream, Map<string, Intervals>> = { readings: new Map(), events: new Map() };
  readonly #settledAt = new Map<Segment, MonotonicMs>();
  #doomed: [SegmentLog, Segment][] = [];

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Whether segments wait for `unlinkDropped`. */
  get hasDropped(): boolean {
    return this.#doomed.length > 0;
  }

  /** Says which sequences of a boot need the spool no more: durable, refused or in a gap record. */
  settle(stream: Stream, boot: string, settled: Intervals): void {
    this.#settled[stream].set(boot, settled);
    const log = this.#options.logs[stream];
    const now = this.#options.io.now();
    for (const segment of [...log.segments]) {
      if (segment.boot !== boot) continue;
      if (!settled.covers(segment.lo, segment.hi)) this.#settledAt.delete(segment);
      else if (!this.#settledAt.has(segment)) this.#settledAt.set(segment, now);
      const since = this.#settledAt.get(segment) ?? now;
      if (segment !== log.active && now - since >= keepSettled) this.#drop(log, segment);
    }
  }

  /** Drops segments until `waiting` more bytes fit into a stream's share, or none is left. */
  makeRoom(stream: Stream, waiting: number): void {
    while (this.#options.logs[stream].size + waiting > this.#options.limits[stream]) {
      if (!this.dropOne(stream, "spool full")) return;
    }
  }

  /** Drops the segment that is missed least; false when there is none. */
  dropOne(stream: Stream, reason: string): boolean {
    const log = this.#options.logs[stream];
    const candidates = log.segments
      .filter((segment) => segment !== log.active)
      .map((segment) => ({ segment, settledAt: this.#settledAt.get(segment) }));
    const chosen = firstToGo(candidates, this.#options.io.now());
    if (chosen === undefined) return false;
    this.#drop(log, chosen.segment);
    this.#reportLoss(chosen.segment, reason);
    return true;
  }

  async unlinkDropped(): Promise<void> {
    const doomed = this.#doomed;
    this.#doomed = [];
    for (const [log, segment] of doomed) await log.unlink(segment);
  }

  #drop(log: SegmentLog, segment: Segment): void {
    log.drop(segment);
    this.#settledAt.delete(segment);
    this.#doomed.push([log, segment]);
  }

  #reportLoss(segment: Segment, reason: string): void {
    const { stream, boot, startedAt, endedAt } = segment;
    const gone = Intervals.of([[segment.lo, segment.hi]]);
    const settled = this.#settled[stream].get(boot);
    if (settled !== undefined) gone.removeAll(settled);
    if (gone.isEmpty) return;
    this.#options.onLost({ kind: "dropped", stream, boot, ranges: gone.ranges, startedAt, endedAt, reason });
  }
}
