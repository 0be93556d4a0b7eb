import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { besideFile } from "../../core/config/paths.ts";
import { AppError } from "../../core/errors.ts";
import { systemClocks } from "../../core/io/clock.ts";
import { systemRng } from "../../core/io/rng.ts";
import type { Disk } from "../../core/ports/disk.ts";
import type { Store } from "../../core/ports/store.ts";
import type { IngestFile } from "../../ingest/file-schema.ts";
import { openDuckdb } from "../../ingest/stores/duckdb/io/open.ts";
import { openInflux1 } from "../../ingest/stores/influx1/io/open.ts";
import { openInflux2 } from "../../ingest/stores/influx2/io/open.ts";

const loginSchema = z.strictObject({ username: z.string().min(1), password: z.string() });
const tokenSchema = z.strictObject({ token: z.string().min(1) });

/** Where a store finds its credentials and keeps its files. */
export interface StorePlace {
  /** The configuration file: credential files lie beside it. */
  readonly file: string;
  /** The data directory. */
  readonly data: string;
  /** Ingest's own directory: the register of a store that keeps none. */
  readonly disk: Disk;
}

/** Which store, and who writes there. */
export interface StoreWish extends Pick<IngestFile, "store"> {
  readonly id: string;
}

/** The store that is asked for; it is not opened yet. */
export function openStore({ id, store }: StoreWish, { file, data, disk }: StorePlace): Store {
  const ports = { disk, rng: systemRng, world: systemClocks.world };
  switch (store.form) {
    case "file": {
      const { memory, keep = null } = store;
      const options = { path: join(data, store.file), memoryMb: Math.floor(memory / 1e6), retentionMs: keep };
      return openDuckdb(options, systemClocks.io);
    }
    case "influx1": {
      const { credentialFile, keep = null, ...place } = store.influx1;
      const login =
        credentialFile === undefined ? undefined : credentialOf(besideFile(file, credentialFile), loginSchema);
      const options = { id, ...place, keep };
      return openInflux1(login === undefined ? options : { ...options, credential: login }, ports);
    }
    case "influx2": {
      const { credentialFile, keep = null, ...place } = store.influx2;
      const { token } = credentialOf(besideFile(file, credentialFile), tokenSchema);
      return openInflux2({ id, ...place, keep, token }, ports);
    }
  }
}

/** The file that says who we are at the store; undefined where nobody logs in. */
export function storeCredentialOf(store: IngestFile["store"], file: string): string | undefined {
  if (store.form === "file") return undefined;
  const named = store.form === "influx1" ? store.influx1.credentialFile : store.influx2.credentialFile;
  return named === undefined ? undefined : besideFile(file, named);
}

function credentialOf<T>(path: string, schema: z.ZodObject<z.core.$ZodLooseShape, z.core.$strict> & z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    const keys = Object.keys(schema.shape).map((key) => `"${key}": "…"`);
    throw new AppError(
      "config-invalid",
      `${path} must be JSON like {${keys.join(", ")}}, readable by this user`,
      error,
    );
  }
}
