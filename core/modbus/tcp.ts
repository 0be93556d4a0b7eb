import { type Answer, parseAnswer, type Request, word } from "./pdu.ts";

/** Longest TCP frame. Source: MODBUS Application Protocol Specification V1.1b3, 4.1. */
export const longestTcpFrame = 260;
/** The header before the function code. Source: MODBUS Messaging on TCP/IP V1.0b, 3.1.3. */
export const tcpHeaderLength = 7;

/** One Modbus message on TCP. */
export interface TcpFrame {
  readonly transaction: number;
  readonly unitId: number;
  readonly pdu: Uint8Array;
}

/** Writes a frame with its MBAP header. Source: MODBUS Messaging on TCP/IP V1.0b, 3.1.3. */
export function encodeTcp(frame: TcpFrame): Uint8Array {
  const { transaction, unitId, pdu } = frame;
  const length = pdu.length + 1;
  return Uint8Array.of(transaction >>> 8, transaction, 0, 0, length >>> 8, length, unitId, ...pdu);
}

/**
 * Takes the first frame out of `bytes`, starting at `from`; `next` is where to go on. Bytes that cannot start a header
 * are skipped one at a time: a stream out of step finds its way back. Undefined: more bytes are needed.
 */
export function nextTcpFrame(
  bytes: Uint8Array,
  from = 0,
): { readonly frame: TcpFrame; readonly next: number } | undefined {
  for (let at = from; at + tcpHeaderLength < bytes.length; at++) {
    const length = word(bytes, at + 4);
    if (word(bytes, at + 2) !== 0 || length < 2 || length > longestTcpFrame - 6) continue;
    const end = at + 6 + length;
    if (end > bytes.length) return undefined;
    const pdu = bytes.subarray(at + tcpHeaderLength, end);
    return { frame: { transaction: word(bytes, at), unitId: bytes[at + 6] ?? 0, pdu }, next: end };
  }
  return undefined;
}

/** Looks for the answer to one transaction in all bytes received since it was sent; others' answers are passed over. */
export function findTcpAnswer(sent: Omit<TcpFrame, "pdu">, request: Request, bytes: Uint8Array): Answer | undefined {
  for (let found = nextTcpFrame(bytes); found !== undefined; found = nextTcpFrame(bytes, found.next)) {
    const { frame } = found;
    if (frame.transaction !== sent.transaction || frame.unitId !== sent.unitId) continue;
    const answer = parseAnswer(request, frame.pdu);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
