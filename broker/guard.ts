/** What one peer may send, in bytes. */
export interface GuardLimits {
  /** A whole packet after login. */
  readonly packet: number;
  /** The CONNECT packet. */
  readonly connect: number;
}

/** What the embedded broker allows: 1 MiB a packet, 4 KiB for a login. */
export const defaultLimits: GuardLimits = { packet: 1_048_576, connect: 4_096 };

/** Where in the byte stream a peer is: inside a fixed header, or with this many bytes of a packet to go. */
export interface GuardState {
  readonly header: readonly number[];
  readonly remaining: number;
  readonly packets: number;
}

/** A peer that has sent nothing yet. */
export const guardStart: GuardState = { header: [], remaining: 0, packets: 0 };

/** Why a peer is cut off. */
export type GuardFault = "first-packet-not-connect" | "packet-too-large" | "length-malformed";

/**
 * Follows one peer's bytes and finds a packet that is too large before it is buffered: the embedded broker itself takes any
 * amount, also before login. Source: MQTT 3.1.1, 2.2.3 (remaining length: at most four bytes, seven bits each).
 */
export function guard(state: GuardState, chunk: Uint8Array, limits: GuardLimits): GuardState | GuardFault {
  const header = [...state.header];
  let { remaining, packets } = state;
  let offset = 0;
  while (offset < chunk.length) {
    if (remaining > 0) {
      const skipped = Math.min(remaining, chunk.length - offset);
      remaining -= skipped;
      offset += skipped;
      continue;
    }
    header.push(chunk[offset] ?? 0);
    offset += 1;
    const length = remainingLength(header);
    if (length === undefined) continue;
    const fault = judge(header[0] ?? 0, length, packets === 0, limits);
    if (fault !== undefined) return fault;
    packets += 1;
    remaining = length;
    header.length = 0;
  }
  return { header, remaining, packets };
}

const connectPacket = 1;

function judge(first: number, length: number, login: boolean, limits: GuardLimits): GuardFault | undefined {
  if (length === Infinity) return "length-malformed";
  if (login && first >> 4 !== connectPacket) return "first-packet-not-connect";
  return length > (login ? limits.connect : limits.packet) ? "packet-too-large" : undefined;
}

/** The packet's remaining length: undefined while bytes are missing, Infinity when a fifth byte would be needed. */
function remainingLength(header: readonly number[]): number | undefined {
  let length = 0;
  for (let index = 1; index < header.length; index += 1) {
    const byte = header[index] ?? 0;
    length += (byte & 0x7f) * 128 ** (index - 1);
    if (byte < 0x80) return length;
    if (index === 4) return Number.POSITIVE_INFINITY;
  }
  return undefined;
}
