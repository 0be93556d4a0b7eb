import { z } from "zod";
import { brokerPlace } from "../../core/config/broker.ts";
import { fileName, httpUrl, id, named, positiveDuration, words } from "../../core/config/fields.ts";

const store = z.strictObject({
  url: httpUrl.describe("where its /query is: a `homeostat ingest`, an InfluxDB 1.x, or an InfluxDB 2"),
  database: words.default("homeostat").describe("its name there; of an ingest always `homeostat`"),
  credentialFile: fileName
    .optional()
    .describe("JSON with `token`, or with `username` and `password`; without it nobody logs in"),
  timeout: positiveDuration.prefault("30s").describe("longest wait for an answer"),
});

const site = z.strictObject({
  keyFile: fileName.describe("the gateway's public key: answers to commands are believed by it"),
});

/** The file of a console process: whose region it shows, and where it finds broker and store. */
export const consoleFileSchema = z.strictObject({
  homeostat: z.literal(1).describe("version of this language"),
  kind: z.literal("console").describe("what this file is"),
  console: z.strictObject({
    id: id.default("console").describe("its name on the broker"),
    region: id.describe("the region it shows"),
    regionKeyFile: fileName
      .optional()
      .describe(
        "the region's public key: its answers are believed by it; without it the region's own alarms cannot be acknowledged",
      ),
    usersFile: fileName
      .optional()
      .describe(
        "who may log in by name and password, kept by `homeostat user --users FILE`; without it that of the data directory",
      ),
    public: httpUrl
      .optional()
      .describe("the address people type where a proxy with TLS stands in front: `https://water.example`"),
    frames: z
      .array(httpUrl)
      .max(10)
      .optional()
      .describe("origins whose pages may show ours in a frame, such as that of a Grafana; without it none may"),
  }),
  broker: brokerPlace,
  store,
  http: words.default("127.0.0.1:8420").describe("host:port of the page and the API, on this machine's loopback"),
  sites: named(site).describe("the sites it may command"),
});
