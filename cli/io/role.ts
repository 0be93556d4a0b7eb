import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Fault, formatFault } from "../../core/config/fault.ts";
import { AppError } from "../../core/errors.ts";
import type { Result } from "../../core/result.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { Closing } from "./closing.ts";
import { type DataDirectory, dataDirectory } from "./data-directory.ts";
import { interrupted } from "./prepare.ts";
import { leaveDirectory, takeDirectory } from "./running.ts";

/** What every role of the command line takes. */
export interface RoleOptions {
  readonly data: string;
}

/**
 * The public keys of those this role must know; `keys` is the folder of the data directory. Throws AppError `config-invalid`
 * that names all that are missing.
 */
export function trustedKeys(keys: string, owners: readonly string[]): readonly string[] {
  const paths = owners.map((owner) => join(keys, `${owner}.pem.pub`));
  const missing = paths.filter((path) => !existsSync(path));
  if (missing.length === 0) return paths.map((path) => readFileSync(path, "utf8"));
  throw new AppError(
    "config-invalid",
    `missing: ${missing.join(", ")}; put the public keys of ${owners.join(", ")} there: this process trusts those in ${keys}`,
  );
}

/** The value of a loaded file; undefined after its faults were printed. */
export function soundOrSaid<T>(loaded: Result<T, readonly Fault[]>): T | undefined {
  if (loaded.ok) return loaded.value;
  for (const fault of loaded.error) process.stderr.write(`${formatFault(fault)}\n\n`);
  return undefined;
}

/** Runs a role on a data directory that is its own until the process is asked to end, then closes what it has opened. */
export async function runRole(
  { data: root }: RoleOptions,
  open: (data: DataDirectory, parts: Closing) => Promise<void>,
): Promise<ExitCode> {
  const data = dataDirectory(root);
  takeDirectory(data.running);
  try {
    const parts = new Closing();
    try {
      await open(data, parts);
      await interrupted();
    } finally {
      await parts[Symbol.asyncDispose]();
    }
    return exitCodes.ok;
  } finally {
    leaveDirectory(data.running);
  }
}
