import type { EpochMs } from "../../core/time.ts";
import { hexOf } from "../../core/wire/bytes.ts";

/** Messages kept to be looked at. */
const mostKept = 50;

/** Of each, so many bytes. */
const mostBytes = 512;

/** A message that could not be used, as it is shown to whoever looks for the cause. */
export interface Quarantined {
  readonly at: EpochMs;
  readonly topic: string;
  readonly reason: string;
  readonly length: number;
  /** The first bytes, hex. */
  readonly head: string;
}

/** The newest messages that could not be used. Their lasting trace is the gap record and the refused numbers in the store. */
export class Quarantine {
  readonly #kept: Quarantined[] = [];
  /** All that ever came here, by reason. */
  readonly counts = new Map<string, number>();

  add(message: { topic: string; payload: Uint8Array }, reason: string, at: EpochMs): void {
    this.counts.set(reason, (this.counts.get(reason) ?? 0) + 1);
    const head = hexOf(message.payload, 0, Math.min(mostBytes, message.payload.length));
    this.#kept.push({ at, topic: message.topic.slice(0, 300), reason, length: message.payload.length, head });
    if (this.#kept.length > mostKept) this.#kept.shift();
  }

  get newest(): readonly Quarantined[] {
    return this.#kept;
  }
}
