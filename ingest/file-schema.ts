import { z } from "zod";
import { brokerPlace } from "../core/config/broker.ts";
import { duration, fileName, httpUrl, id, positiveDuration, quantity, words } from "../core/config/fields.ts";
import { byKey } from "../core/config/forms.ts";

const keep = positiveDuration.optional();

const duckdb = z.strictObject({
  file: fileName.describe("the DuckDB file, relative to the data directory"),
  memory: quantity("By", { lo: 64e6 }).prefault("256 MB").describe("most memory DuckDB may take"),
  keep: keep.describe("how long a day of readings is kept after its last insert; without it all are"),
});

const timeout = positiveDuration.prefault("30s").describe("longest wait for an answer");

const influx1 = z.strictObject({
  url: httpUrl.describe("the server's address"),
  database: words.default("homeostat").describe("made when it is not there"),
  credentialFile: fileName.optional().describe("JSON with `username` and `password`; without it nobody logs in"),
  keep: keep.describe("retention of the database, at least 1h; without it that stays as it is"),
  gzip: z.boolean().default(false).describe("whether lines travel compressed"),
  timeout,
});

const influx2 = z.strictObject({
  url: httpUrl.describe("the server's address"),
  org: words.describe("the organization"),
  bucket: words.describe("the bucket; a database of the same name must be mapped to it"),
  credentialFile: fileName.describe("JSON with `token`"),
  keep: keep.describe("how long the bucket keeps points, as it was made; without it for ever"),
  timeout,
});

/** Into which store: `form` tells which it is. */
export const storeSchema = byKey({
  file: duckdb,
  influx1: z.strictObject({ influx1: influx1.describe("a database of an InfluxDB 1.x") }),
  influx2: z.strictObject({ influx2: influx2.describe("a bucket of an InfluxDB 2") }),
});

/** The file of an ingest process: which regions it stores, through which broker, into which store. */
export const ingestFileSchema = z.strictObject({
  homeostat: z.literal(1).describe("version of this language"),
  kind: z.literal("ingest").describe("what this file is"),
  ingest: z.strictObject({
    id: id.default("ingest").describe("its name on the broker"),
    regions: z.array(id).min(1).describe("the regions it stores"),
  }),
  broker: brokerPlace,
  store: storeSchema.prefault({ file: "store.duckdb" }).describe("without it a DuckDB file, `store.duckdb`"),
  commit: duration.prefault("100ms").describe("longest wait of a row for its commit"),
  http: words.optional().describe("host:port for /query and /ping; without it nothing listens"),
});
export type IngestFile = z.infer<typeof ingestFileSchema>;
