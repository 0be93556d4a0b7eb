import { randomBytes, randomInt } from "node:crypto";
import type { Rng } from "../ports/rng.ts";

/** Randomness from the operating system. */
export const systemRng: Rng = {
  next: () => randomInt(2 ** 47) / 2 ** 47,
  bytes: (length) => new Uint8Array(randomBytes(length)),
};
