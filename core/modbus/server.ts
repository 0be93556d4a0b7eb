import { joinBytes } from "../wire/bytes.ts";
import {
  type Answer,
  encodeAnswer,
  encodeException,
  exceptions,
  functionCodes,
  parseRequest,
  type Request,
} from "./pdu.ts";
import { encodeRtu, longestRtuFrame, rtuCheckHolds } from "./rtu.ts";
import { encodeTcp, longestTcpFrame, nextTcpFrame } from "./tcp.ts";

/** What a device refuses with: a Modbus exception code (`exceptions`). */
export interface Refusal {
  readonly exception: number;
}

/** The memory of one emulated device. Addresses are zero-based; reads answer exactly `count` items. */
export interface RegisterImage {
  readCoils(address: number, count: number): readonly boolean[] | Refusal;
  readDiscreteInputs(address: number, count: number): readonly boolean[] | Refusal;
  readHolding(address: number, count: number): readonly number[] | Refusal;
  readInput(address: number, count: number): readonly number[] | Refusal;
  /** One call for one coil; nothing returned means done. */
  writeCoil(address: number, on: boolean): Refusal | undefined;
  /** One call for all registers of a request. */
  writeRegisters(address: number, values: readonly number[]): Refusal | undefined;
}

/** Finds a device on the line; undefined when none has this unit id. */
export type UnitLookup = (unitId: number) => RegisterImage | undefined;

/** The device's end of a line: takes bytes as they arrive, answers the bytes to send back (often none). */
export interface ModbusServer {
  push(bytes: Uint8Array): Uint8Array;
}

/** An image that has nothing in any table; emulators override what they have. */
export const emptyImage: RegisterImage = {
  readCoils: () => ({ exception: exceptions.illegalAddress }),
  readDiscreteInputs: () => ({ exception: exceptions.illegalAddress }),
  readHolding: () => ({ exception: exceptions.illegalAddress }),
  readInput: () => ({ exception: exceptions.illegalAddress }),
  writeCoil: () => ({ exception: exceptions.illegalAddress }),
  writeRegisters: () => ({ exception: exceptions.illegalAddress }),
};

/**
 * The devices of a serial line. A frame with a failing check, for an unknown unit or on a truncated line gets no answer;
 * unit 0 is a broadcast: done by all of `broadcast`, answered by none.
 * Source: MODBUS over Serial Line Specification and Implementation Guide V1.02, 2.1 and 2.2.
 */
export function rtuServer(lookup: UnitLookup, broadcast: () => Iterable<RegisterImage> = () => []): ModbusServer {
  let held = new Uint8Array(0);
  const serve = (frame: Uint8Array): Uint8Array => {
    const unitId = frame[0] ?? 0;
    const pdu = frame.subarray(1, -2);
    if (unitId === 0) {
      for (const image of broadcast()) answerPdu(image, pdu);
      return new Uint8Array(0);
    }
    const image = lookup(unitId);
    return image === undefined ? new Uint8Array(0) : encodeRtu(unitId, answerPdu(image, pdu));
  };
  return {
    push(bytes) {
      const out: Uint8Array[] = [];
      held = joinBytes([held, bytes]);
      for (let found = nextRtuRequest(held); found !== undefined; found = nextRtuRequest(held)) {
        held = held.slice(found.end);
        out.push(serve(found.frame));
      }
      if (held.length > longestRtuFrame) held = held.slice(held.length - longestRtuFrame);
      return joinBytes(out);
    },
  };
}

/**
 * The devices behind a TCP connection; an unknown unit is answered by exception 11, as a Modbus gateway does.
 * Source: MODBUS Application Protocol Specification V1.1b3, 7.
 */
export function tcpServer(lookup: UnitLookup): ModbusServer {
  let held = new Uint8Array(0);
  return {
    push(bytes) {
      const out: Uint8Array[] = [];
      held = joinBytes([held, bytes]);
      for (let found = nextTcpFrame(held); found !== undefined; found = nextTcpFrame(held)) {
        const { transaction, unitId, pdu } = found.frame;
        const image = lookup(unitId);
        const answer =
          image === undefined ? encodeException(pdu[0] ?? 0, exceptions.gatewayTargetSilent) : answerPdu(image, pdu);
        out.push(encodeTcp({ transaction, unitId, pdu: answer }));
        held = held.slice(found.next);
      }
      if (held.length > longestTcpFrame) held = held.slice(held.length - longestTcpFrame);
      return joinBytes(out);
    },
  };
}

/** Answers one request (function code and data) from an image. */
export function answerPdu(image: RegisterImage, pdu: Uint8Array): Uint8Array {
  const request = parseRequest(pdu);
  if (!request.ok) return encodeException(pdu[0] ?? 0, request.error.code);
  return encodeAnswer(request.value, perform(image, request.value));
}

function perform(image: RegisterImage, request: Request): Answer {
  switch (request.kind) {
    case "readBits": {
      const { address, count } = request;
      const bits =
        request.table === "coil" ? image.readCoils(address, count) : image.readDiscreteInputs(address, count);
      return "exception" in bits ? { kind: "exception", code: bits.exception } : { kind: "bits", bits };
    }
    case "readRegisters": {
      const { address, count } = request;
      const words =
        request.table === "holdingRegister" ? image.readHolding(address, count) : image.readInput(address, count);
      return "exception" in words
        ? { kind: "exception", code: words.exception }
        : { kind: "registers", registers: words };
    }
    case "writeCoil":
      return asWritten(image.writeCoil(request.address, request.on));
    case "writeCoils":
      for (const [index, on] of request.values.entries()) {
        const refusal = image.writeCoil(request.address + index, on);
        if (refusal !== undefined) return asWritten(refusal);
      }
      return { kind: "written" };
    case "writeRegister":
      return asWritten(image.writeRegisters(request.address, [request.value]));
    case "writeRegisters":
      return asWritten(image.writeRegisters(request.address, request.values));
  }
}

function asWritten(refusal: Refusal | undefined): Answer {
  return refusal === undefined ? { kind: "written" } : { kind: "exception", code: refusal.exception };
}

/** The length of a request starting at `at`; undefined when it cannot be known yet. An unknown function takes all there is. */
function requestLength(bytes: Uint8Array, at: number): number | undefined {
  const code = bytes[at + 1] ?? 0;
  if (!functionCodes.has(code)) return bytes.length - at;
  if (code < 15) return 8;
  const size = bytes[at + 6];
  return size === undefined ? undefined : 9 + size;
}

function nextRtuRequest(bytes: Uint8Array): { readonly frame: Uint8Array; readonly end: number } | undefined {
  for (let at = 0; at + 4 <= bytes.length; at++) {
    const length = requestLength(bytes, at);
    if (length === undefined || at + length > bytes.length || length > longestRtuFrame) continue;
    if (rtuCheckHolds(bytes, at, length)) return { frame: bytes.subarray(at, at + length), end: at + length };
  }
  return undefined;
}
