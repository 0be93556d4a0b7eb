import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClocks } from "../../core/io/clock.ts";
import { openDuckdb } from "../../ingest/stores/duckdb/io/open.ts";
import { storeContract } from "../support/store-contract.ts";

storeContract("DuckDB in its child", async () => {
  const folder = await mkdtemp(join(tmpdir(), "homeostat-store-"));
  const path = join(folder, "homeostat.duckdb");
  return {
    make: () => openDuckdb({ path }, systemClocks.io),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
});
