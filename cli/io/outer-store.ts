import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { fileDisk } from "../../core/io/disk.ts";
import { makeFolder } from "../../core/io/folders.ts";
import { keyIdOfPem } from "../../core/io/keys.ts";
import type { Store } from "../../core/ports/store.ts";
import { type OuterStore, outerStoreConfig } from "../outer-store.ts";
import type { DataDirectory } from "./data-directory.ts";
import { openStore } from "./store.ts";

const keptSchema = z.strictObject({ url: z.string(), credentialFile: z.string().optional() });

/** The store that this data directory writes to, where it is not its own. */
export function outerStoreOf(data: DataDirectory): OuterStore | undefined {
  return existsSync(data.outerStore) ? keptSchema.parse(JSON.parse(readFileSync(data.outerStore, "utf8"))) : undefined;
}

/**
 * Writes down which store this data directory writes to. What its gateways have sent to one store they do not send to another, so
 * that stays as it is: throws AppError `wrong-use` when it was another one.
 */
export function keepOuterStore(data: DataDirectory, store: OuterStore | undefined): void {
  const before = outerStoreOf(data)?.url ?? (existsSync(data.store) ? own : undefined);
  const now = store?.url ?? own;
  if (before !== undefined && before !== now) {
    throw new AppError("wrong-use", `${data.root} stores in ${before}; choose another --data DIR for ${now}`);
  }
  if (store === undefined) return;
  makeFolder(dirname(data.outerStore), 0o700);
  writeFileSync(data.outerStore, `${JSON.stringify(store)}\n`, { mode: 0o600 });
}

const own = "its own DuckDB file";

/** The store, not opened yet. Its name among all who write there is that of this data directory. */
export function openOuterStore(store: OuterStore, data: DataDirectory): Store {
  const directory = join(data.hub, "ingest");
  makeFolder(directory);
  const publicKey = readFileSync(join(data.keys, "ingest.pem.pub"), "utf8");
  const place = { file: data.outerStore, data: data.root, disk: fileDisk(directory) };
  return openStore({ id: `ingest-${keyIdOfPem(publicKey)}`, store: outerStoreConfig(store) }, place);
}
