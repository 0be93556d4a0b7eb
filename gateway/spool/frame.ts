import { crc32 } from "../../core/io/hash.ts";
import type { EpochMs } from "../../core/time.ts";

/** What a frame of a segment holds. */
export const frameKinds = ["head", "readings", "events", "footer"] as const;
/** One of `frameKinds`. */
export type FrameKind = (typeof frameKinds)[number];

/** What every frame says about itself, before its payload. */
export interface FrameLabel {
  readonly kind: FrameKind;
  /** The first sequence inside; for a head, the first the segment may hold. */
  readonly firstSeq: number;
  /** How many sequences are inside. */
  readonly count: number;
  /** World time when the frame was made. */
  readonly at: EpochMs;
}

/** A frame as found in bytes. */
export interface Frame extends FrameLabel {
  readonly offset: number;
  /** With its label, as it stands in the file. */
  readonly length: number;
  readonly payload: Uint8Array;
}

const magic = 0x31525348;
/** Bytes of label before the payload of a frame. */
export const labelLength = 40;
/** No frame is longer; a longer one in a file is damage. */
export const longestPayload = 16 * 1024 * 1024;
const crcFrom = 12;

/**
 * Makes a frame whose payload `fill` writes. Numbers are little-endian:
 *
 * ```
 *  0      magic "HSR1"
 *  4      payload length, u32, a multiple of 8 (filled up with zeros)
 *  8      CRC-32 of all that follows, u32
 * 12      kind: 0 head, 1 readings, 2 events, 3 footer; three zero bytes
 * 16      first sequence, f64
 * 24      count, u32; zero, u32
 * 32      world time of the frame, f64, epoch ms
 * 40      payload
 * ```
 */
export function makeFrame(label: FrameLabel, payloadLength: number, fill: (payload: Uint8Array) => void): Uint8Array {
  const padded = (payloadLength + 7) & ~7;
  if (padded > longestPayload) throw new Error(`a frame of ${payloadLength} bytes is too long`);
  const bytes = new Uint8Array(labelLength + padded);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, padded, true);
  bytes[12] = frameKinds.indexOf(label.kind);
  view.setFloat64(16, label.firstSeq, true);
  view.setUint32(24, label.count, true);
  view.setFloat64(32, label.at, true);
  fill(bytes.subarray(labelLength, labelLength + payloadLength));
  view.setUint32(8, crc32(bytes, crcFrom), true);
  return bytes;
}

/** The frame at an offset, or undefined when there is no whole, sound one. */
export function frameAt(bytes: Uint8Array, offset: number): Frame | undefined {
  if (offset + labelLength > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(offset, true) !== magic) return undefined;
  const payloadLength = view.getUint32(offset + 4, true);
  const end = offset + labelLength + payloadLength;
  if (payloadLength % 8 !== 0 || payloadLength > longestPayload || end > bytes.length) return undefined;
  if (crc32(bytes, offset + crcFrom, end) !== view.getUint32(offset + 8, true)) return undefined;
  const kind = frameKinds[bytes[offset + 12] ?? -1];
  if (kind === undefined) return undefined;
  return {
    kind,
    firstSeq: view.getFloat64(offset + 16, true),
    count: view.getUint32(offset + 24, true),
    at: view.getFloat64(offset + 32, true),
    offset,
    length: labelLength + payloadLength,
    payload: bytes.subarray(offset + labelLength, end),
  };
}

/** Frames in the order of the file, and whether bytes between them or behind them were no frame. */
export interface Scan {
  readonly frames: readonly Frame[];
  /** Where the last sound frame ends. */
  readonly end: number;
  /** Unsound bytes lie before a sound frame: damage, not a torn end. */
  readonly damaged: boolean;
}

/** Finds every sound frame; after unsound bytes it looks for the next one at each multiple of 8. */
export function scanFrames(bytes: Uint8Array): Scan {
  const frames: Frame[] = [];
  let end = 0;
  let damaged = false;
  for (let offset = 0; offset + labelLength <= bytes.length; ) {
    const frame = frameAt(bytes, offset);
    if (frame === undefined) {
      offset += 8;
      continue;
    }
    if (offset !== end) damaged = true;
    frames.push(frame);
    offset += frame.length;
    end = offset;
  }
  return { frames, end, damaged };
}
