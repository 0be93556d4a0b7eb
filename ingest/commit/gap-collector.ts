import type { StoredEvent } from "../../core/ports/store.ts";
import type { EpochMs } from "../../core/time.ts";
import type { GapEvent } from "../../core/wire/events.ts";

/** Something that came in and was not stored. */
export interface Refused {
  readonly region: string;
  readonly site: string;
  readonly device: string;
  readonly variable: string;
  readonly measuredAt: EpochMs;
  readonly reason: string;
  /** Where it was numbered. */
  readonly boot?: string;
  readonly seq?: number;
}

type Draft = { -readonly [K in keyof GapEvent]: GapEvent[K] } & { region: string; site: string };

/** Makes gap records of what one commit refused: one for each boot, variable and reason, however many readings that were. */
export class GapCollector {
  readonly #drafts = new Map<string, Draft>();

  get size(): number {
    return this.#drafts.size;
  }

  add(refused: Refused, now: EpochMs): void {
    const { region, site, device, variable, measuredAt, reason, boot, seq } = refused;
    const key = [region, site, boot ?? "", device, variable, reason].join("\u0000");
    const draft = this.#drafts.get(key);
    if (draft === undefined) {
      this.#drafts.set(key, {
        ...{ region, site, kind: "gap", at: now, id: `ingest-${boot ?? site}-${seq ?? now}`.slice(0, 80) },
        ...{ device, variable, startAt: measuredAt, endAt: measuredAt, count: 1, reason, estimated: seq === undefined },
        ...(boot === undefined ? {} : { boot }),
        ...(seq === undefined ? {} : { lo: seq, hi: seq }),
      });
      return;
    }
    draft.count += 1;
    draft.startAt = Math.min(draft.startAt, measuredAt);
    draft.endAt = Math.max(draft.endAt, measuredAt);
    if (seq === undefined) return;
    draft.lo = Math.min(draft.lo ?? seq, seq);
    draft.hi = Math.max(draft.hi ?? seq, seq);
  }

  /** The gap records; the collector begins anew. */
  take(): StoredEvent[] {
    const events = [...this.#drafts.values()].map(({ region, site, ...event }) => ({ region, site, event }));
    this.#drafts.clear();
    return events;
  }
}
