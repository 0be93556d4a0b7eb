import { z } from "zod";
import { bootPattern } from "../../core/ids.ts";
import type { EpochMs } from "../../core/time.ts";
import { type EventMessage, eventMessageSchema, type WireEvent } from "../../core/wire/events.ts";
import type { Register } from "../books/register.ts";
import { gapReason } from "../books/stream.ts";
import type { Batch } from "../commit/batch.ts";
import type { Outcome } from "./outcome.ts";

/** The least a broken message must still say so that its numbers can be refused. */
const headSchema = z.object({
  boot: z.string().regex(bootPattern),
  firstSeq: z.number().int().nonnegative(),
  count: z.number().int().min(1).max(1000),
});

const decoder = new TextDecoder();

interface SiteEvents {
  readonly region: string;
  readonly site: string;
  readonly payload: Uint8Array;
}

interface Into {
  readonly register: Register;
  readonly batch: Batch;
  readonly now: EpochMs;
  readonly longestPayload: number;
}

/** Takes one message of numbered events into the batch: each event once, however often it comes. */
export function takeEvents(message: SiteEvents, into: Into): Outcome {
  if (message.payload.length > into.longestPayload) return { kind: "quarantined", reason: "too large" };
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(message.payload));
  } catch {
    return { kind: "quarantined", reason: "undecodable" };
  }
  const parsed = eventMessageSchema.safeParse(json);
  if (parsed.success && parsed.data.events.length === parsed.data.count) return store(message, parsed.data, into);
  return refuse(message, headSchema.safeParse(json).data, into);
}

function store(message: SiteEvents, { boot, firstSeq, count, lane, events }: EventMessage, into: Into): Outcome {
  const { region, site } = message;
  const { register, batch } = into;
  const stream = register.stream({ region, site, boot, stream: "events" });
  const hi = firstSeq + count - 1;
  stream.heard = into.now;
  const claim = stream.claim(firstSeq, hi);
  if (claim.kind === "full") return { kind: "out-of-order" };
  batch.heard(region, site, lane === "history" ? message.payload.length : 0);
  if (lane === "live") batch.seen(stream, hi);
  if (claim.parts.length === 0) return { kind: "duplicate" };
  let rows = 0;
  for (const [from, to] of claim.parts) {
    for (const event of events.slice(from - firstSeq, to - firstSeq + 1)) {
      takeEvent({ region, site, event }, into);
      rows += 1;
    }
    stream.accept(from, to);
    batch.register(stream, from, to);
  }
  return { kind: "taken", rows };
}

function takeEvent(stored: { region: string; site: string; event: WireEvent }, { register, batch }: Into): void {
  const { region, site, event } = stored;
  batch.event(stored);
  if (event.kind === "boot-closed") {
    register.stream({ region, site, boot: event.boot, stream: "readings" }).close(event.lastSeq);
    register.stream({ region, site, boot: event.boot, stream: "events" }).close(event.lastEventSeq);
  }
  if (event.kind !== "gap" || event.boot === undefined || event.lo === undefined || event.hi === undefined) return;
  // The sender says that these will never come: their numbers are closed with the record that explains them.
  const stream = register.stream({ region, site, boot: event.boot, stream: "readings" });
  for (const [from, to] of stream.missing(event.lo, event.hi)) {
    stream.accept(from, to);
    batch.register(stream, from, to, gapReason(event.reason));
  }
}

function refuse(message: SiteEvents, head: z.infer<typeof headSchema> | undefined, into: Into): Outcome {
  const { region, site } = message;
  const { register, batch, now } = into;
  const outcome: Outcome = { kind: "quarantined", reason: "undecodable" };
  if (head === undefined) return outcome;
  const stream = register.stream({ region, site, boot: head.boot, stream: "events" });
  const claim = stream.claim(head.firstSeq, head.firstSeq + head.count - 1);
  if (claim.kind === "full") return outcome;
  batch.heard(region, site, 0);
  for (const [from, to] of claim.parts) {
    stream.accept(from, to);
    batch.register(stream, from, to, "undecodable");
    for (let seq = from; seq <= to; seq += 1) {
      const what = { device: "-", variable: "-", measuredAt: now, reason: "undecodable event" };
      batch.refuse({ region, site, ...what, boot: head.boot, seq }, now);
    }
  }
  return outcome;
}
