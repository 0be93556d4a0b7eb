import { timingSafeEqual } from "node:crypto";
import { sha256 } from "../../../core/io/hash.ts";
import type { Credential } from "../credentials.ts";

/**
 * Tells whether a credential holds one of these tokens. SHA-256 digests are compared in constant time, each of them every
 * time, so that neither the time nor the memory of the process tells anything about a token.
 */
export function tokenVerifier(tokens: readonly string[]): (credential: Credential) => boolean {
  const known = tokens.map((token) => sha256(Buffer.from(token)));
  return ({ secret }) => {
    const offered = sha256(Buffer.from(secret));
    return known.reduce((found, digest) => timingSafeEqual(digest, offered) || found, false);
  };
}
