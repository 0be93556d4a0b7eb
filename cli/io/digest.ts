import { createHash } from "node:crypto";

/** SHA-256 of a text as hex: for secrets that are only compared. */
export function hexDigest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
