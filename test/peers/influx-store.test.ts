import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { systemClocks } from "../../core/io/clock.ts";
import { fileDisk } from "../../core/io/disk.ts";
import { systemRng } from "../../core/io/rng.ts";
import { openInflux1 } from "../../ingest/stores/influx1/io/open.ts";
import { type Influxd, startInfluxd } from "../support/influxd.ts";
import { storeContract } from "../support/store-contract.ts";

let influxd: Influxd;
let databases = 0;
beforeAll(async () => {
  influxd = await startInfluxd();
});
afterAll(() => influxd?.stop());

storeContract("influx1", async () => {
  const directory = mkdtempSync(join(tmpdir(), "homeostat-influx1-"));
  databases += 1;
  const options = { id: "ingest", url: influxd.url, database: `contract${databases}` };
  const ports = { disk: fileDisk(directory), rng: systemRng, world: systemClocks.world };
  return {
    make: () => openInflux1(options, ports),
    dispose: async () => rmSync(directory, { recursive: true, force: true }),
  };
});
