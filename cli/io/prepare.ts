import { join } from "node:path";
import { loadOrGenerateKey } from "../../core/io/keys.ts";
import type { DataDirectory } from "./data-directory.ts";
import { loadSecrets, type Secrets } from "./secrets.ts";

/** Makes the passwords and keys of an instance of these sites, as far as they are missing. */
export async function prepareInstance(data: DataDirectory, sites: readonly string[]): Promise<Secrets> {
  const secrets = loadSecrets(data.secrets, [...sites, "ingest", "region", "console"]);
  for (const name of [...sites, "ingest", "region", "operator"])
    await loadOrGenerateKey(join(data.keys, `${name}.pem`));
  return secrets;
}

/** Resolves when this process is asked to end, by Ctrl-C or by its service manager. */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
