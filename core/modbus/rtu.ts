import { crc16 } from "./crc.ts";
import { type Answer, answerLength, functionCode, parseAnswer, type Request } from "./pdu.ts";

/** Longest RTU frame. Source: MODBUS over Serial Line V1.02, 2.5.1. */
export const longestRtuFrame = 256;

/** Wraps function code and data as a frame of one serial device. */
export function encodeRtu(unitId: number, pdu: Uint8Array): Uint8Array {
  const frame = new Uint8Array(pdu.length + 3);
  frame[0] = unitId;
  frame.set(pdu, 1);
  const crc = crc16(frame, 0, pdu.length + 1);
  frame[pdu.length + 1] = crc;
  frame[pdu.length + 2] = crc >>> 8;
  return frame;
}

/** Whether `bytes[from, from + length)` ends in its own check. */
export function rtuCheckHolds(bytes: Uint8Array, from: number, length: number): boolean {
  const end = from + length - 2;
  return crc16(bytes, from, end) === ((bytes[end] ?? 0) | ((bytes[end + 1] ?? 0) << 8));
}

/** What the bytes received since a request hold. `checksum`: so far only a frame of the right shape whose check fails. */
export type Received =
  | { readonly kind: "answer"; readonly answer: Answer }
  | { readonly kind: "incomplete" }
  | { readonly kind: "checksum" }
  | { readonly kind: "foreign" };

/**
 * Looks for the answer to a request in all bytes received since it was sent. Silence cannot be measured in user space,
 * so the frame is known by unit, function, length and check; noise, echoes and other devices' frames are passed over.
 */
export function findRtuAnswer(unitId: number, request: Request, bytes: Uint8Array): Received {
  const kinds = new Set<Received["kind"]>();
  for (let at = bytes.indexOf(unitId); at >= 0; at = bytes.indexOf(unitId, at + 1)) {
    const found = readRtuAnswer(request, bytes, at);
    if (found.kind === "answer") return found;
    kinds.add(found.kind);
  }
  if (kinds.has("checksum")) return { kind: "checksum" };
  return { kind: bytes.length === 0 || kinds.has("incomplete") ? "incomplete" : "foreign" };
}

function readRtuAnswer(request: Request, bytes: Uint8Array, at: number): Received {
  const code = functionCode(request);
  const seen = bytes[at + 1] ?? code;
  if ((seen & 0x7f) !== code) return { kind: "foreign" };
  const length = (seen === code ? answerLength(request) : 2) + 3;
  const announced = seen === code && request.kind.startsWith("read") ? bytes[at + 2] : undefined;
  if (announced !== undefined && announced !== length - 5) return { kind: "foreign" };
  if (at + length > bytes.length) return { kind: "incomplete" };
  const answer = parseAnswer(request, bytes.subarray(at + 1, at + length - 2));
  if (answer === undefined) return { kind: "foreign" };
  return rtuCheckHolds(bytes, at, length) ? { kind: "answer", answer } : { kind: "checksum" };
}
