import { type Boot, bootKey, parseBootKey } from "../../core/ids.ts";
import type { EpochMs } from "../../core/time.ts";
import type { Counts } from "./columns.ts";
import { type Frame, frameAt, labelLength, makeFrame } from "./frame.ts";

/** What is spooled apart: readings and events have their own sequences, segments and space. */
export type Stream = "readings" | "events";

/** One segment file: consecutive sequences of one boot and stream. */
export interface Segment {
  readonly name: string;
  readonly stream: Stream;
  /** Text form of the boot. */
  readonly boot: string;
  readonly lo: number;
  /** The last sequence that is safely on disk; lo - 1 while there is none. */
  hi: number;
  /** Bytes on disk. */
  size: number;
  /** World times of the first and the last frame. */
  readonly startedAt: EpochMs;
  endedAt: EpochMs;
}

/** What a segment's name says, so that a file whose inside is lost can still be accounted for. */
export interface SegmentName {
  readonly name: string;
  readonly stream: Stream;
  readonly boot: Boot;
  readonly lo: number;
  readonly attempt: number;
}

/** The name of a segment; names of one stream sort in the order of boots and sequences. */
export function segmentName(given: Omit<SegmentName, "name">): string {
  const counter = String(given.boot.counter).padStart(10, "0");
  const lo = String(given.lo).padStart(16, "0");
  return `${given.stream}-${counter}-${given.boot.salt}-${lo}-${String(given.attempt).padStart(4, "0")}.seg`;
}

/** Reads a segment's name; undefined for any other file. */
export function parseSegmentName(name: string): SegmentName | undefined {
  const match = /^(readings|events)-(\d{10}-[0-9a-f]{16})-(\d{16})-(\d{4,})\.seg$/.exec(name);
  const boot = parseBootKey(match?.[2] ?? "");
  if (match === null || boot === undefined) return undefined;
  const stream = match[1] === "events" ? "events" : "readings";
  return { name, stream, boot, lo: Number(match[3]), attempt: Number(match[4]) };
}

/** The first frame of a segment: whose it is, and whatever its stream adds (readings: the dictionary). */
export function makeHead(name: SegmentName, at: EpochMs, details: Readonly<Record<string, unknown>>): Uint8Array {
  const content = { ...details, version: 1, stream: name.stream, boot: bootKey(name.boot) };
  const text = new TextEncoder().encode(JSON.stringify(content));
  const label = { kind: "head", firstSeq: name.lo, count: 0, at } as const;
  return makeFrame(label, text.length, (payload) => payload.set(text));
}

/** The content of a head, when it is the one its file's name speaks of. */
export function readHead(frame: Frame | undefined, name: SegmentName): Record<string, unknown> | undefined {
  if (frame?.kind !== "head" || frame.firstSeq !== name.lo) return undefined;
  try {
    const content: unknown = JSON.parse(new TextDecoder().decode(frame.payload).replace(/\0+$/, ""));
    if (typeof content !== "object" || content === null) return undefined;
    const { version, stream, boot } = content as Record<string, unknown>;
    const fits = version === 1 && stream === name.stream && boot === bootKey(name.boot);
    return fits ? (content as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const footerPayload = 24;
/** Bytes of a whole footer, label and payload. */
export const footerLength: number = labelLength + footerPayload;

/** The last frame of a finished segment: what is inside, so that a start need not read all of it. */
export function makeFooter(segment: Segment, counts: Counts): Uint8Array {
  const count = segment.hi - segment.lo + 1;
  return makeFrame({ kind: "footer", firstSeq: segment.lo, count, at: segment.endedAt }, footerPayload, (payload) => {
    const view = new DataView(payload.buffer, payload.byteOffset);
    view.setFloat64(0, counts.measured, true);
    view.setFloat64(8, counts.folded, true);
    view.setFloat64(16, counts.superseded, true);
  });
}

/** The footer in the last bytes of a file, with the counts it keeps. */
export function readFooter(tail: Uint8Array): { frame: Frame; counts: Counts } | undefined {
  const frame = frameAt(tail, 0);
  if (frame?.kind !== "footer" || frame.payload.length !== footerPayload) return undefined;
  const view = new DataView(frame.payload.buffer, frame.payload.byteOffset);
  const [measured, folded, superseded] = [0, 8, 16].map((offset) => view.getFloat64(offset, true));
  return { frame, counts: { measured: measured ?? 0, folded: folded ?? 0, superseded: superseded ?? 0 } };
}
