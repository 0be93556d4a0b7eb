import { hexOf } from "../wire/bytes.ts";

/** The one source of randomness: jitter, salts, nonces, ids. Seeded in simulations. */
export interface Rng {
  /** Uniform in [0, 1). */
  next(): number;
  bytes(length: number): Uint8Array;
}

/** Lower-case hex of fresh random bytes. */
export function randomHex(rng: Rng, bytes: number): string {
  return hexOf(rng.bytes(bytes));
}
