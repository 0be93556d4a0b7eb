import { hashed } from "../plants/exact.ts";

/** What a bad line makes of bytes: one of them is changed, and of every fourth message only a piece arrives. */
export function damaged(bytes: Uint8Array, seed: number, index: number): Uint8Array {
  const draw = (number: number, below: number): number => Math.floor(hashed(seed, 90 + number, index) * below);
  const at = draw(0, bytes.length);
  const hit = bytes.with(at, (bytes[at] ?? 0) ^ (1 + draw(1, 255)));
  return index % 4 === 0 ? hit.subarray(0, 1 + draw(2, bytes.length - 1)) : hit;
}
