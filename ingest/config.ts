import { z } from "zod";
import { idPattern } from "../core/ids.ts";
import { longestMessage } from "../core/wire/fields.ts";

const positive = z.number().int().positive();

/** How ingest collects, commits and acknowledges. */
export const ingestConfigSchema = z.strictObject({
  id: z.string().regex(idPattern).default("ingest").describe("our name in acknowledgements and towards the broker"),
  regions: z.array(z.string().min(1)).min(1).describe("the regions (Sparkplug groups) whose sites are stored"),
  commitRows: positive.default(50_000).describe("rows that are committed at once at the latest"),
  commitAfterMs: positive.default(100).describe("longest wait of a row for its commit, ms"),
  queueRows: positive.default(400_000).describe("rows that may wait for the store; beyond, messages are dropped"),
  compactEvery: positive.default(10_000).describe("register rows after which the register is written anew, compact"),
  longestPayload: positive.default(longestMessage).describe("longest message that is read, bytes"),
  futureLimitMs: positive.default(300_000).describe("how far ahead of us a reading may have been measured, ms"),
  seriesPerSite: positive.default(20_000).describe("most variables of one site"),
  windowBytes: positive.default(4_194_304).describe("the senders' window of unacknowledged history, bytes"),
});
export type IngestConfig = z.infer<typeof ingestConfigSchema>;
