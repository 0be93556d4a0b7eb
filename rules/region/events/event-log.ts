import { type Boot, bootKey } from "../../../core/ids.ts";
import { type EventMessage, eventSchema, type WireEvent } from "../../../core/wire/events.ts";
import type { Stored } from "../../../core/wire/stored.ts";

/** One numbered event of one boot. */
export interface LoggedEvent {
  readonly boot: string;
  readonly seq: number;
  readonly event: WireEvent;
}

/** The region's numbered events that some store may still need, oldest first. */
export interface EventLog {
  readonly boot: string;
  readonly nextSeq: number;
  readonly events: readonly LoggedEvent[];
  /** What ingest last said to be durable of each boot. */
  readonly durable: Readonly<Record<string, readonly (readonly [number, number])[]>>;
}

/** Events of one message: fewer than its limit, so that it stays far below the longest. */
const mostInMessage = 100;
/** Events kept although they are stored, so that a store that forgets can be fed again. */
const mostKept = 2_000;

/** The log of a new start, with what earlier starts left. */
export function openLog(boot: Boot, left: readonly LoggedEvent[]): EventLog {
  return { boot: bootKey(boot), nextSeq: 0, events: left, durable: {} };
}

/** Numbers events in the order they happened. */
export function append(log: EventLog, events: readonly WireEvent[]): { log: EventLog; added: readonly LoggedEvent[] } {
  const added = events.map((event, index) => ({ boot: log.boot, seq: log.nextSeq + index, event }));
  return { log: { ...log, nextSeq: log.nextSeq + events.length, events: [...log.events, ...added] }, added };
}

/**
 * Takes what ingest says is durable. It is cumulative: a store that has forgotten says less than before, and then its
 * events count as missing again. Only when too many are kept do stored ones go, the oldest first.
 */
export function takeStored(log: EventLog, stored: Stored): EventLog {
  const durable: Record<string, readonly (readonly [number, number])[]> = {};
  for (const [boot, ranges] of Object.entries(stored.boots)) {
    durable[boot] = [...ranges.events.durable, ...ranges.events.refused.map(([lo, hi]) => [lo, hi] as const)];
  }
  const next = { ...log, durable };
  if (log.events.length <= mostKept) return next;
  let surplus = log.events.length - mostKept;
  const events = log.events.filter((entry) => {
    if (surplus === 0 || !isDurable(next, entry)) return true;
    surplus -= 1;
    return false;
  });
  return { ...next, events };
}

function isDurable(log: EventLog, entry: LoggedEvent): boolean {
  return (log.durable[entry.boot] ?? []).some(([lo, hi]) => lo <= entry.seq && entry.seq <= hi);
}

/** The events that no store has confirmed, oldest first. */
export function missing(log: EventLog): readonly LoggedEvent[] {
  return log.events.filter((entry) => !isDurable(log, entry));
}

/** Whether everything of an earlier boot is stored. */
export function isAllDurable(log: EventLog, boot: string): boolean {
  return log.events.every((entry) => entry.boot !== boot || isDurable(log, entry));
}

/** Events as messages: consecutive numbers of one boot together, each with the identity it always has. */
export function messagesOf(entries: readonly LoggedEvent[], lane: EventMessage["lane"]): readonly EventMessage[] {
  const runs: LoggedEvent[][] = [];
  for (const entry of entries) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const follows = last !== undefined && last.boot === entry.boot && last.seq + 1 === entry.seq;
    if (run !== undefined && follows && run.length < mostInMessage) run.push(entry);
    else runs.push([entry]);
  }
  return runs.map((run) => ({
    v: 1,
    boot: run[0]?.boot ?? "",
    firstSeq: run[0]?.seq ?? 0,
    count: run.length,
    lane,
    events: run.map((entry) => entry.event),
  }));
}

/** An event as one line of its boot's file. */
export function lineOf(entry: LoggedEvent): string {
  return `${JSON.stringify({ seq: entry.seq, event: entry.event })}\n`;
}

/** Reads a boot's file; a last line that a power cut has torn, and whatever is no event, is left out. */
export function parseLines(boot: string, text: string): readonly LoggedEvent[] {
  const entries: LoggedEvent[] = [];
  for (const line of text.split("\n")) {
    const entry = parseLine(boot, line);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

function parseLine(boot: string, line: string): LoggedEvent | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof json !== "object" || json === null || !("seq" in json) || !("event" in json)) return undefined;
  const event = eventSchema.safeParse(json.event);
  return event.success && Number.isInteger(json.seq) ? { boot, seq: Number(json.seq), event: event.data } : undefined;
}
