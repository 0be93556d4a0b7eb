import type { Boot } from "../ids.ts";
import { err, ok, type Result } from "../result.ts";
import { ByteReader, hexOf, sameBytes, varintLength, WireFault, writeHex, writeVarint } from "./bytes.ts";

/** Live readings go out once, as they are made; history is everything sent again. */
export type Lane = "live" | "history";

/** Which readings a message carries: the same however often and in whatever company they are sent. */
export interface Identity {
  readonly boot: Boot;
  /** The readings are numbered [firstSeq, firstSeq + count) in the order of the message's metrics. */
  readonly firstSeq: number;
  readonly count: number;
  /** 16 lower-case hex digits: the first 8 bytes of the SHA-256 of the definition's canonical text. */
  readonly definition: string;
  readonly lane: Lane;
  /** Reads made since the start of the boot, whole site, when the message was made. */
  readonly measured: number;
  /** Of these, not numbered because of a deadband. */
  readonly folded: number;
  /** Of these, not numbered because (variable, measuredAt) was taken. */
  readonly superseded: number;
}

/**
 * The field of a Sparkplug payload that carries the identity (length-delimited).
 * Source: sparkplug_b.proto, message Payload, `extensions 6 to max`.
 */
export const identityField = 50_001;

const version = 1;
const fixedLength = 22;
const lanes: readonly Lane[] = ["live", "history"];

/**
 * Writes an identity, version 1:
 *
 * ```
 *  0      version, 1
 *  1      lane: 0 live, 1 history
 *  2..5   boot counter, u32, most significant byte first
 *  6..13  boot salt, 8 bytes in the order of its hex text
 * 14..21  definition hash, 8 bytes in the order of its hex text
 * 22..    firstSeq, count, measured, folded, superseded: LEB128 each, at most 2^53 - 1
 * ```
 */
export function encodeIdentity(identity: Identity): Uint8Array {
  const numbers = numbersOf(identity);
  let length = fixedLength;
  for (const value of numbers) length += varintLength(value);
  const bytes = new Uint8Array(length);
  bytes[0] = version;
  bytes[1] = lanes.indexOf(identity.lane);
  new DataView(bytes.buffer).setUint32(2, identity.boot.counter);
  writeHex(bytes, 6, identity.boot.salt);
  writeHex(bytes, 14, identity.definition);
  let at = fixedLength;
  for (const value of numbers) at = writeVarint(bytes, at, value);
  return bytes;
}

function numbersOf(identity: Identity): readonly number[] {
  return [identity.firstSeq, identity.count, identity.measured, identity.folded, identity.superseded];
}

/** Why bytes are not an identity, in words. */
export interface IdentityFault {
  readonly kind: "identity";
  readonly detail: string;
}

/** Boot and definition of one header, with the bytes they were read from: most messages repeat those of the one before. */
export interface KnownNames {
  readonly bytes: Uint8Array;
  readonly boot: Boot;
  readonly definition: string;
}

/**
 * Reads an identity that fills its bytes. A later version is refused: its sender must not be taken for a node without identity.
 * `known` only saves work: see `namesOf`.
 */
export function decodeIdentity(bytes: Uint8Array, known?: KnownNames): Result<Identity, IdentityFault> {
  if (bytes[0] !== version) return fault(`version ${bytes[0] ?? "missing"}, expected ${version}`);
  const lane = lanes[bytes[1] ?? -1];
  if (lane === undefined) return fault(`lane ${bytes[1] ?? "missing"}, expected 0 or 1`);
  if (bytes.length < fixedLength + 5) return fault(`${bytes.length} bytes are too few`);
  const reader = new ByteReader(bytes, fixedLength);
  try {
    const firstSeq = reader.safeVarint();
    const count = reader.safeVarint();
    const measured = reader.safeVarint();
    const folded = reader.safeVarint();
    const superseded = reader.safeVarint();
    if (reader.position !== bytes.length) return fault("its length is not that of its numbers");
    if (firstSeq + count > Number.MAX_SAFE_INTEGER) return fault("the last sequence is above 2^53");
    const { boot, definition } = namesOf(bytes, known);
    return ok({ boot, firstSeq, count, definition, lane, measured, folded, superseded });
  } catch (error) {
    if (error instanceof WireFault) return fault(error.message);
    throw error;
  }
}

/** Boot and definition of a header; those of `known` when the bytes are the same. */
export function namesOf(bytes: Uint8Array, known?: KnownNames): KnownNames {
  if (known !== undefined && sameBytes(bytes, 2, known.bytes)) return known;
  // Not bytes.slice: on a Buffer that shares its memory, which the next message overwrites.
  const names = Uint8Array.from(bytes.subarray(2, fixedLength));
  const counter = new DataView(names.buffer).getUint32(0);
  return { bytes: names, boot: { counter, salt: hexOf(names, 4, 12) }, definition: hexOf(names, 12, 20) };
}

function fault(detail: string): { readonly ok: false; readonly error: IdentityFault } {
  return err({ kind: "identity", detail: `identity: ${detail}` });
}
