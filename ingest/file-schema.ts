import { z } from "zod";
import { brokerUrl, duration, fileName, id, positiveDuration, quantity, words } from "../core/config/fields.ts";

const broker = z.strictObject({
  url: brokerUrl.describe("its address; without a port 1883, or 8883 for mqtts"),
  credentialFile: fileName.describe("JSON with `username` and `password`"),
});

const store = z.strictObject({
  file: fileName.describe("the DuckDB file, relative to the data directory"),
  memory: quantity("By", { lo: 64e6 }).prefault("256 MB").describe("most memory DuckDB may take"),
  keep: positiveDuration
    .optional()
    .describe("how long a day of readings is kept after its last insert; without it all are"),
});

/** The file of an ingest process: which regions it stores, through which broker, into which store. */
export const ingestFileSchema = z.strictObject({
  homeostat: z.literal(1).describe("version of this language"),
  kind: z.literal("ingest").describe("what this file is"),
  ingest: z.strictObject({
    id: id.default("ingest").describe("its name on the broker"),
    regions: z.array(id).min(1).describe("the regions it stores"),
  }),
  broker,
  store: store.prefault({ file: "store.duckdb" }),
  commit: duration.prefault("100ms").describe("longest wait of a row for its commit"),
  http: words.optional().describe("host:port for /query and /ping; without it nothing listens"),
});
export type IngestFile = z.infer<typeof ingestFileSchema>;
