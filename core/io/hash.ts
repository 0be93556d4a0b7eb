import { createHash } from "node:crypto";
import { crc32 as platformCrc32 } from "node:zlib";
import type { Sha256 } from "../wire/canonical.ts";

/** SHA-256 of the platform. */
export const sha256: Sha256 = (bytes) => createHash("sha256").update(bytes).digest();

/** CRC-32 as Ethernet and zip have it (IEEE 802.3, clause 3.2.9), of a stretch of bytes: the platform's, many times as fast as one of ours. */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length): number {
  return platformCrc32(bytes.subarray(start, end));
}
