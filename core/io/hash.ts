import { createHash } from "node:crypto";
import type { Sha256 } from "../wire/canonical.ts";

/** SHA-256 of the platform. */
export const sha256: Sha256 = (bytes) => createHash("sha256").update(bytes).digest();
