import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { type Fault, formatFault } from "../../core/config/fault.ts";
import { besideFile } from "../../core/config/paths.ts";
import { AppError } from "../../core/errors.ts";
import { mqttLink } from "../../core/io/link.ts";
import type { Link } from "../../core/ports/link.ts";
import type { Result } from "../../core/result.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { interrupted } from "./prepare.ts";

const credentialSchema = z.strictObject({ username: z.string().min(1), password: z.string().min(1) });

/** A broker as a role's file names it; the credential file lies beside that file. */
export function brokerLink(
  file: string,
  broker: { readonly url: string; readonly credentialFile: string },
): { link: Link; username: string } {
  const path = besideFile(file, broker.credentialFile);
  try {
    const credential = credentialSchema.parse(JSON.parse(readFileSync(path, "utf8")));
    return { link: mqttLink({ url: broker.url, ...credential }), username: credential.username };
  } catch (error) {
    throw new AppError(
      "config-invalid",
      `${path} must be JSON like {"username": "…", "password": "…"}, readable by this user`,
      error,
    );
  }
}

/** The public key of somebody this role must know; `keys` is the folder of the data directory. */
export function trustedKey(keys: string, owner: string): string {
  const path = join(keys, `${owner}.pem.pub`);
  if (existsSync(path)) return readFileSync(path, "utf8");
  throw new AppError(
    "config-invalid",
    `${path} is missing: put the public key of ${owner} there; ${dirname(path)} holds the keys this process trusts`,
  );
}

/** The value of a loaded file; undefined after its faults were printed. */
export function soundOrSaid<T>(loaded: Result<T, readonly Fault[]>): T | undefined {
  if (loaded.ok) return loaded.value;
  for (const fault of loaded.error) process.stderr.write(`${formatFault(fault)}\n\n`);
  return undefined;
}

/** Keeps a role running until the process is asked to end, then closes it. */
export async function runUntilAsked(role: AsyncDisposable): Promise<ExitCode> {
  await interrupted();
  await role[Symbol.asyncDispose]();
  return exitCodes.ok;
}
