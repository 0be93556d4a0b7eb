import type { EpochMs } from "../../core/time.ts";
import { eventSchema, type WireEvent } from "../../core/wire/events.ts";
import { type Frame, makeFrame } from "./frame.ts";

/** Numbered events: the first has `firstSeq`. */
export interface EventBatch {
  readonly firstSeq: number;
  readonly events: readonly WireEvent[];
}

/** Events as a frame: their JSON array. */
export function makeEventFrame(batch: EventBatch, at: EpochMs): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(batch.events));
  const label = { kind: "events", firstSeq: batch.firstSeq, count: batch.events.length, at } as const;
  return makeFrame(label, text.length, (payload) => payload.set(text));
}

/** Reads a frame back; undefined when its content is not as many events as it says. */
export function readEventFrame(frame: Frame): EventBatch | undefined {
  try {
    const parsed = eventSchema
      .array()
      .safeParse(JSON.parse(new TextDecoder().decode(frame.payload).replace(/\0+$/, "")));
    if (!parsed.success || parsed.data.length !== frame.count) return undefined;
    return { firstSeq: frame.firstSeq, events: parsed.data };
  } catch {
    return undefined;
  }
}
