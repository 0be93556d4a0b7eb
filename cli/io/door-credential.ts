import { readFileSync } from "node:fs";
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { basicAuthorization } from "../../ingest/query/io/door.ts";

const credentialSchema = z.union([
  z.strictObject({ token: z.string().min(1) }),
  z.strictObject({ username: z.string().min(1), password: z.string() }),
]);

/** The header `authorization` for a `/query`, by a credential file. Throws AppError `config-invalid`. */
export function authorizationIn(path: string): string {
  try {
    const credential = credentialSchema.parse(JSON.parse(readFileSync(path, "utf8")));
    return "token" in credential ? `Token ${credential.token}` : basicAuthorization(credential);
  } catch (error) {
    throw new AppError(
      "config-invalid",
      `${path} must be JSON like {"token": "…"} or {"username": "…", "password": "…"}, readable by this user`,
      error,
    );
  }
}
