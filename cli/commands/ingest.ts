import { join } from "node:path";
import { loadText } from "../../core/config/load.ts";
import { systemClocks } from "../../core/io/clock.ts";
import { fileDisk } from "../../core/io/disk.ts";
import { readTextFile } from "../../core/io/files.ts";
import { makeFolder } from "../../core/io/folders.ts";
import { sha256 } from "../../core/io/hash.ts";
import { loadOrGenerateKey } from "../../core/io/keys.ts";
import { systemRng } from "../../core/io/rng.ts";
import { start } from "../../ingest/app.ts";
import { ingestConfigSchema } from "../../ingest/config.ts";
import { ingestFileSchema } from "../../ingest/file-schema.ts";
import { parseAddress } from "../address.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { brokerLink } from "../io/broker-link.ts";
import { startQueryPort } from "../io/query-port.ts";
import { type RoleOptions, runRole, soundOrSaid } from "../io/role.ts";
import { openStore, storeCredentialOf } from "../io/store.ts";
import { logLine } from "../io/streams.ts";
import { toldStore, withCredential } from "../told-store.ts";

/** `homeostat ingest FILE.yaml`: broker to store, and `/query` when the file names a port. */
export async function ingest(file: string, options: RoleOptions): Promise<ExitCode> {
  const config = soundOrSaid(loadText(file, readTextFile, ingestFileSchema));
  if (config === undefined) return exitCodes.faults;
  return runRole(options, async (data, parts) => {
    const directory = join(data.root, "ingest");
    makeFolder(directory, 0o700);
    const credentialFile = storeCredentialOf(config.store, file);
    const store = toldStore(
      openStore({ id: config.ingest.id, store: config.store }, { file, data: data.root, disk: fileDisk(directory) }),
      (detail) => logLine("ingest", "store", withCredential(detail, credentialFile)),
    );
    const running = parts.use(
      await start(
        ingestConfigSchema.parse({
          id: config.ingest.id,
          regions: config.ingest.regions,
          commitAfterMs: config.commit,
        }),
        {
          link: brokerLink("ingest", file, config.broker).link,
          store,
          clocks: systemClocks,
          rng: systemRng,
          disk: fileDisk(directory),
          signer: await loadOrGenerateKey(join(data.keys, "ingest.pem")),
          sha256,
        },
      ),
    );
    if (config.http !== undefined) {
      const address = parseAddress("http", config.http);
      parts.use(await startQueryPort(address, { store, ingest: running, secrets: data.secrets }));
    }
  });
}
