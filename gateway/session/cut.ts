import type { Intervals } from "../../core/intervals.ts";
import type { EventMessage, WireEvent } from "../../core/wire/events.ts";
import type { ReadingBatch } from "../spool/columns.ts";
import type { EventBatch } from "../spool/event-frame.ts";
import { historyMessage } from "./lane.ts";

/** Rows [from, to) of a batch that one message can carry: consecutive numbers of one device. */
export interface Run {
  readonly device: string;
  readonly from: number;
  readonly to: number;
}

/** Readings with remarks are longer: so many fit into a message. */
const remarkedReadings = 300;

function isPlain({ quality, reasons, origin, receivedAt }: ReadingBatch): boolean {
  return quality === undefined && reasons === undefined && origin === undefined && receivedAt === undefined;
}

/** Cuts a batch into messages, leaving out the numbers that are not wanted. `deviceOf` tells a variable's device. */
export function cutReadings(batch: ReadingBatch, deviceOf: (variable: number) => string, wanted?: Intervals): Run[] {
  const most = isPlain(batch) ? historyMessage.readings : remarkedReadings;
  const runs: Run[] = [];
  let from = 0;
  let device = "";
  const close = (to: number): void => {
    if (to > from) runs.push({ device, from, to });
    from = to;
  };
  for (let row = 0; row < batch.length; row++) {
    if (wanted !== undefined && !wanted.has(batch.firstSeq + row)) {
      close(row);
      from = row + 1;
      continue;
    }
    const its = deviceOf(batch.variable[row] ?? -1);
    if (its !== device || row - from >= most) close(row);
    device = its;
  }
  close(batch.length);
  return runs;
}

const mostEvents = 1000;
/** What a message adds around its events. */
const envelope = 200;

/** Cuts events into messages that are neither too many nor, where they can be parted, too long. */
export function cutEvents(
  batch: EventBatch,
  message: Pick<EventMessage, "boot" | "lane">,
  wanted?: Intervals,
): EventMessage[] {
  const messages: EventMessage[] = [];
  let events: WireEvent[] = [];
  let bytes = envelope;
  const close = (next: number): void => {
    const count = events.length;
    if (count > 0) messages.push({ v: 1, ...message, firstSeq: next - count, count, events });
    events = [];
    bytes = envelope;
  };
  for (const [i, event] of batch.events.entries()) {
    const seq = batch.firstSeq + i;
    const size = Buffer.byteLength(JSON.stringify(event)) + 1;
    const isWanted = wanted === undefined || wanted.has(seq);
    if (!isWanted || events.length >= mostEvents || bytes + size > historyMessage.bytes) close(seq);
    if (!isWanted) continue;
    events.push(event);
    bytes += size;
  }
  close(batch.firstSeq + batch.events.length);
  return messages;
}
