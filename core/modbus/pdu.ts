import { err, ok, type Result } from "../result.ts";

/** The tables of single bits. Addresses of every table are zero-based, as on the wire. */
export type BitTable = "coil" | "discreteInput";
/** The tables of 16-bit words. */
export type WordTable = "holdingRegister" | "inputRegister";
/** Any of the four tables. */
export type Table = BitTable | WordTable;

/** What a client can ask. Registers are unsigned 16-bit words. */
export type Request =
  | { readonly kind: "readBits"; readonly table: BitTable; readonly address: number; readonly count: number }
  | { readonly kind: "readRegisters"; readonly table: WordTable; readonly address: number; readonly count: number }
  | { readonly kind: "writeCoil"; readonly address: number; readonly on: boolean }
  | { readonly kind: "writeRegister"; readonly address: number; readonly value: number }
  | { readonly kind: "writeCoils"; readonly address: number; readonly values: readonly boolean[] }
  | { readonly kind: "writeRegisters"; readonly address: number; readonly values: readonly number[] };

/** What a server answers. `written` repeats what was asked, so it says no more. */
export type Answer =
  | { readonly kind: "bits"; readonly bits: readonly boolean[] }
  | { readonly kind: "registers"; readonly registers: readonly number[] }
  | { readonly kind: "written" }
  | { readonly kind: "exception"; readonly code: number };

/** Most items in one request. Source: MODBUS Application Protocol Specification V1.1b3, 6.1-6.4, 6.11, 6.12. */
export const limits = { readBits: 2000, readRegisters: 125, writeCoils: 1968, writeRegisters: 123 } as const;

/** Exception codes by what is wrong. Source: MODBUS Application Protocol Specification V1.1b3, 7. */
export const exceptions = {
  illegalFunction: 1,
  illegalAddress: 2,
  illegalValue: 3,
  deviceFailure: 4,
  acknowledge: 5,
  busy: 6,
  gatewayPathUnavailable: 10,
  gatewayTargetSilent: 11,
} as const;

/** The functions spoken here. Source: MODBUS Application Protocol Specification V1.1b3, 5.1. */
export const functionCodes: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 15, 16]);

const meanings: Readonly<Record<number, string>> = {
  1: "the device does not know this function",
  2: "the device has nothing at this address",
  3: "the device refuses this value or count",
  4: "the device failed while doing it",
  5: "the device accepted it and needs more time",
  6: "the device is busy",
  8: "the device found a parity error in its memory",
  10: "the Modbus gateway has no path to the device",
  11: "the Modbus gateway got no answer from the device",
};

/** What an exception code means, in words. */
export function exceptionMeaning(code: number): string {
  return meanings[code] ?? `exception ${code}, which no standard defines`;
}

/** The function code a request travels under. */
export function functionCode(request: Request): number {
  switch (request.kind) {
    case "readBits":
      return request.table === "coil" ? 1 : 2;
    case "readRegisters":
      return request.table === "holdingRegister" ? 3 : 4;
    case "writeCoil":
      return 5;
    case "writeRegister":
      return 6;
    case "writeCoils":
      return 15;
    case "writeRegisters":
      return 16;
  }
}

/** Writes a request as function code and data. Counts and values must be within `limits` and 16 bits. */
export function encodeRequest(request: Request): Uint8Array {
  const code = functionCode(request);
  switch (request.kind) {
    case "readBits":
    case "readRegisters":
      return head(code, request.address, request.count);
    case "writeCoil":
      return head(code, request.address, request.on ? 0xff00 : 0);
    case "writeRegister":
      return head(code, request.address, request.value);
    case "writeCoils":
      return Uint8Array.of(...head(code, request.address, request.values.length), ...counted(packBits(request.values)));
    case "writeRegisters":
      return Uint8Array.of(
        ...head(code, request.address, request.values.length),
        ...counted(packWords(request.values)),
      );
  }
}

/** Why a server cannot act on a request: the exception it answers with. */
export interface RequestFault {
  readonly code: number;
}

/** Reads a request on the server's side; the error is the exception to answer. */
export function parseRequest(pdu: Uint8Array): Result<Request, RequestFault> {
  const code = pdu[0] ?? 0;
  const address = word(pdu, 1);
  const second = word(pdu, 3);
  if (!functionCodes.has(code)) return err({ code: exceptions.illegalFunction });
  if (code < 15 && pdu.length !== 5) return err({ code: exceptions.illegalValue });
  switch (code) {
    case 1:
    case 2: {
      const table = code === 1 ? "coil" : "discreteInput";
      return checked({ kind: "readBits", table, address, count: second }, second, limits.readBits);
    }
    case 3:
    case 4: {
      const table = code === 3 ? "holdingRegister" : "inputRegister";
      return checked({ kind: "readRegisters", table, address, count: second }, second, limits.readRegisters);
    }
    case 5:
      if (second !== 0 && second !== 0xff00) return err({ code: exceptions.illegalValue });
      return ok({ kind: "writeCoil", address, on: second === 0xff00 });
    case 6:
      return ok({ kind: "writeRegister", address, value: second });
    default:
      return parseMultiple(pdu);
  }
}

/** Writes the answer to a request as function code and data. */
export function encodeAnswer(request: Request, answer: Answer): Uint8Array {
  switch (answer.kind) {
    case "exception":
      return encodeException(functionCode(request), answer.code);
    case "bits":
      return Uint8Array.of(functionCode(request), ...counted(packBits(answer.bits)));
    case "registers":
      return Uint8Array.of(functionCode(request), ...counted(packWords(answer.registers)));
    case "written":
      return encodeRequest(request).subarray(0, 5);
  }
}

/** An exception answer to a function code. */
export function encodeException(code: number, exception: number): Uint8Array {
  return Uint8Array.of(code | 0x80, exception);
}

/** The length of the regular answer to a request, function code included; an exception has 2. */
export function answerLength(request: Request): number {
  if (request.kind === "readBits") return 2 + Math.ceil(request.count / 8);
  return request.kind === "readRegisters" ? 2 + 2 * request.count : 5;
}

/** Reads an answer against its request; undefined when it does not belong to it in every byte it can be checked by. */
export function parseAnswer(request: Request, pdu: Uint8Array): Answer | undefined {
  const code = functionCode(request);
  const exception = pdu[1];
  if (pdu[0] === (code | 0x80) && pdu.length === 2 && exception !== undefined)
    return { kind: "exception", code: exception };
  if (pdu[0] !== code || pdu.length !== answerLength(request)) return undefined;
  if (request.kind === "readBits" || request.kind === "readRegisters") {
    if (pdu[1] !== pdu.length - 2) return undefined;
    return request.kind === "readBits"
      ? { kind: "bits", bits: unpackBits(pdu, 2, request.count) }
      : { kind: "registers", registers: unpackWords(pdu, 2, request.count) };
  }
  const echo = encodeRequest(request).subarray(0, 5);
  return echo.every((byte, index) => byte === pdu[index]) ? { kind: "written" } : undefined;
}

/** Reads a 16-bit word, high byte first. */
export function word(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}

function parseMultiple(pdu: Uint8Array): Result<Request, RequestFault> {
  const address = word(pdu, 1);
  const count = word(pdu, 3);
  const coils = pdu[0] === 15;
  const size = coils ? Math.ceil(count / 8) : 2 * count;
  if (pdu[5] !== size || pdu.length !== 6 + size) return err({ code: exceptions.illegalValue });
  return coils
    ? checked({ kind: "writeCoils", address, values: unpackBits(pdu, 6, count) }, count, limits.writeCoils)
    : checked({ kind: "writeRegisters", address, values: unpackWords(pdu, 6, count) }, count, limits.writeRegisters);
}

function checked(request: Request, count: number, most: number): Result<Request, RequestFault> {
  if (count < 1 || count > most) return err({ code: exceptions.illegalValue });
  return request.address + count > 0x1_0000 ? err({ code: exceptions.illegalAddress }) : ok(request);
}

function head(code: number, first: number, second: number): Uint8Array {
  return Uint8Array.of(code, first >>> 8, first, second >>> 8, second);
}

function counted(bytes: Uint8Array): Uint8Array {
  return Uint8Array.of(bytes.length, ...bytes);
}

function packBits(bits: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [index, bit] of bits.entries())
    if (bit) bytes[index >>> 3] = (bytes[index >>> 3] ?? 0) | (1 << (index & 7));
  return bytes;
}

function unpackBits(bytes: Uint8Array, offset: number, count: number): boolean[] {
  return Array.from(
    { length: count },
    (_, index) => (((bytes[offset + (index >>> 3)] ?? 0) >>> (index & 7)) & 1) === 1,
  );
}

function packWords(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(2 * words.length);
  for (const [index, value] of words.entries()) {
    bytes[2 * index] = value >>> 8;
    bytes[2 * index + 1] = value;
  }
  return bytes;
}

function unpackWords(bytes: Uint8Array, offset: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => word(bytes, offset + 2 * index));
}
